"""Codes that travel: invitations by template and SMS, and the number that somebody shares in Zalo's form."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.sandbox import Param, Registered
from bot.zalo.templates import template
from tests.stories.linking import codes, linked, newcomers, rows_of, titles
from tests.stories.stage import OA, Stage, staged
from tests.stories.test_sms_phones import by_sms

MONDAY = "10/2/2025 08:00"
IMAGE = "https://nhacviec.example.vn/lien-ket.png"
CODE = re.compile(r"\b[2-9CFGHJKMNPQRTVX]{4}-[2-9CFGHJKMNPQRTVX]{4}\b")


@asynccontextmanager
async def reachable(folder: Path, start: str = MONDAY) -> AsyncIterator[Stage]:
    """A province with a gateway and a picture for the form; Mới and Thu have no account."""
    async with staged(folder, start, zalo={"contact_image_url": IMAGE}) as stage:
        await by_sms(stage)
        await newcomers(stage)
        stage.all_read()
        yield stage


async def shares(stage: Stage, who: str, number: str) -> None:
    stage.clock.jump_to(
        stage.clock.now() + 1
    )  # two events of one second and the same words are one
    await stage.phone(who).shares("Tên tự khai", number)
    await stage.settle()


async def test_a_number_is_asked_for_by_the_form_and_only_the_code_links(tmp_path: Path) -> None:
    async with reachable(tmp_path) as stage:
        await stage.phone("moi").follows()
        await stage.settle()
        assert titles(stage.hears("moi", "tra cứu")) == ["Tôi là cán bộ, công chức"]
        await stage.taps("moi", "Tôi là cán bộ, công chức")
        form = stage.hears("moi")
        assert form.parcel.label == "Chia sẻ số điện thoại để liên kết"
        assert form.parcel.card is not None
        assert "đến chính số đó" in form.parcel.card.paragraphs[0]
        await stage.taps("moi", "Chia sẻ thông tin")
        stage.hears("moi", "Nếu số này có trong danh bạ")
        assert await linked(stage, "moi") is None
        [sms] = stage.phone("moi").sms
        [code] = CODE.findall(sms.text)
        await stage.types("moi", code)
        stage.hears("moi", "Từ nay", "Đặng Mẫu Mới")
        assert await linked(stage, "moi") == "moi"
        bodies = b"".join(row[0] for row in await rows_of(stage, "SELECT body FROM event"))
        assert bodies
        assert code.encode() not in bodies
        assert b"84912345701" not in bodies


async def test_somebody_elses_number_brings_the_code_to_its_owner_alone(tmp_path: Path) -> None:
    async with reachable(tmp_path) as stage:
        await stage.types("thu", "liên kết")
        stage.hears("thu")
        await shares(stage, "thu", "84912345000")  # Lan's
        own = stage.hears("thu", "Nếu số này có trong danh bạ").text
        assert not CODE.search(own)
        assert len(CODE.findall(stage.phone("lan").sms[0].text)) == 1
        stage.silent("lan")  # not by the chat: it may be another's by now
        await shares(stage, "thu", "84987654321")  # nobody's
        assert stage.hears("thu").text == own  # tells nothing of who is in the directory
        assert stage.phone("thu").sms == []


async def test_a_number_is_sent_one_code_in_its_life_and_an_account_shares_three(
    tmp_path: Path,
) -> None:
    async with reachable(tmp_path) as stage:
        for _ in range(3):
            await shares(stage, "thu", "84912345701")
            stage.hears("thu", "Nếu số này")
        await shares(stage, "thu", "84912345000")
        stage.hears("thu", "nhiều lần")
        assert len(stage.phone("moi").sms) == 1
        assert stage.phone("lan").sms == []
        await stage.until("11/2/2025 08:05")
        await shares(stage, "thu", "84912345701")
        stage.hears("thu", "Nếu số này")
        assert len(stage.phone("moi").sms) == 2


async def test_a_shared_number_does_not_end_a_printed_code(tmp_path: Path) -> None:
    async with reachable(tmp_path) as stage:
        printed = (await codes(stage, "moi"))["moi"]
        await shares(stage, "thu", "84912345701")
        await stage.types("moi", printed)
        stage.hears("moi", "Từ nay")
        [code] = CODE.findall(stage.phone("moi").sms[0].text)
        await stage.types(
            "thu", code
        )  # the tie is made: codes that were left over are worth nothing
        assert "Từ nay" not in stage.unread("thu")[-1].text


async def test_invitations_go_by_sms_once_and_are_counted(tmp_path: Path) -> None:
    async with reachable(tmp_path) as stage:
        made = await codes(stage, "moi", "thu", sending=True)
        for who in ("moi", "thu"):
            [sms] = stage.phone(who).sms
            assert made[who] in sms.text
        assert await codes(stage, "moi", "thu", sending=True) == {}
        assert len(stage.phone("moi").sms) == 1
        assert await rows_of(stage, "SELECT road, messages, vnd FROM spending") == [
            ("sms", 2, 1400)
        ]
        texts = await rows_of(
            stage, "SELECT text FROM message WHERE template = 'officer/link_invitation'"
        )
        assert not any(CODE.search(text) for (text,) in texts)
        await stage.types("moi", made["moi"])
        stage.hears("moi", "Từ nay")
        await stage.until("17/2/2025 08:01")
        assert list(await codes(stage, "thu", sending=True)) == ["thu"]
        assert len(stage.phone("thu").sms) == 2


async def test_the_sealed_code_is_forgotten_once_it_arrived(tmp_path: Path) -> None:
    async with reachable(tmp_path) as stage:
        await codes(stage, "moi", sending=True)
        await stage.until("10/2/2025 10:00")
        assert await rows_of(stage, "SELECT sealed FROM link_code") == [(None,)]


async def test_at_the_weekend_an_invitation_waits_until_the_office_opens(tmp_path: Path) -> None:
    async with reachable(tmp_path, "8/2/2025 10:00") as stage:  # a Saturday
        made = await codes(stage, "moi", sending=True)
        assert stage.phone("moi").sms == []
        await stage.until("10/2/2025 08:00")
        assert made["moi"] in stage.phone("moi").sms[0].text


async def test_at_night_the_code_of_a_shared_number_waits_for_the_morning(tmp_path: Path) -> None:
    async with reachable(tmp_path, "9/2/2025 21:30") as stage:  # a Sunday
        await shares(stage, "moi", "84912345701")
        stage.hears("moi", "21 giờ đến 7 giờ")
        assert stage.phone("moi").sms == []
        await stage.until("10/2/2025 07:31")
        assert len(stage.phone("moi").sms) == 1


@pytest.fixture
def registered() -> Registered:
    ours = template("link_invitation")
    return Registered(
        template_id="id-link",
        oa_id=OA,
        name=ours.name,
        text="\n".join([ours.title, *(f"{row.label}: {row.value}" for row in ours.rows)]),
        params=tuple(Param(name, p.kind.value) for name, p in ours.parameters.items()),
        responses=(),
    )


async def test_an_invitation_goes_by_the_approved_template_and_then_by_sms(
    tmp_path: Path, registered: Registered
) -> None:
    async with staged(
        tmp_path, MONDAY, zalo={"templates": {"link_invitation": "id-link"}}
    ) as stage:
        await by_sms(stage)
        await newcomers(stage)
        stage.world.desk.register(registered)
        await stage.phone("thu").switches_off()
        made = await codes(stage, "moi", "thu", sending=True)
        assert made["moi"] in stage.hears("moi", "Mã liên kết").text
        assert stage.phone("moi").sms == []
        await stage.until("11/2/2025 16:00")  # no sign of delivery: the other road
        await stage.phone("thu").switches_on()
        assert made["thu"] in stage.phone("thu").sms[0].text
        await stage.types("moi", made["moi"])
        stage.hears("moi", "Từ nay")
