"""Made-up people for looking at the texts about ties between Zalo accounts and people; part of `messages_vi.samples`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from messages_vi.context import NamedView, PersonView
from messages_vi.table import LINKING, reply_for

SENT: Final = 1742177700  # Monday 17/3/2025, 09:15 in Vietnam
DAY: Final = 86_400
OFFICER: Final = PersonView(
    name="Nguyễn Văn Mẫu", title="Công chức Tư pháp – Hộ tịch", form_of_address="đồng chí"
)
COORDINATOR: Final = PersonView(
    name="Phạm Thị Thí Dụ", title="Cán bộ đầu mối KSTTHC", form_of_address="đồng chí"
)
STRANGER: Final = PersonView(name="", title="", form_of_address="Ông/Bà")
WHOM: Final = NamedView(name=OFFICER["name"], title=OFFICER["title"])
OTHER: Final = NamedView(name="Trần Thị Ví Dụ", title="Chuyên viên")
_TO_OFFICER: Final = frozenset({"linked", "link_already", "link_restored"})

Sample = tuple[str, str, dict[str, Any]]


def told(name: str) -> dict[str, Any]:
    """What a text about a tie is told; names that it does not need are there too."""
    person = OFFICER if name in _TO_OFFICER else STRANGER
    return {
        "person": COORDINATOR if name == "link_trouble" else person,
        "whom": WHOM,
        "unit": {"name": "UBND xã Mẫu"},
        "example": "CFHK-2479",
        "why": "not_me" if name == "link_trouble" else "unknown",
        "until": SENT + 7 * DAY,
        "when": SENT,
        "since": SENT - 30 * DAY,
        "moves": True,
        "roles": ["officer"],
        "others": [],
        "lines": [WHOM],
    }


def samples() -> Iterator[Sample]:
    """Every text about ties, and the other forms of those that have some."""
    for name in LINKING:
        yield f"link/{name}", reply_for(name), told(name)
    for why in ("malformed", "used", "replaced", "expired"):
        yield f"link/link_refused/{why}", reply_for("link_refused"), told("") | {"why": why}
    all_roles = ["officer", "head", "coordinator", "leader", "admin"]
    shared = told("linked") | {"roles": all_roles, "others": [OTHER]}
    yield "link/linked/shared", reply_for("linked"), shared
    for title, more in (("since_ever", {"since": None}), ("shared", {"moves": False, "others": [OTHER]})):  # fmt: skip
        yield f"link/link_ask/{title}", reply_for("link_ask"), told("") | more
    yield "link/link_trouble/objected", reply_for("link_trouble"), told("link_trouble") | {"why": "objected"}  # fmt: skip
    yield "link/unlink_ask/shared", reply_for("unlink_ask"), told("") | {"lines": [WHOM, OTHER]}
    yield "link/invitation", "officer/link_invitation", told("linked")
