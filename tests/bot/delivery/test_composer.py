"""The composer: what falls away, what is merged, when it becomes a digest, and that nothing is ever lost."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.composer import MAX_PAGES, Arranged, Spoken, arrange
from db.words import Audience, Fate, ItemState, Reason
from messages_vi.render import LINES_PER_PAGE
from schedules.calendar import official_calendar
from schedules.policy import default_policy_body, parse_policy
from tests.db.making import NOW, a_notice, a_person, an_item, moment

POLICY = parse_policy(default_policy_body())
CALENDAR = official_calendar()
PERSON = a_person()


def spoken(number: int, item: dict[str, Any] | None = None, **notice: Any) -> Spoken:
    """Notice `number` about item `number` (or another), both as they usually are."""
    about = an_item(**({"number": number} | (item or {})))
    return Spoken(a_notice(number, **({"item_id": about.id} | notice)), about, None)


def arranged(ready: list[Spoken], now: int = NOW, singles: int = 0, **person: Any) -> Arranged:
    someone = msgspec.structs.replace(PERSON, **person)
    return arrange(
        ready,
        now=now,
        recent_singles=singles,
        policy=POLICY,
        calendar=CALENDAR,
        reached=someone.zalo_sealed is not None,
    )


def lines(found: Arranged) -> list[list[int]]:
    """The notices of each page."""
    return [[s.notice.id for s in page.lines] for page in found.pages]


def ends(found: Arranged) -> list[tuple[int, str, str]]:
    return [(e.notice.id, e.fate, e.reason) for e in found.ended]


# --- what falls away ---


@pytest.mark.parametrize(
    ("item", "notice", "reason"),
    [
        pytest.param({"state": "done"}, {}, "item_closed", id="done meanwhile"),
        pytest.param({"state": "cancelled"}, {}, "item_closed", id="cancelled"),
        pytest.param({"state": "suspended"}, {}, "item_closed", id="suspended"),
        pytest.param({"state": "claimed"}, {}, "item_closed", id="claimed: reminders rest"),
        pytest.param({}, {"rung": "claim_check:1"}, "item_closed", id="claim taken back"),
        pytest.param({}, {"rung": "confirm:1"}, "item_closed", id="nothing to confirm"),
        pytest.param({"version": 2}, {}, "superseded", id="the date moved"),
        pytest.param({"assignee_id": 2}, {}, "superseded", id="handed to another"),
    ],
)
def test_what_no_longer_holds_is_not_told(
    item: dict[str, Any], notice: dict[str, Any], reason: str
) -> None:
    found = arranged([spoken(1, item, **notice)])

    assert (lines(found), ends(found)) == ([], [(1, "suppressed", reason)])


@pytest.mark.parametrize(
    ("item", "notice"),
    [
        pytest.param({}, {}, id="open"),
        pytest.param({"state": "claimed"}, {"rung": "claim_check:1"}, id="a claim to check"),
        pytest.param({"state": "claimed"}, {"rung": "confirm:1"}, id="a claim to confirm"),
        pytest.param({"assignee_id": 2}, {"audience": "head"}, id="the head, whoever holds it"),
        pytest.param({"assignee_id": None}, {}, id="who stands in for nobody"),
    ],
)
def test_what_still_holds_is_told(item: dict[str, Any], notice: dict[str, Any]) -> None:
    assert lines(arranged([spoken(1, item, **notice)])) == [[1]]


def test_somebody_without_an_account_is_told_nothing() -> None:
    found = arranged([spoken(1)], zalo_sealed=None)

    assert ends(found) == [(1, "suppressed", "not_linked")]


SHORT = {"kind": "step", "detail": '{"whole":60}', "assignee_id": 1}
HANDED = {"rung": "handover", "in_digest": 1, "rung_at": NOW, "send_at": NOW}


@pytest.mark.parametrize(
    ("item", "notice", "told"),
    [
        pytest.param({"state": "done"}, {}, True, id="done before its digest came"),
        pytest.param({"state": "claimed"}, {}, True, id="claimed before it"),
        pytest.param({"state": "cancelled"}, {}, False, id="withdrawn: there was no step"),
        pytest.param({"state": "done", "detail": '{"whole":960}'}, {}, False, id="long work"),
        pytest.param({"state": "done"}, {"rung": "due_soon"}, False, id="a reminder is too late"),
        pytest.param({"state": "done"}, {"in_digest": 0}, False, id="never as a single message"),
        pytest.param({"state": "done", "version": 2}, {}, False, id="the date moved"),
        pytest.param({"state": "done", "kind": "report"}, {}, False, id="reports are not short"),
    ],
)
def test_the_hand_over_of_a_short_step_is_told_though_it_is_over(
    item: dict[str, Any], notice: dict[str, Any], told: bool
) -> None:
    """Officer and head hear of every step; nothing is asked, so even one line stays a digest."""
    found = arranged([spoken(1, SHORT | item, **(HANDED | notice))])

    assert lines(found) == ([[1]] if told else [])
    assert all(page.is_digest for page in found.pages)


def test_what_is_still_to_be_done_goes_before_what_is_over() -> None:
    over = spoken(1, SHORT | {"number": 1, "state": "done", "dossier_id": 7}, **HANDED)
    to_do = spoken(2, SHORT | {"number": 2, "dossier_id": 7, "due_at": NOW + 99_999}, **HANDED)
    found = arranged([over, to_do])

    assert lines(found) == [[2]]
    assert ends(found) == [(1, "merged", "same_dossier")]


# --- one item, several notices ---


def test_of_one_item_only_the_newest_is_told() -> None:
    ready = [
        spoken(1, {"number": 1}, rung="due_soon", rung_at=NOW - 7200),
        spoken(2, {"number": 1}, rung="overdue", rung_at=NOW),
        spoken(3, {"number": 1}, rung="due_today", rung_at=NOW - 3600),
    ]
    found = arranged(ready)

    assert lines(found) == [[2]]
    assert ends(found) == [(1, "merged", "catch_up"), (3, "merged", "catch_up")]


@pytest.mark.parametrize(
    ("dossier_due", "told"),
    [
        pytest.param("17/03/2025 17:00", 1, id="the step is due first"),
        pytest.param("17/03/2025 11:00", 1, id="both at once: the step is the work at hand"),
        pytest.param("14/03/2025 17:00", 2, id="the dossier is late already"),
    ],
)
def test_a_dossier_and_its_step_are_one_work(dossier_due: str, told: int) -> None:
    step = {"dossier_id": 9, "kind": "step", "due_at": moment("17/03/2025", "11:00")}
    whole = {"dossier_id": 9, "kind": "dossier", "due_at": moment(*dossier_due.split())}
    found = arranged([spoken(1, step), spoken(2, whole), spoken(3, {"dossier_id": 8})])

    assert sorted(lines(found)) == sorted([[told], [3]])
    assert ends(found) == [(3 - told, "merged", "same_dossier")]


def test_a_step_is_told_beside_the_question_about_its_dossier() -> None:
    """The dossier's own line gives way to the question; the step, due later, is named by neither."""
    found = arranged(
        [
            spoken(1, {"kind": "apology", "dossier_id": 7}, audience="head"),
            spoken(2, {"kind": "dossier", "dossier_id": 7, "due_at": NOW + 600}, audience="head"),
            spoken(3, {"kind": "step", "dossier_id": 7, "due_at": NOW + 7200}, audience="head"),
        ]
    )
    assert sorted(n for page in lines(found) for n in page) == [1, 3]
    assert ends(found) == [(2, Fate.MERGED, Reason.SAME_DOSSIER)]


