"""A head delegates for a week (Monday 24 to Friday 28/11/2025): who is told, who signs, what was taken back, and how it ends."""

from __future__ import annotations

from pathlib import Path

from bot.cli.apologies import _facts
from bot.sandbox.model import Message
from db.standins import add_delegation, end_delegation
from db.words import DelegationEnd, Fate, Reason
from tests.stories.promised import letter, question
from tests.stories.props import (
    CODE,
    dossiers,
    fates,
    heard,
    keep_in_touch,
    process,
    whole,
)
from tests.stories.stage import PEOPLE_COLUMNS, Stage, instant, staged

WEEK = "từ 24/11 đến 28/11"
# Promised for Monday 1/12/2025, 16:00: the letter is due on Friday 28/11, and the head is asked on Thursday and on Friday.
PROMISED = {"received_at": "10/11/2025 08:00", "due_at": "01/12/2025 16:00", "holder": "lan"}
LATE = {
    "received_at": "10/11/2025 08:00",
    "due_at": "25/11/2025 10:00",
    "holder": "lan",
}  # a Tuesday


async def appoint(stage: Stage, said: str, *taps: str) -> None:
    """The head types it and confirms."""
    await stage.types("binh", said)
    for title in taps or ("Đồng ý ủy quyền",):
        await stage.taps("binh", title)


def tells(stage: Stage, name: str, *words: str) -> Message:
    """The newest unread message with all of these words, whatever else (reports fall due in these weeks) came."""
    unread = stage.unread(name)
    found = [m for m in unread if all(word in m.text for word in words)]
    assert found, f"{name} hears {[m.text for m in unread]}; expected {words}"
    stage.all_read(name)
    return found[-1]


def not_told(stage: Stage, name: str) -> None:
    """Nothing new about a delegation."""
    assert not [m.text for m in stage.unread(name) if "ủy quyền" in m.text]


def texts(stage: Stage, name: str, word: str) -> list[str]:
    return [m.text for m in stage.phone(name).received if word in m.text]


async def test_the_delegate_is_told_at_once_and_hears_what_concerns_the_head(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "20/11/2025 09:00") as stage:  # a Thursday
        await dossiers(stage, LATE)
        stage.all_read()
        await stage.types("binh", f"Ủy quyền cho chị Hoa {WEEK}, văn bản số 12/UQ-UBND")
        draft = tells(stage, "binh", "Phạm Mẫu Hoa", "24/11/2025", "28/11/2025", "12/UQ-UBND")
        assert [b.title for b in draft.buttons] == ["Đồng ý ủy quyền", "Gồm cả ký", "Bỏ qua"]
        await stage.taps("binh", "Đồng ý ủy quyền")
        tells(stage, "binh", "Đã ghi nhận ủy quyền", "không gồm việc ký")
        given = tells(stage, "hoa", "Lê Mẫu Bình", "ủy quyền cho đồng chí", "số 12/UQ-UBND")
        assert [b.title for b in given.buttons] == ["Không nhận được"]
        await stage.taps(
            "binh", "Đồng ý ủy quyền"
        )  # once more: the same answer, and nobody else hears
        tells(stage, "binh", "Đã ghi nhận ủy quyền")
        not_told(stage, "hoa")
        await keep_in_touch(stage)
        await stage.until("24/11/2025 17:00")  # Monday: it is due tomorrow
        await stage.until("25/11/2025 12:00")
        told = texts(stage, "hoa", CODE)
        assert told
        assert all("thay đồng chí Lê Mẫu Bình, theo ủy quyền số 12/UQ-UBND" in t for t in told)
        late = "đã quá hạn trả kết quả"
        assert heard(stage, "hoa", late) == ["25/11 10:00"]
        assert heard(stage, "binh", late) == []  # only what he alone may decide: the promised date
        item = await whole(stage)
        found = await fates(stage, item)
        assert (Fate.SUPPRESSED, Reason.DELEGATED) in {
            fate for (_rung, who), fate in found.items() if who == "binh"
        }


async def test_who_has_no_right_to_sign_is_not_asked_and_cannot_who_has_it_can(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "20/11/2025 09:00") as stage:
        await dossiers(stage, PROMISED)
        await appoint(stage, f"uy quyen cho hoa {WEEK}, khong ky")
        await keep_in_touch(stage)
        await stage.until("27/11/2025 12:00")  # the head is there and decides about dates himself
        assert heard(stage, "binh", "có giữ được")
        assert not heard(stage, "hoa", "có giữ được")
        await stage.types("hoa", f"xin lỗi {CODE[-4:]}")
        assert await letter(stage) is None
        await stage.types("binh", "ủy quyền cho Hoa từ 27/11 đến 28/11, cả ký")
        assert "số văn bản" in stage.phone("binh").received[-1].text


