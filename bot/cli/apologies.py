"""`apology`: the draft of a letter of apology about a dossier, to be printed and signed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.opening import run, settings_now, stored
from bot.cli.options import json_option
from bot.cli.output import iso, print_json
from schedules.errors import RejectedInput

if TYPE_CHECKING:
    from bot.ingest.shapes import Known
    from db.directory import Directory
    from db.records import Letter, Person, Unit, WorkItem
    from db.snapshot import Snapshot
    from db.store import Reader
    from messages_vi.papers import LetterFacts


@click.command()
@click.argument("code")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write it (default: xin-loi-CODE.docx).",
)
@json_option
def apology(code: str, out: Path | None, as_json: bool) -> None:
    """Write the letter of apology about a dossier (form 04) as a DOCX.

    CODE is that of the dossier. Reason and new date are those the head has chosen in the chat; what is not chosen yet, and
    the applicant's name, which is not kept, is left to be written in.
    """
    settings, now = settings_now()

    async def work() -> tuple[Known, LetterFacts]:
        async with stored(settings) as store:
            return await _facts(store, code)

    known, facts = run(work())
    from bot.papers.apology import apology_letter

    target = out or Path(f"xin-loi-{_safe(known.dossier.code)}.docx")
    target.write_bytes(apology_letter(facts, now))
    if as_json:
        print_json(_record(known, facts, target))
    else:
        click.echo(target)


async def _facts(store: Reader, code: str) -> tuple[Known, LetterFacts]:
    from bot.ingest.aliases import gather
    from bot.ingest.knowing import known_of
    from db.snapshot import take_snapshot

    told = await gather(store, [code])
    if len(told.dossiers) != 1:
        mend = "no dossier carries this code; `nhacviec items --kind dossier` lists those there are"
        raise RejectedInput("code", code, mend)
    (known,) = await known_of(store, told)
    return known, letter_facts(known, await take_snapshot(store))


def letter_facts(known: Known, snapshot: Snapshot) -> LetterFacts:
    """What the letter says, from what is known of a dossier."""
    from db.words import Role
    from handlers.drafting import reason_text
    from messages_vi.papers import LetterFacts
    from schedules.civil import civil_date

    dossier, letter, directory = known.dossier, known.letter, snapshot.directory
    unit = directory.units[dossier.unit_id]
    above = directory.units_by_code.get(unit.parent_code or "")
    # The office that issues it is the handling one: its own head signs, and nobody's name is printed in his stead.
    heads = directory.of_unit(unit.id, Role.HEAD)
    wrote = directory.people.get(letter.person_id) if letter else None
    head = _in_whose_place(directory, unit, dossier.procedure_name, wrote, letter)
    own = wrote is not None and (wrote.unit_id == unit.id or head is not None)
    signer = wrote if own else next(iter(heads), None)
    return LetterFacts(
        body=unit.name,
        body_above=above.name if above and directory.exists(above) else "",
        code=dossier.code,
        procedure=dossier.procedure_name,
        received_at=dossier.received_at,
        promised_at=letter.due_at if letter else dossier.due_at,
        status=dossier.status,
        reason=reason_text(letter) if letter else "",
        new_date=civil_date(letter.new_due_at) if letter and letter.new_due_at else None,
        signer=signer.name if signer else "",
        signer_title=signer.title if signer else "",
        in_place_of=head.title if head else "",
        signed_at=letter.signed_at if letter else None,
    )


def _in_whose_place(
    directory: Directory, unit: Unit, procedure: str, wrote: Person | None, letter: Letter | None
) -> Person | None:
    """The head in whose place a letter is signed, by a delegation that held then; None when it is signed by right."""
    from schedules.standins import Matter
    from schedules.text import fold

    heads = {head.id: head for head in directory.signers(unit.id)}
    if wrote is None or letter is None or wrote.id in heads:
        return None
    units = frozenset(one.code for one in directory.up_from(unit))
    matter = Matter(units, fold(procedure), to_sign=True)
    at = letter.signed_at or letter.touched_at
    by = directory.standins.acted_for(wrote.id, matter, at)
    return next((heads[one.from_id] for one in by if one.from_id in heads), None)


async def letter_record(
    reader: Reader, snapshot: Snapshot, item: WorkItem
) -> dict[str, Any] | None:
    """The letter about an item's dossier, as far as it is; None for steps, other work, and where nobody has begun one.

    Instants in seconds.
    """
    from db.records import Letter
    from db.words import HEADS_OWN, Kind
    from handlers.drafting import reason_text

    if item.kind not in {Kind.DOSSIER, *HEADS_OWN}:
        return None
    row = await reader.one("letter_of_dossier", dossier_id=item.dossier_id)
    if row is None:
        return None
    letter = Letter(*row)
    who = snapshot.directory.people.get(letter.person_id)
    return {
        "who": who.name if who else "",
        "due_at": letter.due_at,
        "reason": reason_text(letter),
        "new_due_at": letter.new_due_at,
        "signed_at": letter.signed_at,
    }


def _record(known: Known, facts: LetterFacts, target: Path) -> dict[str, Any]:
    return {
        "code": known.dossier.code,
        "file": str(target),
        "promised_at": iso(facts.promised_at),
        "reason": facts.reason or None,
        "new_date": facts.new_date.isoformat() if facts.new_date else None,
        "signed_at": iso(facts.signed_at),
    }


def _safe(code: str) -> str:
    """A code as part of a file's name, which sources may fill with anything."""
    return "".join(sign if sign.isalnum() or sign in ".-_" else "-" for sign in code).lstrip(".")[
        :80
    ]
