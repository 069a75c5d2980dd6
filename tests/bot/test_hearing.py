"""Every kind of event: what it changes, what is only noted, and what is kept as unknown."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from bot.clock import DrivenClock
from db.sealing import Sealer
from db.sqlite import SqliteStore
from db.words import MessageState
from tests.bot.hearing import OA, OFFICER, Office, an_office
from tests.db.making import NOW

EARLIER = NOW - 3600


@pytest.fixture
async def office(store: SqliteStore, sealer: Sealer, clock: DrivenClock) -> Office:
    return await an_office(store, sealer, clock)


def _last(office: Office) -> int | None:
    found: int | None = office.run("SELECT last_interaction_at FROM person WHERE id = 1")[0][0]
    return found


def _closed(office: Office) -> list[tuple[Any, ...]]:
    return office.run("SELECT road, code FROM closed_road ORDER BY road")


# --- windows ---

MESSAGE: dict[str, Any] = {"message": {"msg_id": "m1", "text": "?"}}
INTERACTIONS = [
    ("user_send_image", MESSAGE),
    ("user_send_sticker", MESSAGE),
    ("user_send_location", MESSAGE),
    ("user_send_group_text", MESSAGE | {"group_id": "g1"}),
    ("user_click_chatnow", {}),
    ("user_call_oa", {}),
    ("user_submit_info", {"info": {"name": "Nguyễn Mẫu"}}),
    ("widget_interaction_accepted", {"data": {"user_id": OFFICER}}),
]
OTHERS = [
    ("user_seen_message", {"message": {"msg_ids": ["m1"]}}),
    ("user_reacted_message", {"message": {"msg_id": "m1", "react_icon": "/-heart"}}),
    ("user_reply_consent", {"user_consent": "ALLOW"}),
    ("user_feedback", {"message": {"msg_id": "m1", "rate": 5}}),
    ("update_user_info", {}),
    ("user_invented_yesterday", {}),
]


@pytest.mark.parametrize(("name", "details"), INTERACTIONS)
async def test_an_interaction_is_kept_and_opens_the_roads(
    office: Office, name: str, details: dict[str, Any]
) -> None:
    async with office.store.tx() as tx:
        for road in ("zalo", "zbs_uid", "zbs_phone"):
            await tx.run("close_road", person_id=1, road=road, code="-230", at=EARLIER, until=None)
    await office.from_person(name, EARLIER + 60, **details)
    await office.handle()

    assert office.notes()[0][0] == "handled"
    assert (_last(office), _closed(office)) == (EARLIER + 60, [("zbs_phone", "-230")])
    assert office.run("SELECT count(*) FROM message") == [(0,)]  # nobody is answered


@pytest.mark.parametrize(("name", "details"), OTHERS)
async def test_what_is_no_interaction_moves_no_window(
    office: Office, name: str, details: dict[str, Any]
) -> None:
    await office.from_person(name, **details)
    await office.handle()

    assert _last(office) is None


async def test_following_counts_and_nothing_moves_a_window_back(office: Office) -> None:
    await office.post("follow", NOW - 10, oa_id=OA, follower={"id": OFFICER})
    await office.from_person("user_send_image", EARLIER, **MESSAGE)  # late
    await office.from_person("user_click_chatnow", NOW + 900)  # of a clock that is ahead
    await office.handle()

    assert _last(office) == NOW


async def test_what_was_closed_after_an_interaction_stays_closed(office: Office) -> None:
    async with office.store.tx() as tx:
        await tx.run("close_road", person_id=1, road="zalo", code="-244", at=NOW - 5, until=None)
    await office.from_person("user_send_image", EARLIER, **MESSAGE)
    await office.handle()

    assert _closed(office) == [("zalo", "-244")]


COMING_AND_GOING = (("follow", NOW - 40), ("unfollow", NOW - 30), ("follow", NOW - 20))


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
@pytest.mark.parametrize(("last", "closed"), [(3, []), (2, [("zalo", "unfollowed")])])
async def test_coming_and_going_ends_as_it_happened(
    office: Office, order: tuple[int, ...], last: int, closed: list[tuple[str, str]]
) -> None:
    for number in order:
        if number < last:
            name, at = COMING_AND_GOING[number]
            await office.post(name, at, oa_id=OA, follower={"id": OFFICER})
            await office.handle()

    assert _closed(office) == closed


# --- people ---


async def test_a_number_given_is_kept_where_none_is_known(office: Office, sealer: Sealer) -> None:
    await office.from_person("user_submit_info", info={"name": "Mẫu", "phone": "84900000001"})
    await office.handle()
    assert office.run("SELECT phone_key FROM person") == [(sealer.lookup("84900000001"),)]
    sealed = office.run("SELECT phone_sealed FROM person")[0][0]
    assert sealer.open(sealed) == "84900000001"

    await office.from_person("user_submit_info", info={"name": "Mẫu", "phone": "84900000002"})
    await office.from_person("user_submit_info", info={"name": "Mẫu", "phone": "không có"})
    await office.handle()
    assert office.run("SELECT phone_key FROM person") == [(sealer.lookup("84900000001"),)]
    assert [note for _, note in office.notes()] == ["phone_kept", "phone_known", "no_phone"]


# --- the account ---


async def _status(office: Office, after: str, at: int, template_id: str = "51") -> None:
    await office.post(
        "change_template_status",
        at,
        oa_id=OA,
        template_id=template_id,
        status={"prev_status": "ENABLE", "new_status": after},
        reason="Nội dung chưa phù hợp",
    )


def _alarms(office: Office) -> list[str]:
    return [row[0] for row in office.run("SELECT key FROM alarm WHERE closed_at IS NULL")]


@pytest.mark.parametrize("status", ["DISABLE", "REJECT", "DELETE"])
async def test_a_template_that_may_not_be_used_is_stopped_and_calls_a_person(
    office: Office, status: str
) -> None:
    await _status(office, status, NOW - 20)
    await _status(office, "PENDING_REVIEW", NOW - 15)
    await office.handle()
    stopped = office.run("SELECT key, code, until FROM stopped_template")
    assert stopped == [("officer_due_reply", f"status:{status}", None)]
    assert _alarms(office) == ["template:officer_due_reply"]

    await _status(office, "ENABLE", NOW - 10)
    await _status(office, status, NOW - 12)  # overtaken
    await office.handle()
    assert office.run("SELECT key FROM stopped_template") == []
    assert _alarms(office) == []


async def test_templates_of_others_are_only_noted(office: Office) -> None:
    await _status(office, "DISABLE", NOW, template_id="99")
    await office.handle()

    assert office.notes() == [("handled", "foreign_template")]
    assert _alarms(office) == []


async def test_a_grant_taken_back_calls_a_person(office: Office) -> None:
    await office.post("permission_revoked", oa_id=OA)
    await office.handle()

    assert _alarms(office) == [f"zalo:{OA}"]


NOTED = [
    ("change_oa_daily_quota", {"oaId": OA, "quota": {"prev_value": 500, "new_value": 1000}}),
    ("change_template_quality", {"oa_id": OA, "template_id": "51"}),
    ("change_template_quota", {"oa_id": OA, "template_id": "51"}),
]


@pytest.mark.parametrize(("name", "details"), NOTED)
async def test_quotas_are_noted(office: Office, name: str, details: dict[str, Any]) -> None:
    await office.post(name, **details)
    await office.handle()

    assert office.notes()[0][0] == "handled"
    assert _alarms(office) == []


async def test_unknown_kinds_are_kept_and_do_not_fail(office: Office) -> None:
    await office.post("something_of_next_year", oa_id=OA, odd=[{"shape": None}])
    await office.post("user_withdraw", oa_id=OA)
    await office.post("permission_revoked", message="a text instead of an object")
    await office.handle()

    assert [state for state, _ in office.notes()] == ["ignored", "ignored", "handled"]
    assert office.notes()[0] == ("ignored", "unknown_kind")
    assert office.run("SELECT count(*) FROM event WHERE length(body) > 0") == [(3,)]


# --- quick replies ---


async def _tap(office: Office, caption: str, tracking: str, message_id: str = "900") -> None:
    await office.post(
        "user_click_response_button",
        sender={"id": "84900000001"},
        recipient={"id": OA},
        oa_id=OA,
        msg_id=message_id,
        message={
            "button_type": "response",
            "data": caption,
            "tracking_id": tracking,
            "submit_time": str(NOW * 1000),
        },
    )
    await office.handle()


def _replies(office: Office) -> list[tuple[Any, ...]]:
    return office.run("SELECT item_id, answer, argument, person_id FROM reply ORDER BY id")


async def _templated(office: Office) -> int:
    return await office.message(
        MessageState.DELIVERED, ("zbs_phone", "accepted", "900"), channel="zbs_phone"
    )


async def test_a_quick_reply_says_what_the_button_in_a_chat_says(office: Office) -> None:
    message_id = await _templated(office)
    await _tap(office, "Đã nhận, đang làm", office.tracked(message_id))

    assert _replies(office) == [(message_id, "working", "", 1)]
    said = office.run("SELECT person_id, template FROM message WHERE state = 'waiting'")
    assert said == [(1, "reply/promise_recorded")]
    await _tap(office, "Đã nhận, đang làm", office.tracked(message_id))  # the same event again
    assert len(_replies(office)) == 1
    assert _last(office) is None  # nobody says that such a tap opens the window


async def test_stuck_by_quick_reply_is_recorded_though_no_chat_can_ask_why(office: Office) -> None:
    message_id = await _templated(office)
    await _tap(office, "Đang vướng mắc", "", message_id="900")  # found by the provider's id

    assert _replies(office) == [(message_id, "blocked", "other", 1)]


async def test_stuck_by_quick_reply_is_asked_why_where_a_chat_is_open(office: Office) -> None:
    office.run("UPDATE person SET last_interaction_at = ?", EARLIER)
    message_id = await _templated(office)
    await _tap(office, "Đang vướng mắc", office.tracked(message_id))

    assert _replies(office) == []
    said = office.run("SELECT template FROM message WHERE state = 'waiting'")
    assert said == [("reply/ask_block_reason",)]


async def test_one_quick_reply_answers_all_that_its_message_told_of(office: Office) -> None:
    first, second = await _templated(office), await _templated(office)
    office.run("UPDATE notice SET message_id = ?", first)
    await _tap(office, "Đang vướng mắc", office.tracked(first))

    assert _replies(office) == [(first, "blocked", "other", 1), (second, "blocked", "other", 1)]


async def test_a_quick_reply_to_a_message_about_an_item_without_notices(office: Office) -> None:
    message_id = await _templated(office)
    office.run("UPDATE notice SET message_id = NULL, fate = 'held'")
    office.run("UPDATE message SET item_id = ?", message_id)
    await _tap(office, "Đã nhận, đang làm", office.tracked(message_id))

    assert _replies(office) == [(message_id, "working", "", 1)]


@pytest.mark.parametrize(
    ("caption", "tracking", "note"),
    [
        ("Tiếp tục học", "ours", "unknown_caption"),
        ("Đã nhận, đang làm", "nv-ffffffffffff-1", "unknown_message"),
        ("Đã nhận, đang làm", "", "unknown_message"),
    ],
)
async def test_taps_that_mean_nothing_here_are_kept_and_ignored(
    office: Office, caption: str, tracking: str, note: str
) -> None:
    message_id = await _templated(office)
    told = office.tracked(message_id) if tracking == "ours" else tracking
    await _tap(office, caption, told, message_id="999")

    assert (office.notes(), _replies(office)) == ([("ignored", note)], [])