async def test_a_delegate_with_the_right_signs_in_the_heads_place(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/11/2025 09:00") as stage:
        await dossiers(stage, PROMISED)
        await stage.types("binh", f"ủy quyền cho Hoa {WEEK} cả ký")
        await stage.types("binh", "số 15/UQ-UBND ngày 19/11/2025")
        assert "gồm cả việc ký" in stage.phone("binh").received[-1].text
        await stage.taps("binh", "Đồng ý ủy quyền")
        await keep_in_touch(stage)
        stage.all_read()
        await stage.until("27/11/2025 12:00")
        tells(stage, "hoa", "thay đồng chí Lê Mẫu Bình", "15/UQ-UBND", "có giữ được")
        await stage.taps("hoa", "Ký thư xin lỗi")
        await stage.taps("hoa", "Chờ cơ quan phối hợp")
        title = next(
            b.title for b in stage.phone("hoa").received[-1].buttons if "02 ngày" in b.title
        )
        await stage.taps("hoa", title)
        await stage.taps("hoa", "Đã ký")
        signed = await letter(stage)
        assert signed is not None
        assert signed.signed_at is not None
        item = await question(stage)
        answers = await stage.service.store.all("answers_of_item", item_id=item.id)
        assert {(row[0], row[6]) for row in answers} == {("hoa", "binh")}
        await stage.until(
            "12/12/2025 09:00"
        )  # the delegation is long over; the paper stays as it was signed
        _, facts = await _facts(stage.service.store, CODE)
        assert (facts.signer, facts.in_place_of) == ("Phạm Mẫu Hoa", "Chủ tịch UBND xã")


async def test_it_ends_and_the_next_notice_goes_to_the_head_and_to_nobody_twice(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "20/11/2025 09:00") as stage:
        await dossiers(stage, LATE)
        await appoint(stage, "ủy quyền cho Hoa từ 24/11 đến 25/11, văn bản số 12/UQ-UBND")
        await keep_in_touch(stage)
        await stage.until("25/11/2025 18:00")
        deputy = len(texts(stage, "hoa", CODE))
        assert deputy
        await stage.until("26/11/2025 17:00")  # Wednesday: it is over
        assert heard(stage, "binh", "Thời hạn ủy quyền") == ["26/11 07:00"]
        assert len(texts(stage, "hoa", CODE)) == deputy
        assert [at for at in heard(stage, "binh", CODE) if at.startswith("26/11")]


async def test_ended_early_what_was_planned_goes_to_the_head_after_all(tmp_path: Path) -> None:
    async with staged(tmp_path, "24/11/2025 09:00") as stage:  # Monday
        await appoint(stage, f"ủy quyền cho Hoa {WEEK}, số 12/UQ-UBND")
        await dossiers(stage, LATE)
        await stage.until("24/11/2025 17:30")  # the morning's digest is decided, and held
        stage.all_read()
        await stage.types("binh", "hết ủy quyền")
        tells(stage, "binh", "đã kết thúc")
        await stage.until("25/11/2025 07:00")
        tells(stage, "hoa", "đã kết thúc")
        await stage.until("25/11/2025 17:00")
        assert not [t.text for t in stage.unread("hoa") if "thay đồng chí Lê Mẫu Bình" in t.text]
        assert texts(stage, "binh", CODE)
        await stage.types("binh", "hết ủy quyền")
        assert "không có ủy quyền nào" in stage.phone("binh").received[-1].text


async def test_a_delegation_entered_late_brings_what_is_open_as_one_digest(tmp_path: Path) -> None:
    async with staged(tmp_path, "24/11/2025 09:00") as stage:
        await process(stage)
        await dossiers(
            stage,
            *(
                {"code": f"H01.05-251120-000{n}", "received_at": "20/11/2025 08:00"}
                | {"due_at": "28/11/2025 16:00", "holder": "lan"}
                for n in (1, 2, 3)
            ),
        )
        await stage.until("24/11/2025 10:00")
        stage.all_read()
        await stage.types("lan", "ủy quyền cho Hoa từ hôm nay đến 28/11")
        await stage.taps("lan", "Đồng ý ủy quyền")
        assert texts(stage, "hoa", "ủy quyền cho đồng chí")
        digest = tells(
            stage, "hoa", "Gửi thay đồng chí Trần Mẫu Lan, theo ủy quyền", "1. ", "2. ", "3. "
        )
        assert "H01.05-251120-0001" in digest.text
        await stage.types("hoa", "1 xong")
        assert "thay Trần Mẫu Lan" in stage.phone("hoa").received[-1].text
        stage.all_read()
        await stage.until("24/11/2025 12:00")
        assert not texts(stage, "lan", "Gửi thay")


async def test_the_delegate_cannot(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/11/2025 09:00") as stage:
        await appoint(stage, f"ủy quyền cho Hoa {WEEK}, số 12/UQ-UBND")
        stage.all_read()
        for _ in range(2):
            await stage.taps("hoa", "Không nhận được")
            tells(stage, "hoa", "không nhận ủy quyền")
        tells(stage, "binh", "Phạm Mẫu Hoa", "không nhận được ủy quyền")
        not_told(stage, "binh")


async def test_asked_step_by_step_over_a_restart(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/11/2025 09:00") as stage:
        stage.all_read()
        await stage.types("binh", "UY QUYEN")
        asked = tells(stage, "binh", "gõ họ tên người được ủy quyền")
        assert {"Phạm Mẫu Hoa", "Trần Mẫu Lan"} <= {b.title for b in asked.buttons}
        await stage.restart()
        await stage.taps("binh", "Phạm Mẫu Hoa")
        tells(stage, "binh", "từ ngày nào")
        await stage.types("binh", "tuần sau")
        tells(stage, "binh", "từ ngày 24/11/2025 đến hết ngày 30/11/2025")
        await stage.taps("binh", "Gồm cả ký")
        tells(stage, "binh", "số văn bản")
        await stage.types("binh", "12/UQ-UBND")
        tells(stage, "binh", "gồm cả việc ký", "12/UQ-UBND")
        await stage.taps("binh", "Bỏ qua")
        tells(stage, "binh", "Chưa ghi nhận")
        not_told(stage, "hoa")


async def test_an_unclear_name_is_asked_back_and_other_answers_go_on(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/11/2025 09:00") as stage:
        await dossiers(stage, LATE)
        stage.all_read()
        await stage.types("binh", "ủy quyền cho Tuấn từ 24/11 đến 28/11")
        tells(stage, "binh", "Chưa rõ “Tuấn” là ai")
        await stage.types("binh", "trợ giúp")  # something else meanwhile
        assert "Chưa rõ" not in stage.phone("binh").received[-1].text
        await stage.types("binh", "chị Hoa nhé")
        assert "24/11/2025" in stage.phone("binh").received[-1].text
        await stage.types("binh", "ủy quyền là gì?")
        assert "gõ họ tên" not in stage.phone("binh").received[-1].text


async def test_buttons_offered_to_the_head_before_still_work_for_him(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/11/2025 09:00") as stage:
        await dossiers(stage, LATE | {"due_at": "21/11/2025 10:00"})
        await stage.until("21/11/2025 10:00")
        assert texts(stage, "binh", CODE)
        await appoint(stage, "ủy quyền cho Hoa từ hôm nay đến 28/11, số 12/UQ-UBND")
        await stage.until("24/11/2025 08:00")
        await stage.taps("binh", "Đôn đốc")
        assert "Đã chuyển ý kiến" in stage.phone("binh").received[-1].text


async def test_buttons_of_others_and_old_ones_change_nothing(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/11/2025 09:00") as stage:
        await stage.types("binh", f"ủy quyền cho Hoa {WEEK}, số 12/UQ-UBND")
        old = stage.phone("binh").received[-1].buttons[0].payload
        await stage.types("hoa", old)  # typed by somebody else
        await stage.types("binh", old[:-1] + ("0" if old[-1] != "0" else "1"))  # forged
        assert not await stage.service.store.all("all_delegations")
        await stage.types("binh", f"ủy quyền cho Lan {WEEK}, số 13/UQ-UBND")
        stage.clock.jump_to(stage.clock.now() + 60)
        await stage.types("binh", "ủy quyền cho Lan tuần sau, số 14/UQ-UBND")
        await stage.types("binh", old)  # of a draft that another one replaced
        assert "Chưa ghi nhận" in stage.phone("binh").received[-1].text
        assert not await stage.service.store.all("all_delegations")


async def test_urging_all_reaches_the_delegate_of_the_holder(tmp_path: Path) -> None:
    async with staged(tmp_path, "24/11/2025 09:00") as stage:
        await dossiers(
            stage, *(LATE | {"code": f"H01.05-251120-000{n}", "due_at": "24/11/2025 10:00"} for n in range(1, 9))
        )  # fmt: skip
        await stage.types("lan", "ủy quyền cho Hoa từ hôm nay đến 28/11")
        await stage.taps("lan", "Đồng ý ủy quyền")
        await stage.until("25/11/2025 07:30")
        stage.all_read()
        await stage.taps("binh", "Đôn đốc")
        urged = tells(stage, "hoa", "sớm hoàn thành")
        assert "Gửi thay đồng chí Trần Mẫu Lan, theo ủy quyền" in urged.text


async def test_what_an_operator_writes_down_is_told_by_the_service(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/11/2025 09:00") as stage:
        await stage.settle()
        people = stage.service.engine.snapshot.directory.people_by_code
        row = {
            "key": "command:1",
            "from_id": people["binh"].id,
            "to_id": people["hoa"].id,
            "starts_at": instant("24/11/2025 00:00"),
            "ends_at": instant("29/11/2025 00:00"),
            "units": "X1",
            "procedures": "",
            "may_sign": 1,
            "number": "12/UQ-UBND",
            "dated": "2025-11-19",
            "said_by": None,
            "said_how": "command",
            "said_at": stage.clock.now(),
            "told_at": None,
        }
        stage.all_read()
        async with stage.service.store.tx() as tx:
            made = await add_delegation(tx, row)
            assert await add_delegation(tx, row) is None  # the same word twice
        await stage.settle()
        tells(stage, "hoa", "đơn vị X1", "gồm cả việc ký", "số 12/UQ-UBND ngày 19/11/2025")
        await stage.settle()
        not_told(stage, "hoa")
        async with stage.service.store.tx() as tx:
            assert await end_delegation(tx, made or 0, stage.clock.now(), DelegationEnd.ENDED)
        await stage.settle()
        tells(stage, "hoa", "đã kết thúc")
        tells(stage, "binh", "đã kết thúc")
        await stage.taps("hoa", "Không nhận được")  # too late: it is told how it stands
        tells(stage, "hoa", "đã kết thúc")


async def test_two_holders_one_delegates_to_the_other(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/11/2025 09:00") as stage:
        await dossiers(stage, LATE | {"holder": "lan;hoa", "due_at": "24/11/2025 16:00"})
        await stage.types("lan", "ủy quyền cho Hoa từ 24/11 đến 28/11")
        await stage.taps("lan", "Đồng ý ủy quyền")
        await keep_in_touch(stage)
        await stage.until("24/11/2025 17:00")
        late = heard(stage, "hoa", "đã hết hạn nhưng chưa được ghi nhận hoàn thành")
        assert late == ["24/11 16:00"]
        assert not heard(stage, "lan", "đã hết hạn nhưng chưa được ghi nhận hoàn thành")


async def test_two_of_one_name_are_buttons(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/11/2025 09:00") as stage:
        twin = ("hoa2", "Đặng Mẫu Hoa", "Văn thư", "X1", "officer", "")
        await stage.load("people", PEOPLE_COLUMNS, [twin])
        await stage.types("binh", f"ủy quyền cho chị Hoa {WEEK}")
        asked = stage.phone("binh").received[-1]
        assert "Chưa rõ “chị Hoa” là ai" in asked.text
        assert [b.title for b in asked.buttons] == ["Phạm Mẫu Hoa", "Đặng Mẫu Hoa"]
        await stage.taps("binh", "Đặng Mẫu Hoa")
        shown = stage.phone("binh").received[-1].text
        assert "Lưu ý: Đặng Mẫu Hoa chưa liên kết Zalo" in shown
        await stage.taps("binh", "Đồng ý ủy quyền")
        assert "Lưu ý: Đặng Mẫu Hoa chưa liên kết Zalo" in stage.phone("binh").received[-1].text
        await stage.types("binh", f"ủy quyền cho Lan {WEEK}")
        assert "Lưu ý: đã ủy quyền cho Đặng Mẫu Hoa" in stage.phone("binh").received[-1].text


async def test_a_button_counts_for_the_draft_that_stood_above_it(tmp_path: Path) -> None:
    async with staged(tmp_path, "20/11/2025 09:00") as stage:
        await stage.types("binh", f"ủy quyền cho Hoa {WEEK}, số 12/UQ-UBND")
        without = stage.phone("binh").received[-1].buttons[0].payload
        await stage.taps("binh", "Gồm cả ký")
        await stage.types(
            "binh", without
        )  # the button of the first draft: it is shown anew as it is now
        assert "gồm cả việc ký" in stage.phone("binh").received[-1].text
        assert not await stage.service.store.all("all_delegations")
        await stage.taps("binh", "Đồng ý ủy quyền")
        (made,) = await stage.service.store.all("all_delegations")
        assert made[5] == 1
