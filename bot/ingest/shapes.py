"""What is known of a dossier, and an item as it should be: the shapes that the rules of steps and promises share."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from db.records import Dossier, Letter, ProcedureSetting, ProcedureStep, Progress, StatusSeen
from db.words import ItemState, Kind


class Wish(msgspec.Struct, frozen=True):
    """An item as it should be. `key` finds the one there is."""

    key: str
    kind: Kind
    code: str
    title: str
    unit_id: int
    assignee_id: int | None
    starts_at: int
    due_at: int
    state: ItemState
    derivation: str
    detail: str


class Known(msgspec.Struct, frozen=True):
    """All that is known of one dossier: its rows, its internal process, what was seen of its status, its setting, its
    letter of apology."""

    dossier: Dossier
    progress: Sequence[Progress] = ()
    process: Sequence[ProcedureStep] = ()
    seen: Sequence[StatusSeen] = ()
    setting: ProcedureSetting = ProcedureSetting()
    letter: Letter | None = None
