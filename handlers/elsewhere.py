"""What is plainly meant for another room: an order, a wish, an answer about work. It never answers an open question. Pure."""

from __future__ import annotations

import re
from typing import Final

from handlers.ad_hoc_words import begins_request, read_cancel, read_move
from handlers.desk_words import BELOW, STATE, TAKE, URGE, own_report_sent, which_report
from handlers.orders import Order, read_order
from handlers.politeness import ENOUGH
from handlers.requests import read_request
from handlers.typed import read_typed
from handlers.wish_words import read_wish
from schedules.text import fold

PUT_ASIDE: Final = ENOUGH | {"khong", "thoi khong can"}  # a question to which "không" is no answer
_DESK: Final = frozenset(fold(one) for said in (STATE, BELOW, URGE, TAKE) for one in said)
_DAY: Final = re.compile(r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?")
NAMES_A_ROOM: Final = re.compile(r"\b(?:uy quyen|nghi phep|lo hong)\b")
_OF_WORK: Final = re.compile(r"\b(?:viec|ho so|danh sach|tre|qua han)\b")
_SURE: Final = frozenset({"picture", "below", "urge", "urge_one", "handover", "give", "promise"})


def for_another_room(text: str) -> bool:
    """Whether a text orders, wishes or asks for something by itself, also where days or a name stand in it.

    >>> [for_another_room(said) for said in ("0003 hẹn thứ 5", "Tình hình", "gia hạn 0003 đến 25/3")]
    [True, True, True]
    >>> [for_another_room(said) for said in ("thứ 5", "24/11 đến 28/11", "tuần này", "chị Hoa")]
    [False, False, False, False]
    """
    folded = fold(text).strip(" .!?")
    order = read_order(text)
    return (
        (order is not None and _sure(order))
        or read_wish(text) is not None
        or begins_request(text)
        or read_cancel(text) is not None
        or read_move(text) is not None
        or folded in _DESK
        or which_report(text) is not None
        or own_report_sent(text) is not None
        or (read_request(text) is not None and _OF_WORK.search(folded) is not None)
    )


def for_any_other(text: str) -> bool:
    """The same where a whole sentence is being asked for, as a reason or a title: what speaks of work, leave or who stands in
    is none."""
    return (
        for_another_room(text)
        or read_typed(text) is not None
        or read_request(text) is not None
        or "?" in text
        or NAMES_A_ROOM.search(fold(text)) is not None
    )


def _sure(order: Order) -> bool:
    """Whether an order is one whatever was asked: two days joined by "đến" are none."""
    days = bool(order.codes) and all(_DAY.fullmatch(code) for code in order.codes)
    return order.verb in _SURE and not (order.verb == "promise" and days)
