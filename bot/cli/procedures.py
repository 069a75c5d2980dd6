"""`procedure` and `procedures`: what holds for a procedure as a whole, and whether internal processes add up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from bot.cli.opening import prepared, run, sealer_for, settings_now, stored
from bot.cli.options import json_option
from bot.cli.output import note, print_json
from schedules.errors import RejectedInput
from schedules.pauses import RESTART, RESUME

if TYPE_CHECKING:
    from bot.ingest.processes import Version
    from db.records import ProcedureSetting
    from db.snapshot import Snapshot

OFF = "off"


@click.command()
@click.argument("code")
@click.option(
    "--after-pause",
    type=click.Choice([RESUME, RESTART]),
    help="Whether a step goes on with the time left, or starts anew.",
)
@click.option(
    "--supplement-days",
    type=click.IntRange(1, 365),
    help="Calendar days citizens have to supplement.",
)
@click.option(
    "--answer-until",
    metavar="HH:MM|off",
    help="Of a same-day procedure, what comes in later is answered the next working day.",
)
def procedure(
    code: str, after_pause: str | None, supplement_days: int | None, answer_until: str | None
) -> None:
    """Show or set how a procedure treats pauses and late afternoons.

    CODE is that of a procedure, or * for all that have no word of their own. Without options nothing changes. Open steps
    of its dossiers follow at once.
    """
    print_json(run(_procedure(code, after_pause, supplement_days, _minute(answer_until))))


def _minute(text: str | None) -> int | None:
    """Minutes after midnight; a whole day for `off`."""
    if text is None:
        return None
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text)
    if text != OFF and found is None:
        raise RejectedInput("answer-until", text, f"an hour such as 15:00, or {OFF}")
    return int(found[1]) * 60 + int(found[2]) if found else 24 * 60


async def _procedure(
    code: str, after_pause: str | None, days: int | None, until: int | None
) -> dict[str, Any]:
    from bot.engine import Engine
    from bot.ingest.dossiers import derive_in_hand
    from bot.ingest.knowing import setting_of
    from db.records import ProcedureSetting

    settings, now = settings_now()
    async with prepared(settings, now) as store:
        if any(given is not None for given in (after_pause, days, until)):
            engine = await Engine.start(store, await sealer_for(settings, store))
            async with store.tx() as tx:
                await tx.run(
                    "set_procedure",
                    procedure_code=code,
                    after_pause=after_pause,
                    supplement_days=days,
                )
                if until is not None:
                    await tx.run("set_answer_until", procedure_code=code, answer_until=until)
            await derive_in_hand(engine, None if code == "*" else code, now)
        found = [ProcedureSetting(*row) for row in await store.all("procedure_settings")]
        return _shown(code, setting_of({s.procedure_code: s for s in found}, code))


def _shown(code: str, setting: ProcedureSetting) -> dict[str, Any]:
    from bot.ingest.wholes import NO_ANSWER_UNTIL, answer_until

    until = answer_until(setting)
    return {
        "code": code,
        "after_pause": setting.after_pause or RESUME,
        "supplement_days": setting.supplement_days,
        "answer_until": OFF if until >= NO_ANSWER_UNTIL else f"{until // 60:02}:{until % 60:02}",
    }


@click.group()
def procedures() -> None:
    """Internal processes (quy trình nội bộ): their versions, cases and phases."""


@procedures.command()
@click.argument("code", required=False)
@json_option
def check(code: str | None, as_json: bool) -> None:
    """Show the steps of one procedure (CODE) or of all, and what does not add up in them.

    Steps with more time than the whole, numbers left out, steps without a time, roles nobody holds, units nobody knows,
    versions in force at the same time. Exit status 1 when something was found.
    """
    found = run(_checked(code))
    if as_json:
        print_json(found)
    elif not found:
        note("nothing found")
    else:
        for record in found:
            _print(record)
    click.get_current_context().exit(int(any(r["faults"] for r in found)))


async def _checked(code: str | None) -> list[dict[str, Any]]:
    from bot.ingest.checking import Offices, faults
    from bot.ingest.processes import Book, two_groups
    from db.records import ProcedureStep
    from db.snapshot import take_snapshot
    from messages_vi.doubts import doubt_words
    from schedules.civil import civil_date

    settings, now = settings_now()
    async with stored(settings) as store:
        snapshot: Snapshot = await take_snapshot(store)
        book = Book(ProcedureStep(*row) for row in await store.all("procedure_steps"))
    offices, day = Offices(snapshot.directory), civil_date(now).isoformat()
    shown = []
    for known in book.codes:
        versions = book.versions(known)
        if code is not None and code not in (known, two_groups(known)):
            continue
        name = versions[-1].steps[-1].procedure_name
        told = [
            {
                "kind": f.kind,
                **dict(
                    zip(
                        ("what", "mend"), doubt_words(f.kind, {"name": name} | f.facts), strict=True
                    )
                ),
            }
            for f in faults(versions, offices, day)
        ]
        parts = [part for version in versions for part in _parts(version)]
        shown.append({"code": known, "name": name, "parts": parts, "faults": told})
    return shown


def _parts(version: Version) -> list[dict[str, Any]]:
    """Each case and phase of a version with its steps; times in working minutes."""
    from bot.ingest.wholes import of_phase, phases_of, stated_minutes, summed_minutes

    return [
        {
            "valid_from": version.valid_from or None,
            "valid_to": version.valid_to,
            "case": case,
            "phase": phase,
            "source": steps[0].source,
            "total": stated_minutes(of_phase(steps, phase)),
            "sum": summed_minutes(of_phase(steps, phase)),
            "sum_online": summed_minutes(of_phase(steps, phase), online=True),
            "steps": [
                {
                    "seq": s.seq,
                    "step": s.name,
                    "role": s.role,
                    "unit": s.unit_code,
                    "minutes": s.minutes,
                    "minutes_online": s.minutes_online,
                    "counts": s.counts,
                    "timed": bool(s.timed),
                }
                for s in of_phase(steps, phase)
            ],
        }
        for case, steps in version.cases.items()
        for phase in phases_of(steps)
    ]


def _print(record: dict[str, Any]) -> None:
    from messages_vi.formats import span_minutes

    click.echo(f"{record['code']}  {record['name']}")
    for part in record["parts"]:
        whole = span_minutes(part["sum"])
        if part["total"] is not None:
            whole += f" / {span_minutes(part['total'])}"
        since = part["valid_from"] or "…"
        place = " · ".join(filter(None, (part["case"], f"GĐ{part['phase']}", part["source"])))
        click.echo(f"  {since} → {part['valid_to'] or '…'}  {place}  {whole}")
        for step in part["steps"]:
            time = span_minutes(step["minutes"]) + ("" if step["timed"] else " (?)")
            click.echo(f"    {step['seq']:>2}  {step['step']}  [{step['role']}]  {time}")
    for fault in record["faults"]:
        click.secho(f"  ! {fault['what']}", fg="yellow")
        click.echo(f"    → {fault['mend']}")