def test_who_is_head_and_assignee_hears_once() -> None:
    ready = [
        spoken(1, {"number": 1}, audience="assignee"),
        spoken(2, {"number": 1}, audience="head"),
    ]
    found = arranged(ready)

    assert lines(found) == [[2]]
    assert ends(found) == [(1, "merged", "same_person")]


# --- singles, digests, the flood guard ---


@pytest.mark.parametrize(
    ("notices", "singles", "pages", "held"),
    [
        pytest.param(1, 0, [1], 0, id="one"),
        pytest.param(5, 0, [1] * 5, 0, id="five fit"),
        pytest.param(6, 0, [6], 0, id="six are a digest"),
        pytest.param(2, 3, [1, 1], 0, id="two after three: the hour's five"),
        pytest.param(3, 3, [3], 0, id="three after three: a digest"),
        pytest.param(2, 9, [2], 0, id="two after a flood: a digest"),
        pytest.param(1, 4, [1], 0, id="the fifth of the hour"),
        pytest.param(1, 5, [], 1, id="the sixth rests"),
    ],
)
def test_many_become_one(notices: int, singles: int, pages: list[int], held: int) -> None:
    found = arranged([spoken(n) for n in range(1, notices + 1)], singles=singles)

    assert [len(page.lines) for page in found.pages] == pages
    assert [h.reason for h in found.held] == [Reason.FLOOD_GUARD] * held


def test_the_flood_guard_rests_half_an_hour() -> None:
    [held] = arranged([spoken(1)], singles=5).held

    assert held.until == NOW + 1800


@pytest.mark.parametrize(
    ("due", "passes"),
    [
        pytest.param(NOW + 2 * 3600, True, id="in two hours"),
        pytest.param(NOW + 2 * 3600 + 1, False, id="a second later"),
        pytest.param(NOW - 86_400, True, id="overdue"),
    ],
)
def test_what_is_urgent_passes_the_flood_guard(due: int, passes: bool) -> None:
    found = arranged([spoken(1, {"number": 1, "due_at": due})], singles=50)

    assert (len(found.pages), len(found.held)) == ((1, 0) if passes else (0, 1))


def test_one_line_for_a_digest_is_a_message_of_its_own() -> None:
    [page] = arranged([spoken(1, in_digest=1)]).pages

    assert (page.is_digest, page.of) == (False, 1)


