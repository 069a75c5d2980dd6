"""Labels: short enough for a button, one for every word of the closed lists, none left over."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pytest

from db.words import (
    AbsenceReason,
    Answer,
    Audience,
    BlockReason,
    DelayReason,
    DelegationEnd,
    Fate,
    HaltScope,
    HoleKind,
    ItemState,
    Kind,
    MessageState,
    NewsOutcome,
    Occasion,
    Reason,
    Road,
    Wish,
)
from messages_vi import labels, leaving
from messages_vi.catalogue import SOURCE_LOCALE
from messages_vi.plain import plain
from messages_vi.table import NOTICES
from schedules.apology import BadDate

MAPS: list[tuple[Mapping[Any, str], type[StrEnum]]] = [
    (labels.BUTTONS, Answer),
    (labels.TYPED, Answer),
    (labels.BLOCK_REASONS, BlockReason),
    (labels.DELAY_REASONS, DelayReason),
    (labels.BAD_DATES, BadDate),
    (labels.KINDS, Kind),
    (labels.ITEM_STATES, ItemState),
    (labels.AUDIENCES, Audience),
    (labels.FATES, Fate),
    (labels.REASONS, Reason),
    (labels.MESSAGE_STATES, MessageState),
    (labels.ROADS, Road),
    (labels.OCCASIONS, Occasion),
    (labels.NEWS_OUTCOMES, NewsOutcome),
    (labels.WISHES, Wish),
    (labels.HALT_SCOPES, HaltScope),
    (leaving.ABSENCES, AbsenceReason),
    (leaving.DELEGATION_ENDS, DelegationEnd),
    (leaving.HOLES, HoleKind),
]
TITLES = [
    *labels.BUTTONS.values(),
    *labels.ALL_BUTTONS.values(),
    *labels.BLOCK_REASONS.values(),
    labels.MORE_REASONS,
    labels.STILL_THERE,
    *labels.DELAY_REASONS.values(),
    labels.OTHER_REASON,
    labels.OTHER_DATE,
    labels.NEW_DATE,
    *labels.LINK_BUTTONS,
    *labels.HEADS_BUTTONS,
    *labels.ROOM_BUTTONS.values(),
    leaving.BUTTON_APPOINT,
    leaving.BUTTON_SIGN,
    leaving.BUTTON_NO_SIGN,
    leaving.BUTTON_DISCARD,
    leaving.BUTTON_DECLINE,
    leaving.BUTTON_ABSENT,
]


@pytest.mark.parametrize(
    ("words", "members"), MAPS, ids=[members.__name__ for _words, members in MAPS]
)
def test_every_member_has_one_word_of_its_own(
    words: Mapping[Any, str], members: type[StrEnum]
) -> None:
    assert set(words) == set(members)
    assert len(set(words.values())) == len(words)


def test_the_rungs_that_have_words_are_the_rungs_of_the_table() -> None:
    assert set(labels.RUNGS) == {rung for _audience, _kind, rung in NOTICES}


@pytest.mark.parametrize("title", TITLES)
def test_titles_fit_a_button_in_every_wording(title: str) -> None:
    shown = labels.text(title)
    assert 0 < len(shown) <= labels.MAX_TITLE
    assert unicodedata.is_normalized("NFC", shown)


def test_block_reasons_fit_the_five_buttons_of_two_messages() -> None:
    """The first message keeps one button for the reasons of the second."""
    assert len(labels.BLOCK_REASONS) <= 4 + 5


def test_new_dates_fit_a_button_with_the_longest_date_and_number() -> None:
    assert len(labels.text(labels.NEW_DATE) % {"date": "28/02/2026", "n": "10"}) <= labels.MAX_TITLE
    assert len(labels.DELAY_REASONS) <= 5


def test_every_constant_stands_in_a_map() -> None:
    constants = {
        value for name, value in vars(labels).items() if name.isupper() and isinstance(value, str)
    }
    unused = constants - set(TITLES) - {labels.REASON_IS, SOURCE_LOCALE}
    assert not unused, f"no button shows: {unused}"


def test_typed_words_differ_without_diacritics_too() -> None:
    words = [
        plain(word)
        for word in [*labels.TYPED.values(), *labels.REQUESTS.values(), labels.STILL_THERE]
    ]
    assert len(set(words)) == len(words)
