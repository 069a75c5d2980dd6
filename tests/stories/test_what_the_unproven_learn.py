"""Whatever an account that proved nothing types, taps or shares, no reply holds a date, a name or a number of anybody."""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.stories.citizens_talk import CONTACT, NUMBER, SETTINGS, SLIP, dossier, stranger
from tests.stories.linking import codes, newcomers
from tests.stories.props import CODE, process
from tests.stories.stage import Stage, staged

SECRET = re.compile(
    r"28/0?2|28 tháng|17 giờ 00|0?7/0?2/2025|khai sinh|Phạm|Hoa\b|Đặng|\bThu\b|Mẫu Một,|địa chính"
    rf"|{SLIP}|(?:\+?84|0)\d{{9}}"
)
WRONG = ("0911111111", "KQ7XM2PB", "0912345701", "mã ABCDEFGH", "CFHK-2222")
WORDS = st.sampled_from(
    (
        CODE, CODE.lower(), f"tra cứu {CODE}", "tra cứu", "0001", "1", "xong", "xong 0001", "hủy", f"hủy {CODE}", "STOP",
        "hủy 0001", "dữ liệu của tôi", "xóa dữ liệu", "đính chính", "việc hôm nay", "tuần này", "liên kết", "hủy liên kết",
        "English", "tiếng Việt", "trợ giúp", "tôi là Phạm Mẫu Hoa", "chuyển cho Hoa", "chưa nộp", "xin chào", "#nv.done.i1.1.1..00",
        "000.00.05.H01-250210-0001", "H01.05-250210-0002", "👍", f"ai giữ hồ sơ {CODE}?",
    )
)  # fmt: skip
DOINGS = st.one_of(
    WORDS,
    st.sampled_from(WRONG),
    st.tuples(st.sampled_from((CODE, f"tra cứu {CODE}", "H01.05-250210-0999")), st.sampled_from(WRONG)).map(" ".join),
    st.text("0123456789H.-abđóX ", min_size=1, max_size=8).filter(lambda said: said.strip()),
    st.integers(0, 30),  # a button among those that were offered
    st.sampled_from(("share:0912345701", "share:0911111111")),
)  # fmt: skip


async def _do(stage: Stage, who: str, doing: str | int) -> None:
    phone = stage.phone(who)
    if isinstance(doing, int):
        offered = [button for message in phone.received for button in message.buttons]
        if not offered:
            return
        await phone.types(str(offered[doing % len(offered)].payload))
    elif doing.startswith("share:"):
        await phone.shares("Người Mẫu", doing.removeprefix("share:"))
    else:
        await phone.types(doing)
    await stage.settle()
    stage.clock.jump_to(stage.clock.now() + 120)


async def _play(folder: Path, doings: list[str | int]) -> None:
    async with staged(folder, "10/2/2025 09:00", citizens=SETTINGS) as stage:
        await process(stage)
        await dossier(stage, received_at="07/02/2025 08:00")
        await newcomers(stage)
        await codes(stage, "moi")
        stranger(stage)
        for doing in doings:
            await _do(stage, "dan", doing)
        for message in stage.phone("dan").received:
            text = message.text.replace(CONTACT, "")
            assert not SECRET.search(text), (doings, message.text)
            assert NUMBER not in text


# A play takes seconds, so a failing one is told as it is.
@settings(max_examples=5, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(DOINGS, min_size=4, max_size=10))
def test_no_reply_to_an_unproven_account_holds_a_date_a_name_or_a_number(
    doings: list[str | int],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_play(Path(folder), doings))
