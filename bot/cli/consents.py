"""`consents`: the ledger of what citizens agreed to and took back, with the proof of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli.opening import run, settings_now, stored
from bot.cli.options import json_option, words
from bot.cli.output import Column, JsonArray, Table, iso, note
from db.words import ConsentSource

if TYPE_CHECKING:
    from bot.config import Settings
    from db.sealing import Sealer
    from db.store import Row

PAGE = 20_000
_STATES = ("given", "withdrawn")


@click.command()
@click.option("--code", help="Only this dossier.")
@click.option("--unit", help="Only dossiers of this unit (its code).")
@click.option("--person", help="Only this citizen (code).")
@click.option("--state", type=click.Choice(_STATES), help="Only what was given, or taken back.")
@click.option("--source", type=click.Choice(words(ConsentSource)), help="Only told by this source.")
@json_option
def consents(as_json: bool, state: str | None, **filters: Any) -> None:
    """What citizens agreed to and took back, as it was written, with its proof.

    Rows are never changed: the last one about a citizen and a dossier counts, and a withdrawal of all dossiers names none.
    Numbers are shown with stars; who agrees to nothing has none.
    """
    settings, _ = settings_now()
    given = {"given": 1, "withdrawn": 0}.get(state or "")
    columns = [
        Column("at", "at", 16),
        Column("state", "state"),
        Column("person", "person", 24),
        Column("phone", "phone"),
        Column("dossier", "dossier", 34),
        Column("unit", "unit_name", 26),
        Column("by", "roads"),
        Column("source", "source"),
        Column("proof", "proof", 48),
    ]

    async def work() -> None:
        sealer = _sealer(settings)
        array, table, after = JsonArray(), Table(columns), 0
        async with stored(settings) as store:
            while rows := await store.all(
                "list_consents", given=given, after_id=after, limit=PAGE, **filters
            ):
                (array if as_json else table).add([_record(row, sealer) for row in rows])
                after = rows[-1][0]
        if as_json:
            array.close()
        elif not after:
            note("nothing found")

    run(work())


def _sealer(settings: Settings) -> Sealer | None:
    """To show the last figures of a number; without the secret none are shown."""
    from db.sealing import Sealer

    secret = settings.secret_key.get_secret_value()
    return Sealer(secret) if secret else None


def _record(row: Row, sealer: Sealer | None) -> dict[str, Any]:
    from bot.consents import citizen_code

    _, at, purpose, given, roads, source, proof, person, sealed, dossier, unit, unit_name = row[:12]
    phone_key = row[12]
    return {
        "id": row[0],
        "at": iso(at),
        "state": _STATES[0] if given else _STATES[1],
        "person": person or (citizen_code(phone_key) if phone_key else None),
        "phone": masked(sealed, sealer),
        "dossier": dossier,
        "unit": unit,
        "unit_name": unit_name,
        "purpose": purpose,
        "roads": [road for road in roads.split(";") if road],
        "source": source,
        "proof": proof,
    }


def masked(sealed: bytes | None, sealer: Sealer | None) -> str | None:
    """A kept number as `098***4321`; None where none is kept or it cannot be opened."""
    from db.sealing import CannotOpen

    if sealed is None or sealer is None:
        return None
    try:
        phone = sealer.open(sealed)
    except CannotOpen:
        return None
    return f"0{phone[2:4]}***{phone[-4:]}"
