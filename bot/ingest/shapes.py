"""What is known of a dossier, and an item as it should be: the shapes that the rules of steps, intake and promises share."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from db.records import Dossier, Letter, ProcedureSetting, ProcedureStep, Progress, StatusSeen
from db.words import ItemState, Kind


class Wish(msgspec.Struct, frozen=True, gc=False):
    """An item as it should be. `key` finds the one there is; `co_holders` are ids as `WorkItem` has them."""

    key: str
    kind: Kind
    code: str
    title: str
    unit_id: int
    assignee_id: int | None
    co_holders: str
    starts_at: int
    due_at: int
    state: ItemState
    derivation: str
    detail: str

    def holder_ids(self) -> tuple[int, ...]:
        """The ids of all who should have it, the assignee first; empty without one."""
        if self.assignee_id is None:
            return ()
        others = map(int, self.co_holders.split(";")) if self.co_holders else ()
        return (self.assignee_id, *others)


class Known(msgspec.Struct, frozen=True, gc=False):
    """All that is known of one dossier: its rows, its internal process, what was seen of its status, its setting, its
    letter of apology."""

    dossier: Dossier
    progress: Sequence[Progress] = ()
    process: Sequence[ProcedureStep] = ()
    seen: Sequence[StatusSeen] = ()
    setting: ProcedureSetting = ProcedureSetting()
    letter: Letter | None = None


def as_json(value: object) -> str:
    """JSON text, as derivations and details are stored."""
    return msgspec.json.encode(value).decode()
