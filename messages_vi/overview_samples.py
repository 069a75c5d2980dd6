"""Samples of what heads, leaders and administrators hear: units at one look, wishes for a later date, stops of sending."""

from __future__ import annotations

from typing import Any, Final

from db.words import BlockReason, HaltScope, Kind, Wish
from messages_vi import labels, troubles

_HALTS: Final = ("halt", "resume", "system")
_HEARD_BY_HEADS: Final = (
    "unit_picture",
    "urged_late",
    "who_is_meant",
    "unit_not_yours",
    "handover_ask",
    "handover_nothing",
    "handover_done",
    "wish_to_decide",
    "wish_decided",
    "wish_gone",
    "wish_reopened",
    "help_head",
)


def overview(name: str, base: dict[str, Any], people: dict[str, Any]) -> dict[str, Any]:
    """What the reply `name` is told, beside what all replies are: `base`. `people` are those spoken to, by role."""
    when, late = base["when"], base["lines"]
    context = base | _counted() | _moved(base) | _halted(when) | {"lines": late[:2]}
    if name in _HEARD_BY_HEADS:
        context["person"] = people["head"]
    elif name in ("leader_picture", "help_leader", "answer_taken_back"):
        context["person"] = people["leader"]
    elif name.startswith(_HALTS) or name == "help_admin":
        context["person"] = people["admin"]
    elif name == "help_coordinator":
        context["person"] = people["coordinator"]
    if name.startswith("halt"):
        context["what"] = labels.HALT_SCOPES[HaltScope.EVERYTHING]
        context["reason"] = "dữ liệu nguồn sai ngày hẹn trả"
    elif name.startswith("resume"):
        context["what"] = labels.HALT_SCOPES[HaltScope.CITIZENS]
    elif name == "who_is_meant":
        context["what"] = "lan"
    elif name == "wish_over":
        context["what"] = labels.WISHES[Wish.AGREED]
    elif name == "answer_taken_back":
        context["what"] = labels.SLIP
    return context


def _counted() -> dict[str, Any]:
    counts = {"open": 42, "today": 3, "week": 11, "overdue": 7, "claimed": 4, "asked": 2}
    units = [
        {"name": "UBND xã Mẫu Một", "overdue": 5, "open": 20},
        {"name": "UBND xã Mẫu Hai", "overdue": 2, "open": 9},
    ]
    blocked = [
        {"what": labels.BLOCK_REASONS[BlockReason.TAX], "n": 3},
        {"what": labels.BLOCK_REASONS[BlockReason.CITIZEN], "n": 1},
    ]
    return {
        "counts": counts,
        "units": units,
        "blocked": blocked,
        "before": 9,
        "further": False,
        "found": 7,
        "names": ["Nguyễn Văn Mẫu", "Trần Thị Ví Dụ"],
        "resting": 2,
        "unheard": ["Đỗ Văn Làm Mẫu"],
        "nobody": True,
    }


def _moved(base: dict[str, Any]) -> dict[str, Any]:
    return {
        "rests_until": base["until"],
        "beyond": False,
        "late": False,
        "law": base["item"]["kind"] != Kind.REPORT,
        "reached": True,
        "not_later": False,
        "letter": False,
        "moves": False,
        "agreed": True,
        "reason": "chờ ý kiến của cơ quan phối hợp",
    }


def _halted(when: int) -> dict[str, Any]:
    zalo = troubles.told("zalo:1000000000000000002")
    return {
        "halts": [{"what": "tin cho người dân", "reason": "mẫu tin chưa đúng", "since": when}],
        "troubles": [
            {"what": zalo.what, "since": when},
            {"what": troubles.fault("stage", "deliver"), "since": None},
        ],
        "waiting": 128,
        "unknown": 2,
        "inbox": 0,
        "oldest": when,
        "renewed": when,
        "last_event": when,
        "last_feed": when,
        "today": 125_000,
        "month": 2_450_000,
        "roads": [
            {"what": "Tin Zalo", "today": 25_000, "month": 450_000, "left": None},
            {"what": "Tin nhắn SMS", "today": 100_000, "month": 2_000_000, "left": 50_000},
        ],
    }