def test_a_digest_lists_the_earliest_deadline_first_and_is_sent_by_it() -> None:
    hours = {1: 30, 2: 3, 3: 9}
    ready = [
        spoken(n, {"number": n, "due_at": NOW + h * 3600}, in_digest=1) for n, h in hours.items()
    ]
    found = arranged(ready)

    assert lines(found) == [[2, 3, 1]]
    assert found.pages[0].deadline_at == NOW + 3 * 3600


def test_pages_are_numbered_on_and_each_audience_has_its_own() -> None:
    mine = [spoken(n, in_digest=1) for n in range(1, 11)]
    as_head = [spoken(n, in_digest=1, audience="head") for n in range(11, 14)]
    found = arranged(mine + as_head)

    assert [len(p.lines) for p in found.pages] == [8, 2, 3]
    assert [(p.first_number, p.number, p.of) for p in found.pages] == [
        (1, 1, 2),
        (9, 2, 2),
        (11, 1, 1),
    ]
    assert [len(p.all_lines) for p in found.pages] == [10, 10, 3]


def test_what_no_page_can_hold_is_counted_and_ended() -> None:
    room = MAX_PAGES * LINES_PER_PAGE
    found = arranged([spoken(n, in_digest=1) for n in range(1, room + 4)])

    assert [p.overflow for p in found.pages] == [3] * MAX_PAGES
    assert sum(len(p.lines) for p in found.pages) == room
    assert [(f, r) for _, f, r in ends(found)] == [("merged", "digest_overflow")] * 3
    assert len(found.pages[0].all_lines) == room + 3


# --- the hour ---


@pytest.mark.parametrize(
    ("now", "in_digest", "until"),
    [
        pytest.param("17/03/2025 12:00", 0, "17/03/2025 13:30", id="lunch"),
        pytest.param("17/03/2025 18:00", 0, "18/03/2025 07:00", id="evening"),
        pytest.param("22/03/2025 09:00", 0, "24/03/2025 07:00", id="Saturday"),
        pytest.param("22/03/2025 09:00", 1, "24/03/2025 07:00", id="a digest on Saturday"),
    ],
)
def test_after_a_stop_the_hour_counts_that_it_is(now: str, in_digest: int, until: str) -> None:
    """Planned for Monday 07:30, looked at later."""
    planned = moment("17/03/2025", "07:30")
    found = arranged([spoken(1, in_digest=in_digest, send_at=planned)], now=moment(*now.split()))

    assert [(h.reason, h.until) for h in found.held] == [
        (Reason.QUIET_HOURS, moment(*until.split()))
    ]


def test_a_missed_slot_is_made_up_for_in_the_open_office() -> None:
    ready = [spoken(n, in_digest=1, send_at=moment("17/03/2025", "07:30")) for n in (1, 2)]

    assert lines(arranged(ready, now=moment("17/03/2025", "10:00"))) == [[1, 2]]


# --- nothing is lost ---

DAY = 86_400


@st.composite
def ready_notices(draw: st.DrawFn) -> list[Spoken]:
    count = draw(st.integers(0, 60))
    found = []
    for n in range(1, count + 1):
        about = draw(st.integers(1, max(1, count)))
        found.append(
            spoken(
                n,
                {
                    "number": about,
                    "state": draw(st.sampled_from([ItemState.OPEN] * 6 + list(ItemState))),
                    "version": draw(st.sampled_from([1] * 6 + [2])),
                    "assignee_id": draw(st.sampled_from([1, 1, 1, 2, None])),
                    "due_at": NOW + draw(st.integers(-3 * DAY, 3 * DAY)),
                },
                audience=draw(st.sampled_from(list(Audience))),
                rung=draw(st.sampled_from(["overdue", "overdue", "claim_check:5", "confirm:5"])),
                rung_at=NOW - draw(st.integers(0, DAY)),
                send_at=NOW - draw(st.integers(0, DAY)),
                in_digest=draw(st.integers(0, 1)),
            )
        )
    return found


@settings(max_examples=200, deadline=None)
@given(ready_notices(), st.integers(-12 * 3600, 3 * DAY), st.integers(0, 8), st.booleans())
def test_every_notice_ends_in_exactly_one_place(
    ready: list[Spoken], later: int, singles: int, linked: bool
) -> None:
    now = NOW + later
    found = arranged(ready, now=now, singles=singles, zalo_sealed=b"x" if linked else None)
    places = Counter(s.notice.id for page in found.pages for s in page.lines)
    places += Counter(h.notice.id for h in found.held)
    places += Counter(e.notice.id for e in found.ended)

    assert places == Counter(s.notice.id for s in ready)
    assert all(h.until > now for h in found.held)
    assert all(e.fate in (Fate.MERGED, Fate.SUPPRESSED) for e in found.ended)
    assert all(1 <= len(p.lines) <= LINES_PER_PAGE for p in found.pages)
    assert (not found.pages) or (linked and CALENDAR.is_open(now)) or _at_a_slot(now)
    numbered = [p.first_number + n for p in found.pages if p.is_digest for n in range(len(p.lines))]
    assert numbered == list(range(1, len(numbered) + 1))


def _at_a_slot(now: int) -> bool:
    clock = (now + 7 * 3600) % DAY // 60
    return any(0 <= clock - slot < 15 for slot in POLICY.digest_slots)
