"""One dossier under several codes: which rows belong together, and which of them speaks for all.

Rows are stored as they are told, each under its own code. What is one dossier is found anew from all that is known each
time something changes, so it does not matter which code, which row or which step came first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from bot.ingest.processes import two_groups
from bot.ingest.rows import DossierRow
from db.codes import other_body, other_generation
from db.directory import Directory
from db.records import Dossier, Progress, Unit
from db.store import Reader, Tx

RECEIPT: Final = "receipt:"


class Gathered(msgspec.Struct, frozen=True):
    """What some codes stand for: `dossiers` speak for all of their rows, `superseded` are the same ones by other codes.

    `progress` is that of all codes, by the code of the dossier it belongs to; `groups` are those codes.
    """

    dossiers: list[Dossier]
    superseded: list[Dossier]
    progress: dict[str, list[Progress]]
    groups: dict[str, list[str]]
    codes: list[str]  # all that were looked at


def known_as(row: DossierRow) -> Iterable[str]:
    """What else a row says its dossier is known by. A receipt number counts together with procedure and instant only."""
    yield from (code for code in row.also if code != row.code)
    if row.receipt and row.received_at:
        yield f"{RECEIPT}{two_groups(row.procedure_code)}/{row.received_at}/{row.receipt}"


async def keep_aliases(tx: Tx, rows: Iterable[DossierRow]) -> None:
    """Store what stored dossiers are also known by; what was said once stays."""
    said = [
        {"alias": alias, "code": row.code, "source": row.source}
        for row in rows
        for alias in known_as(row)
    ]
    await tx.many("insert_alias", said)


async def gather(reader: Reader, codes: Iterable[str]) -> Gathered:
    """All dossiers and steps that belong to any of these codes under whatever code they were told."""
    met, pairs = await _meet(reader, codes)
    wanted = _json(met)
    dossiers = {
        d.code: d for d in (Dossier(*row) for row in await reader.all("dossiers_of", codes=wanted))
    }
    told: dict[str, list[Progress]] = defaultdict(list)
    for step in (Progress(*row) for row in await reader.all("progress_of", codes=wanted)):
        told[step.dossier_code].append(step)
    named = {alias for alias, _ in pairs}
    found = Gathered([], [], {}, {}, met)
    for group in _groups(met, [*pairs, *_twins(met, dossiers)]):
        rows = [dossiers[code] for code in group if code in dossiers]
        if not rows:
            continue  # steps that wait for their dossier
        main, *others = sorted(rows, key=lambda d: (d.code in named, d.code))
        found.dossiers.append(_latest(rows, main) if others else main)
        found.superseded.extend(others)
        found.progress[main.code] = _steps(told, group)
        found.groups[main.code] = group
    return found


def _latest(rows: Iterable[Dossier], main: Dossier) -> Dossier:
    """The row that was told last, under the code its dossier goes by."""
    latest = max(rows, key=lambda d: (order_of(d.told_order), d.updated_at, d.code))
    return msgspec.structs.replace(latest, id=main.id, code=main.code)


def order_of(text: str) -> list[int]:
    """The order that is stored with a dossier."""
    return [] if text == "[]" else msgspec.json.decode(text, type=list[int])


def unit_behind(directory: Directory, name_or_code: str) -> Unit | None:
    """The unit of a name, or of a code of either generation; None where it is unknown or ambiguous."""
    found = directory.unit(name_or_code)
    if found is None and (other := other_body(name_or_code)) is not None:
        return directory.units_by_code.get(other)
    return found


async def look_up(reader: Reader, codes: Sequence[str]) -> list[tuple[str, Dossier]]:
    """The dossiers behind codes, each with the code that was asked for, in the order of asking."""
    found = []
    for code in codes:
        behind = await gather(reader, [code])
        found += [
            (code, dossier)
            for dossier in behind.dossiers
            if len(behind.dossiers) == 1 or dossier.code == code
        ]
    return found


async def codes_behind(reader: Reader, asked: str) -> list[str]:
    """All codes under which the dossier that somebody asks for is kept, `asked` itself first.

    They may ask by a code of either generation, by any other code, or by the number of a receipt; small letters and spaces do
    not matter. A receipt's number is given anew by each office, so it may lead to several dossiers. What is no dossier's
    (the code of a report) stays alone.
    """
    escaped = "".join("\\" + letter if letter in "\\%_" else letter for letter in asked.strip())
    receipts = await reader.all("aliases_like", pattern=f"{RECEIPT}%/{escaped}")
    wanted = {asked, "".join(asked.split()).upper(), *(row[0] for row in receipts)}
    behind = await gather(reader, sorted(wanted))
    groups = [group for group in behind.groups.values() if not wanted.isdisjoint(group)]
    codes = (code for group in groups for code in group if not code.startswith(RECEIPT))
    return list(dict.fromkeys([asked, *codes]))


async def _meet(reader: Reader, codes: Iterable[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """The codes, all that lead to them or from them, and the pairs of alias and dossier met on the way."""
    met: dict[str, None] = {}
    pairs: dict[tuple[str, str], None] = {}
    new = dict.fromkeys(codes)
    while new:
        twins = (other_generation(code) for code in new)
        new |= dict.fromkeys(twin for twin in twins if twin and twin not in met)
        met |= new
        rows: list[tuple[str, str]] = [
            (row[0], row[1]) for row in await reader.all("aliases_among", codes=_json(new))
        ]
        pairs |= dict.fromkeys(rows)
        new = {code: None for pair in rows for code in pair if code not in met}
    return list(met), list(pairs)


def _twins(codes: Iterable[str], dossiers: dict[str, Dossier]) -> Iterable[tuple[str, str]]:
    """Codes of two generations that name one dossier.

    Bodies kept their numbers where the form says so, yet nobody promises it: where both codes are told as dossiers,
    procedure and minute of receipt must agree; of one that is not received yet the procedure alone.
    """
    for code in codes:
        twin = other_generation(code)
        if twin is None:
            continue
        one, other = dossiers.get(code), dossiers.get(twin)
        if one is None or other is None or _agree(one, other):
            yield code, twin


def _agree(one: Dossier, other: Dossier) -> bool:
    same_minute = one.received_at // 60 == other.received_at // 60
    unreceived = 1 in (one.status, other.status)
    same_procedure = two_groups(one.procedure_code) == two_groups(other.procedure_code)
    return (same_minute or unreceived) and same_procedure


def _groups(codes: Iterable[str], pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The codes, those together that pairs connect."""
    parent = {code: code for code in codes}

    def root(code: str) -> str:
        while parent[code] != code:
            parent[code] = parent[parent[code]]
            code = parent[code]
        return code

    for one, other in pairs:
        parent[root(other)] = root(one)
    groups: dict[str, list[str]] = defaultdict(list)
    for code in parent:
        groups[root(code)].append(code)
    return list(groups.values())


def _steps(told: dict[str, list[Progress]], group: Iterable[str]) -> list[Progress]:
    """The steps told under any code of a group, in order of time; one told under two codes is one step."""
    rows = [step for code in group for step in told.get(code, ())] if told else []
    if len(rows) < 2:
        return rows
    alike = {(p.at, p.actor, p.status, p.note, p.department): p for p in sorted(rows, key=_place)}
    return sorted(alike.values(), key=_place)


def _place(step: Progress) -> tuple[int, int, str, str, str]:
    return step.at, step.status, step.note, step.actor, step.dossier_code


def _json(values: Iterable[str]) -> str:
    return msgspec.json.encode(list(values)).decode()
