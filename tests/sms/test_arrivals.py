"""What people write by SMS: which words withdraw, what is kept, who hears what and how often."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sms.arrivals import WITHDRAWALS, answer_to, inbound_body, kind_of, report_body
from bot.sms.inbound import InboundSms
from bot.sms.text import fitted
from messages_vi.sms_answers import NOT_READ, WITHDRAWN
from tests.sms.gateways.stand import PHONE
from tests.sms.gateways.test_esms import CALLBACK
from tests.sms.road import counter

DAY = 24 * 3600


def written(content: str, sms_id: str = "mo-1", keyword: str = "") -> InboundSms:
    return InboundSms(sms_id, PHONE, content, "8079", keyword, 1742177700)


@pytest.mark.parametrize("word", sorted(WITHDRAWALS))
def test_each_word_of_the_list_withdraws(word: str) -> None:
    assert kind_of(written(word)) == "withdraw"
    assert kind_of(written(f"  {word.lower()}. ")) == "withdraw"


@pytest.mark.parametrize(
    ("content", "keyword"),
    [
        ("Hủy", ""),
        ("huỷ!", ""),
        ("Dừng", ""),
        ("đừng", ""),
        ("Từ  chối", ""),
        ("Ngừng", ""),
        ("không nhận", ""),
        ("Tu choi nhan tin", ""),
        ("khong nhan tin nua", ""),
        ("Xin hủy nhận tin giúp tôi", ""),
        ("KHO\u0302NG NH\u1eacN", ""),  # typed in pieces
        ("HEN HUY", "HEN"),
        ("hen tu choi", "HEN"),
        ("HUY", "HUY"),
    ],
)
def test_also_with_diacritics_and_behind_the_keyword_of_a_shared_number(
    content: str, keyword: str
) -> None:
    assert kind_of(written(content, keyword=keyword)) == "withdraw"


@pytest.mark.parametrize(
    "content", ["", "OK", "Đúng", "đúng.", "dung roi", "toi khong huy ho so", "HUYEN", "?", "😀"]
)
def test_other_texts_do_not(content: str) -> None:
    assert kind_of(written(content)) == "text"


@pytest.mark.parametrize("text", [WITHDRAWN, NOT_READ])
def test_answers_fit_one_part(text: str) -> None:
    sent = fitted(text)

    assert (sent.length.parts, sent.lost, sent.cut) == (1, "", False)
    assert sent.length.units <= 160


def test_neither_number_nor_words_are_kept() -> None:
    kept = inbound_body(written("ho so cua toi o dau"), "keyed-hash") + report_body(CALLBACK)

    assert b"912345678" not in kept
    assert b"ho so" not in kept


async def test_each_kind_of_answer_goes_once_a_day(tmp_path: Path) -> None:
    """So that two machines never talk to each other for ever."""
    async with counter(tmp_path) as desk:
        now = desk.clock.now()

        async def said(content: str, sms_id: str, at: int) -> str | None:
            return await answer_to(desk.store, written(content, sms_id), "key", at)

        first = await said("alo", "a", now)
        second = await said("alo?", "b", now + 60)
        lost = await said("alo", "a", now + 90)  # the same message again: the answer was lost
        other = await said("HUY", "c", now + 100)
        other_again = await said("STOP", "d", now + 200)
        next_day = await said("alo", "e", now + 90 + DAY)

    assert (first, second, lost, next_day) == (NOT_READ, None, NOT_READ, NOT_READ)
    assert (other, other_again) == (WITHDRAWN, None)


async def test_who_has_withdrawn_is_told_so_once(tmp_path: Path) -> None:
    async with counter(tmp_path) as desk:
        now, key = desk.clock.now(), desk.sealer.lookup(PHONE)
        first = await answer_to(desk.store, written("HUY", "a"), key, now)
        desk.rows(
            "INSERT INTO closed_road (person_id, road, code, closed_at) VALUES (1, 'sms', 'opted_out', 0)"
        )
        later = await answer_to(desk.store, written("HUY", "b"), key, now + 3 * DAY)
        desk.rows("DELETE FROM closed_road")  # opened again by the office
        anew = await answer_to(desk.store, written("HUY", "c"), key, now + 6 * DAY)

    assert (first, later, anew) == (WITHDRAWN, None, WITHDRAWN)
