"""What answers to citizens are told, for looking at the texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from db.words import DataRight, Purpose
from messages_vi import citizens
from messages_vi.context import PersonView

WHEN = 1742177700  # Monday 17/3/2025, 09:15 in Vietnam
DUE = 1742203800  # the same day, 16:30
CODE = "H01.25.10-250317-0001"


def citizen_reply(name: str) -> dict[str, Any]:
    """What an answer is told; names that it does not need are there too."""
    right = DataRight.DELETE if "right" in name else DataRight.CORRECT
    of_request = name.startswith("citizen_right_")
    return {
        "person": PersonView(name="", title="", form_of_address="Ông/Bà"),
        "contact": "Trung tâm Phục vụ hành chính công xã Mẫu, điện thoại 0200 000 000",
        "dossier": {
            "code": "DL-000001" if of_request else CODE,
            "procedure": "Cấp bản sao trích lục hộ tịch",
            "received": WHEN,
            "due": DUE,
        },
        "unit": {"name": "UBND xã Mẫu"},
        "state": citizens.GENERAL_STATES[4] if name == "citizen_state" else citizens.STATES[5],
        "when": WHEN,
        "until": DUE,
        "moved": False,
        "needed": citizens.NEEDED[5],
        "understood": True,
        "stranger": True,
        "purpose": "" if name == "citizen_withdrawn" else citizens.PURPOSES[Purpose.DOSSIER_NEWS],
        "statement": citizens.STATEMENTS[Purpose.DOSSIER_NEWS].text % {"code": CODE},
        "kept": [
            citizens.KEPT_ACCOUNT,
            citizens.KEPT_PHONE_HASH,
            citizens.KEPT_MESSAGES % {"n": 4},
        ],
        "asked": str(right),
        "what": citizens.RIGHTS[right],
    }


def citizen_specimens() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """What the answers say in other cases: title, name of the answer, what it is told."""
    unknown = citizens.GENERAL_STATES[0]
    yield "reply/citizen_menu/lost", "citizen_menu", _other("citizen_menu", understood=False)
    yield "reply/citizen_state/unknown", "citizen_state", _other("citizen_state", state=unknown)
    bare = {"moved": True, "needed": "", "until": None, "state": citizens.STATES[4]}
    yield "reply/citizen_details/moved", "citizen_details", _other("citizen_details", **bare)
    undated = citizen_reply("citizen_details")["dossier"] | {"due": None, "procedure": ""}
    context = _other("citizen_details", dossier=undated, needed="", until=None)
    yield "reply/citizen_details/undated", "citizen_details", context
    everything = citizen_reply("citizen_withdrawn")["dossier"] | {"code": ""}
    context = _other("citizen_withdrawn", dossier=everything)
    yield "reply/citizen_withdrawn/all", "citizen_withdrawn", context
    steps = _other("citizen_withdrawn", purpose=citizens.PURPOSES[Purpose.STEP_NEWS])
    yield "reply/citizen_withdrawn/purpose", "citizen_withdrawn", steps
    for name in ("citizen_right_confirm", "citizen_right_done"):
        yield f"reply/{name}/correct", name, _other(name, asked=str(DataRight.CORRECT))
    for purpose in (Purpose.STEP_NEWS, Purpose.SATISFACTION):
        text = citizens.STATEMENTS[purpose].text % {"code": CODE}
        context = _other("citizen_consent", purpose=citizens.PURPOSES[purpose], statement=text)
        yield f"reply/citizen_consent/{purpose}", "citizen_consent", context
    yield "reply/citizen_wrong/bare", "citizen_wrong", _other("citizen_wrong", contact="")


def _other(name: str, **changed: Any) -> dict[str, Any]:
    return citizen_reply(name) | changed
