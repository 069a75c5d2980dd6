"""What looks every tick, every hour or at every event finds its rows by an index: it costs what it asks for."""

from __future__ import annotations

import re

import pytest

from db.named import statements
from db.sqlite import connect, upgrade

# statement → the index that must lead to its rows
PATHS = {
    "due_items": "schedule_next",
    "has_ready_notice": "notice_ready",
    "ready_notices": "notice_ready",
    "recent_singles": "message_recent",
    "has_due_message": "message_due",
    "due_messages": "message_due",
    "oldest_waiting": "message_due",
    "first_waiting_before": "message_due",
    "waiting_before": "message_due",
    "fallbacks_due": "message_fallback",
    "sent_to": "message_person",
    "same_text_sent": "message_person",
    "on_the_wire": "attempt_open",
    "unknown_messages": "message_unknown",
    "uncertain_message_of_person": "message_uncertain",
    "sending_to_unknown": "message_uncertain",
    "message_by_provider": "attempt_provider",
    "new_events": "event_new",
    "carried_as": "attempt_provider",
    "carried_of": "attempt_provider",
    "carried_message": "message_provider",
    "uncertain_templates_of_person": "message_uncertain",
    "first_unheard": "message_recent",
    "report_keys": "work_item_report",
    "last_reply": "reply_item",
    "last_reply_of_person": "reply_person",
    "newest_digest_at": "message_person",
    "newest_understood": "message_person",
    "lines_of_digest": "message_person",
    "notices_of_item": "notice_identity",
    "items_by_code": "work_item_code",
    "notices_of_messages": "notice_message",
    "items_of_dossiers": "work_item_dossier",
    "progress_of": "progress_dossier",
    "windows_nearing_end": "person_interaction",
    "work_of_person": "work_item_assignee",
    "work_of_unit": "work_item_assignee",
    "reports_ahead": "work_item_report",
    "template_of_message": "message_person",
    "waiting_in_order": "message_due",
    "sms_health": "attempt_sms",
    "sms_attempt_by_provider": "attempt_provider",
    "sms_to_ask": "message_fallback",
    "people_by_phone": "person_phone",
    "sms_withdrawn": "person_phone",
    "all_people": "person_staff",
    "has_due_citizen_news": "citizen_news_new",
    "due_citizen_news": "citizen_news_new",
    "citizen_news_of": "citizen_news_dossier",
    "told_of_news": "citizen_message_news",
    "stop_citizen_messages": "message_person",
    "shut_citizen_messages": "message_person",
    "release_waiting_news": "citizen_news_dossier",
    "forget_citizen_phone": "person_phone",
    "untie_phone": "person_phone",
    "citizens_heard": "message_person",
    "untold_codes": "warning_of_unit",
    "owed_until": "work_item_due",
    "delegations_of": "delegation_from",
    "delegations_to_tell": "delegation_to_tell",
    "delegations_to_begin": "delegation_to_begin",
    "delegations_to_settle": "delegation_to_end",
    "absences_to_tell": "absence_to_tell",
    "tell_warnings": "warning_of_unit",
    "dossiers_without_holder": "work_item_assignee",
    "picture_counts": "work_item_unit",
    "picture_blocked": "work_item_unit",
    "picture_lines": "work_item_unit",
    "work_of_holder": "work_item_unit",
    "unit_work_cited": "work_item_unit",
    "halts_in_force": "sending_halt_unsettled",
    "open_wish": "postponement_open",
    "open_wishes_of_dossier": "work_item_dossier",
}
# What reads a partial index from end to end: there are only few rows in it.
WHOLE = {
    "delegations_to_tell",
    "delegations_to_settle",
    "has_due_message",
    "waiting_in_order",
    "first_waiting_before",
    "waiting_before",
    "on_the_wire",
    "due_messages",
    "new_events",
    "sending_to_unknown",
    "all_people",
    "halts_in_force",
}


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    path = tmp_path_factory.mktemp("plans") / "x.db"
    upgrade(path)
    conn = connect(path)
    found = {}
    for name in PATHS:
        sql = statements()[name]
        params: dict[str, object] = dict.fromkeys(re.findall(r":(\w+)", sql), 1)
        params |= {
            name: "[1]" for name in ("people", "messages", "phones", "units") if name in params
        }
        found[name] = [row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {sql}", params)]
    conn.close()
    return found


@pytest.mark.parametrize(("name", "index"), PATHS.items())
def test_rows_are_found_by_an_index(name: str, index: str, plans: dict[str, list[str]]) -> None:
    steps = [step for step in plans[name] if re.search(rf"\b{index}\b", step)]

    assert len(steps) == 1, plans[name]
    assert steps[0].startswith("SEARCH") or name in WHOLE, plans[name]
