"""What the citizens' room asks of the service: dossiers behind codes, keyed hashes, the rules that hold. Implemented there."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from db.snapshot import Snapshot
from db.store import Reader, Tx
from db.words import Occasion


class CitizenRules(NamedTuple):
    """How citizens are dealt with; see `docs/settings.md`."""

    contact: str = ""
    tries_of_account: int = 5  # wrong proofs a day
    tries_of_dossier: int = 10
    lookups_a_day: int = 20  # codes looked at without a proof, of one account
    menus_a_day: int = 3  # answers a day to what was not understood
    state_openly: bool = True  # whether a code alone tells the state in general words
    tells_steps: bool = False
    surveys: bool = True
    rights_unit: str = (
        ""  # code of the office that sees to requests about data; empty: the one at the top
    )
    account_kept_days: int = 30


class Shown(NamedTuple):
    """A dossier as its citizen may see it after the second proof. `secrets` are keyed hashes by how they prove: code, phone."""

    dossier_ids: frozenset[int]  # under all of its codes
    dossier_id: int
    code: str
    procedure: str
    unit_id: int
    status: int
    since: int
    received: int
    due: int | None  # the promised date that is in force
    moved: bool  # by a letter of apology
    until: int | None  # the limit of a supplement
    occasion: Occasion | None  # what there is to hear of it now
    secrets: frozenset[tuple[str, str]]


class DossierDesk(Protocol):
    """The service's side of the citizens' room."""

    @property
    def rules(self) -> CitizenRules:
        """The rules in force."""
        ...

    async def find(self, reader: Reader, snapshot: Snapshot, code: str, now: int) -> Shown | None:
        """The dossier behind a code of either generation, an alias included; None for what is unknown or ambiguous."""
        ...

    def key(self, text: str) -> str:
        """A keyed hash of a text."""
        ...

    def proofs(self, said: str) -> frozenset[tuple[str, str]]:
        """What a second proof as it was typed may be: (`phone` or `code`, keyed hash)."""
        ...

    async def began(self, tx: Tx, snapshot: Snapshot, code: str, now: int) -> None:
        """Somebody begins to hear of a dossier: what stands now they have just read."""
        ...

    async def withdraw_phone(
        self, tx: Tx, phone_key: str, dossier_id: int | None, proof: str, now: int
    ) -> None:
        """The same person is known by a number too: no more news to it, about one dossier or (None) all."""
        ...
