"""What templates are told of an item: nothing that is not so."""

from __future__ import annotations

from typing import Any

import pytest

from db.directory import Directory
from db.records import Person
from db.snapshot import Snapshot
from handlers.views import notice_context
from messages_vi.render import render
from schedules.calendar import official_days
from tests.db.making import NOW, a_person, a_unit, an_item
from tests.schedules.ladders import POLICY

HEAD = a_person(2, roles="head")
OTHERS: dict[str, tuple[list[Person], bool]] = {
    "a coordinator": ([HEAD, a_person(3, roles="coordinator")], True),
    "nobody else": ([HEAD], False),
    "one without Zalo": ([HEAD, a_person(3, roles="coordinator", zalo_sealed=None)], False),
    "the head themself": ([a_person(2, roles="head;coordinator")], False),
}


@pytest.mark.parametrize("who", OTHERS)
def test_a_head_is_told_of_the_coordinator_only_where_one_was_told(who: str) -> None:
    people, told = OTHERS[who]
    directory = Directory([a_unit(1)], [a_person(1), *people])
    snapshot = Snapshot(directory, {1: POLICY}, list(official_days()), ("1", 1, 1))
    context: Any = notice_context(snapshot, people[0], an_item(state="claimed"), NOW, [])
    text = render("head/not_synced", context)
    assert ("Cán bộ đầu mối đã được báo" in text) is told
    assert ("Chưa có cán bộ đầu mối nhận được tin này" in text) is not told
