"""What has happened in the demo's province before its first minute: a published decision, feedback, a claim not yet synchronised."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from bot.engine import Engine
from bot.ingest.importing import run_import
from db.items import items_by_code
from db.sealing import Sealer
from db.store import Store
from db.words import Answer, ItemState, Kind
from handlers.answers import record
from handlers.context import context_of
from handlers.payload import Signer

FILES: Final = (
    ("units", "units.csv"),
    ("people", "people.csv"),
    ("procedures", "procedures.csv"),
    ("dossiers", "dossiers.csv"),
    ("progress", "progress.json"),
    ("events", "events.csv"),
    ("feedback", "feedback.csv"),
)
Row = dict[str, str]
Say = Callable[[str], None]


class Claim(NamedTuple):
    """A dossier that its officer finished, while the feed still says "Đang xử lý"; `at` is when the officer said so."""

    code: str
    person: str
    at: int


def rows(folder: Path, name: str) -> list[Row]:
    """A file of the sample."""
    with (folder / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(folder: Path, name: str, found: Sequence[Row]) -> None:
    """The same file with these rows."""
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(found[0]))
        writer.writeheader()
        writer.writerows(found)


def calm_events(folder: Path) -> None:
    """Leave the newest decision only: the chain of an older one would reach every commune on the day of the reports."""
    write(folder, "events.csv", rows(folder, "events.csv")[-1:])


def find_claim(folder: Path, people: Sequence[Row], at: int) -> Claim | None:
    """The latest dossier whose end the feed does not tell, and its holder if one person with Zalo is meant."""
    told = {row["code"]: row for row in rows(folder, "dossiers.csv")}
    for fault in reversed(rows(folder, "truth.csv")):
        if fault["fault"] == "unsynced":
            dossier = told[fault["code"]]
            holders = [
                person
                for person in people
                if (person["unit"], person["name"]) == (dossier["unit"], dossier["holder"])
            ]
            if len(holders) == 1 and holders[0]["zalo_user_id"]:
                return Claim(dossier["code"], holders[0]["code"], at)
    return None


async def load(
    store: Store, secret: str, folder: Path, now: int, claim: Claim | None, say: Say
) -> None:
    """Import the files and let the claim be made."""
    sealer = Sealer(secret)
    for kind, name in FILES:
        answer = await run_import(store, sealer, kind, folder / name, now=now)
        say(
            f"  {name}: thêm {answer['created']}, sửa {answer['updated']}, loại {len(answer['rejected'])}"
        )
    if claim is not None:
        await _make(store, secret, claim, now)


async def _make(store: Store, secret: str, claim: Claim, now: int) -> None:
    """The officer's "Đã xong", as if it had been tapped then."""
    engine = await Engine.start(store, Sealer(secret), now)
    speaker = engine.snapshot.directory.people_by_code[claim.person]
    async with store.tx() as tx:
        for item in await items_by_code(tx, claim.code):
            if item.state == ItemState.OPEN and item.kind in {Kind.STEP, Kind.DOSSIER}:
                then = context_of(tx, engine.snapshot, Signer(secret), [speaker], claim.at)
                await record(
                    then,
                    item,
                    Answer.DONE,
                    state=ItemState.CLAIMED,
                    claimed_at=claim.at,
                    promise_until=None,
                )
