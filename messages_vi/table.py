"""Which template speaks: declared by audience, kind of work and rung of the ladder, for digests and for replies.

Template names are paths below `templates/` without their ending, such as `officer/due_soon`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from db.words import Audience, Kind, Occasion
from schedules.errors import RejectedInput

# A key with a kind goes before one without: (audience, kind or None for all others, rung) -> template.
NOTICES: Final[Mapping[tuple[Audience, Kind | None, str], str]] = {
    (Audience.ASSIGNEE, None, "handover"): "officer/handover",
    (Audience.ASSIGNEE, Kind.INTAKE, "handover"): "officer/handover_intake",
    (Audience.ASSIGNEE, None, "halfway"): "officer/halfway",
    (Audience.ASSIGNEE, None, "due_in_days"): "officer/due_in_days",
    (Audience.ASSIGNEE, None, "due_tomorrow"): "officer/due_tomorrow",
    (Audience.ASSIGNEE, None, "due_today"): "officer/due_today",
    (Audience.ASSIGNEE, None, "due_soon"): "officer/due_soon",
    (Audience.ASSIGNEE, None, "promise_lapsed"): "officer/promise_lapsed",
    (Audience.ASSIGNEE, None, "overdue"): "officer/overdue",
    (Audience.ASSIGNEE, None, "still_overdue"): "officer/still_overdue",
    (Audience.ASSIGNEE, None, "claim_check"): "officer/claim_check",
    (Audience.ASSIGNEE, None, "nudge"): "officer/nudge",
    (Audience.ASSIGNEE, Kind.REPORT, "nudge"): "officer/nudge_report",
    (Audience.ASSIGNEE, None, "stand_in"): "officer/stand_in",
    (Audience.HEAD, None, "handover"): "head/handover",
    (Audience.HEAD, None, "due_in_days"): "head/due_in_days",
    (Audience.HEAD, None, "due_tomorrow"): "head/due_tomorrow",
    (Audience.HEAD, Kind.DOSSIER, "due_tomorrow"): "head/due_tomorrow_dossier",
    (Audience.HEAD, None, "silent"): "head/silent",
    (Audience.HEAD, None, "overdue"): "head/overdue",
    (Audience.HEAD, Kind.DOSSIER, "overdue"): "head/overdue_dossier",
    (Audience.HEAD, None, "still_overdue"): "head/still_overdue",
    (Audience.HEAD, None, "confirm"): "head/confirm",
    (Audience.HEAD, None, "not_synced"): "head/not_synced",
    (Audience.HEAD, Kind.APOLOGY, "keep_date"): "head/apology_keep_date",
    (Audience.HEAD, Kind.APOLOGY, "nudge"): "head/apology_keep_date",
    (Audience.HEAD, Kind.APOLOGY, "stand_in"): "head/apology_keep_date",
    (Audience.HEAD, Kind.APOLOGY, "sign_today"): "head/apology_sign_today",
    (Audience.HEAD, Kind.APOLOGY, "due_soon"): "head/apology_sign_today",
    (Audience.HEAD, Kind.APOLOGY, "overdue"): "head/apology_overdue",
    (Audience.HEAD, Kind.EXTENSION, "keep_date"): "head/extension_keep_date",
    (Audience.HEAD, Kind.EXTENSION, "nudge"): "head/extension_keep_date",
    (Audience.HEAD, Kind.EXTENSION, "stand_in"): "head/extension_keep_date",
    (Audience.HEAD, Kind.EXTENSION, "overdue"): "head/extension_overdue",
    (Audience.COORDINATOR, Kind.APOLOGY, "silent"): "coordinator/apology_silent",
    (Audience.COORDINATOR, Kind.APOLOGY, "overdue"): "coordinator/apology_overdue",
    (Audience.COORDINATOR, Kind.EXTENSION, "silent"): "coordinator/extension_silent",
    (Audience.COORDINATOR, Kind.EXTENSION, "second_slip"): "coordinator/second_slip",
    (Audience.LEADER, Kind.APOLOGY, "silent"): "leader/apology_silent",
    (Audience.LEADER, Kind.APOLOGY, "overdue"): "leader/apology_overdue",
    (Audience.LEADER, Kind.EXTENSION, "silent"): "leader/extension_silent",
    (Audience.LEADER, Kind.EXTENSION, "second_slip"): "leader/second_slip",
    (Audience.COORDINATOR, None, "silent"): "coordinator/silent",
    (Audience.COORDINATOR, None, "overdue"): "coordinator/overdue",
    (Audience.COORDINATOR, None, "not_synced"): "coordinator/not_synced",
    (Audience.LEADER, None, "overdue"): "leader/overdue",
    (Audience.RECEIVER, None, "overdue"): "receiver/overdue",
    (Audience.RECEIVER, None, "confirm"): "receiver/confirm",
}

DIGESTS: Final[Mapping[Audience, str]] = {
    Audience.ASSIGNEE: "officer/digest",
    Audience.HEAD: "head/digest",
    Audience.COORDINATOR: "coordinator/digest",
    Audience.LEADER: "leader/digest",
    Audience.RECEIVER: "receiver/digest",
}

# What is said about the tie between a Zalo account and people.
LINKING: Final = (
    "greeting_stranger",
    "link_form",
    "link_phone_noted",
    "link_phone_enough",
    "link_refused",
    "link_paused",
    "linked",
    "link_already",
    "link_ask",
    "link_kept",
    "link_undone",
    "link_restored",
    "link_moved",
    "link_objected",
    "link_trouble",
    "unlink_ask",
    "unlinked",
)

# What administrators hear.
_OF_ADMINS: Final = (
    "system_health",
    "system_quota",
    "halt_why",
    "halt_confirm",
    "halt_put_aside",
    "halt_expired",
    "halted",
    "halt_standing",
    "halt_told",
    "resumed",
    "resume_nothing",
    "resume_told",
    "help_admin",
)

# What heads and leaders hear of a unit and of what they order.
_OF_HEADS: Final = (
    "unit_picture",
    "leader_picture",
    "urged_late",
    "who_is_meant",
    "unit_not_yours",
    "handover_ask",
    "handover_nothing",
    "handover_done",
    "handover_lost",
    "handover_got",
    "taken_over",
    "promise_noted",
    "promise_told",
    "wish_when",
    "wish_why",
    "wish_asked",
    "wish_standing",
    "wish_to_decide",
    "wish_decided",
    "wish_answered",
    "wish_over",
    "wish_withdrawn",
    "wish_gone",
    "wish_reopened",
    "answer_taken_back",
    "given_back",
    "given_back_many",
    "help_head",
    "help_coordinator",
    "help_leader",
)

OVERVIEW: Final = (*_OF_ADMINS, *_OF_HEADS)

# The desk of who receives reports, reports asked for once, faults of the data.
DESK: Final = (
    "desk_roll",
    "desk_choose",
    "desk_none",
    "desk_urged",
    "desk_taken",
    "desk_sift",
    "desk_unclear",
    "desk_marked",
    "report_ask",
    "report_draft",
    "report_given",
    "report_off",
    "report_unknown",
    "report_ask_cancel",
    "report_cancelled",
    "report_called_off",
    "report_ask_move",
    "report_moved",
    "report_moved_told",
    "fault_list",
    "fault",
    "fault_meant",
    "fault_aside",
    "fault_back",
    "fault_gone",
)

# Answers to citizens: looked up, agreed, withdrawn, rated, their rights.
CITIZEN_REPLIES: Final = (
    "citizen_menu",
    "citizen_ask_code",
    "citizen_state",
    "citizen_prove",
    "citizen_wrong",
    "citizen_rest",
    "citizen_details",
    "citizen_consent",
    "citizen_agreed",
    "citizen_declined",
    "citizen_withdrawn",
    "citizen_stop_which",
    "citizen_stop_staff",
    "citizen_kept",
    "citizen_data",
    "citizen_right_confirm",
    "citizen_right_taken",
    "citizen_right_done",
    "citizen_rated",
    "citizen_why",
    "citizen_media",
    "citizen_complaint",
)

# Delegations and absences.
LEAVE_REPLIES: Final = (
    "delegation_whom",
    "delegation_when",
    "delegation_number",
    "delegation_draft",
    "delegation_discarded",
    "delegation_made",
    "delegation_given",
    "delegation_declined",
    "delegation_decline_noted",
    "delegation_ended",
    "delegation_which",
    "delegation_none",
    "delegation_over",
    "absence_when",
    "absence_draft",
    "absence_made",
    "absence_ended",
    "absence_to_head",
)

REPLIES: Final = (
    "recorded",
    "recorded_all",
    "already_recorded",
    "promise_recorded",
    "ask_block_reason",
    "block_recorded",
    "blocked_to_head",
    "sync_to_coordinator",
    "ask_transfer_to",
    "transferred",
    "received_from",
    "undone",
    "undo_too_late",
    "not_yours",
    "item_closed",
    "item_suspended",
    "stale_version",
    "nudged",
    "nudge_unheard",
    "nudge",
    "confirm_recorded",
    "confirmed",
    "rejected",
    "not_understood",
    "help",
    "details_end",
    "still_there",
    "ask_which",
    "my_work",
    "apology_ask",
    "apology_nudge",
    "apology_kept",
    "apology_reason",
    "apology_date",
    "apology_bad_date",
    "apology_draft",
    "apology_signed",
    "apology_once",
    "second_slip_recorded",
    "second_slip_told",
    "language_chosen",
    *LINKING,
    *OVERVIEW,
    *DESK,
    *CITIZEN_REPLIES,
    *LEAVE_REPLIES,
)

# Texts about no item that answer nobody: alarms to administrators, the question that keeps the window open, warnings,
# invitations, summaries, the state of a report, who cannot be reached.
CALLS: Final = (
    "admin/alarm",
    "officer/still_there",
    "coordinator/warnings",
    "coordinator/holes",
    "officer/link_invitation",
    "leader/summary",
    "receiver/state",
    "receiver/complete",
)

# What a citizen hears of their dossier, in a chat.
CITIZEN: Final[Mapping[Occasion, str]] = {one: f"citizen/{one}" for one in Occasion}

# The short form of each approved template, by its key in `zbs/`. Quick replies are nothing an SMS can bear.
SMS: Final[Mapping[str, str]] = {
    "officer_step": "sms/officer_step",
    "officer_due": "sms/officer_due",
    "officer_due_reply": "sms/officer_due",
    "head_escalation": "sms/head_escalation",
    "report_due": "sms/report_due",
    "link_invitation": "sms/link_invitation",
    "admin_alarm": "sms/admin_alarm",
    "citizen_received": "sms/citizen_received",
    "citizen_supplement": "sms/citizen_supplement",
    "citizen_moved": "sms/citizen_moved",
    "citizen_result": "sms/citizen_result",
    "citizen_payment": "sms/citizen_payment",
    "citizen_state": "sms/citizen_state",
}

_FAMILY: Final = re.compile(r"[a-z_]+")


@lru_cache(1024)
def template_for(audience: str, kind: str, rung: str) -> str:
    """The template of a single notice. `rung` may be a rung's full key; only its family counts.

    Raises `RejectedInput` when the table has no words for it.

    >>> template_for("head", "dossier", "overdue"), template_for("assignee", "report", "due_in_days:3")
    ('head/overdue_dossier', 'officer/due_in_days')
    """
    family = family_of(rung)
    if audience in set(Audience) and kind in set(Kind):
        who = Audience(audience)
        template = NOTICES.get((who, Kind(kind), family)) or NOTICES.get((who, None, family))
        if template:
            return template
    raise RejectedInput(
        "rung", f"{audience}/{kind}/{rung}", "a rung that messages_vi.table.NOTICES has words for"
    )


def family_of(rung: str) -> str:
    """The family of a rung's full key.

    >>> family_of("due_in_days:3"), family_of("silent@due_today")
    ('due_in_days', 'silent')
    """
    found = _FAMILY.match(rung)
    return found[0] if found else rung


@lru_cache(64)
def digest_for(audience: str) -> str:
    """The template of a digest. Raises `RejectedInput` for an audience that gets none."""
    if audience not in set(Audience):
        raise RejectedInput("audience", audience, f"one of: {', '.join(Audience)}")
    return DIGESTS[Audience(audience)]


def reply_for(name: str) -> str:
    """The template of an answer to a person. Raises `RejectedInput` for a name outside `REPLIES`."""
    if name not in REPLIES:
        raise RejectedInput("reply", name, f"one of: {', '.join(REPLIES)}")
    return f"reply/{name}"


def sms_for(key: str) -> str:
    """The short form of an approved template. Raises `RejectedInput` for a key that has none."""
    if key not in SMS:
        raise RejectedInput("sms", key, f"one of: {', '.join(SMS)}")
    return SMS[key]
