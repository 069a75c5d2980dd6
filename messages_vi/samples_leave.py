"""Made-up delegations, absences and holes for looking at the texts (`messages_vi.samples`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from db.words import AbsenceReason, HoleKind
from messages_vi import leaving
from messages_vi.context import HolesContext, HoleView, NamedView, PersonView

_DUE: Final = 1742203800  # Monday 17/3/2025, 16:30 in Vietnam
_DAY: Final = 86_400
_MIDNIGHT: Final = 1742144400  # Monday 17/3/2025
HEAD: Final = PersonView(
    name="Lê Văn Thử", title="Chủ tịch UBND xã Mẫu", form_of_address="đồng chí"
)
DEPUTY: Final = PersonView(
    name="Phan Thị Thay Thế", title="Phó Chủ tịch UBND xã Mẫu", form_of_address="đồng chí"
)
COORDINATOR: Final = PersonView(
    name="Phạm Thị Thí Dụ", title="Cán bộ đầu mối KSTTHC", form_of_address="đồng chí"
)
_TO_DELEGATE: Final = ("delegation_given", "delegation_decline_noted")


def leave_reply(name: str) -> Mapping[str, Any]:
    """What a reply about delegation or absence is told; names that it does not need are there too."""
    absence = name.startswith("absence")
    why = leaving.ABSENCES[AbsenceReason.LEAVE]
    scope = leaving.scope((), ("đất đai",), signs=True)
    head, deputy = _named(HEAD), _named(DEPUTY)
    return {
        "person": DEPUTY if name in _TO_DELEGATE else HEAD,
        "sender": deputy if name in ("delegation_declined", "absence_to_head") else head,
        "to": deputy,
        "period": leaving.period(_MIDNIGHT, _MIDNIGHT + 5 * _DAY),
        "what": "Thế" if name == "delegation_whom" else why if absence else scope,
        "reason": leaving.document("12/UQ-UBND", "2025-03-14"),
        "who": leaving.BUTTON_APPOINT,
        "choices": [leaving.unlinked(DEPUTY["name"])],
        "colleagues": [{"number": 1, **deputy}],
        "when": _DUE,
        "n": 3,
    }


def _named(person: PersonView) -> NamedView:
    return {"name": person["name"], "title": person["title"]}


def holes() -> HolesContext:
    """The evening list of a coordinator: one of each kind."""
    found = [
        HoleView(
            number=n + 1,
            who=leaving.hole_of("UBND xã Mẫu", "Nguyễn Văn Mẫu" if n % 2 else ""),
            why=leaving.HOLES[kind],
            n=n,
            due=_DUE + n * _DAY,
        )
        for n, kind in enumerate(HoleKind)
    ]
    return HolesContext(person=COORDINATOR, holes=found, n=12, days=14, overflow=4)


def no_holes() -> HolesContext:
    """Nothing is missing."""
    return HolesContext(person=COORDINATOR, holes=[], n=0, days=14, overflow=0)
