"""What `db check` looks at: the file, its schema, its references, and the sums of what was planned and told."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from bot.cli.findings import Finding, fail, ok
from db.glance import Glance
from schedules.errors import StoreProblem

SHOWN = 5
_TELL = "keep a backup (`nhacviec db backup`) and tell the developers"
_RESTORE = "restore the last good backup with `nhacviec db restore`"


def database_findings(path: Path) -> list[Finding]:
    """Everything that must hold in the database; reads only."""
    found: list[Finding] = []
    try:
        with Glance(path) as glance:
            found.append(schema(path, glance))
            looks = [_integrity, _references]
            if found[0].status == "ok":
                looks += [conservation, journal]
            found += (look(glance) for look in looks)
    except StoreProblem as error:
        found.append(unreadable(error))
    except sqlite3.DatabaseError as error:  # so damaged that looking at it fails
        found.append(fail("integrity", str(error), _RESTORE))
    return found


def unreadable(error: StoreProblem) -> Finding:
    """There is no database, or nothing can be read from it."""
    return fail(
        "database",
        str(error),
        "check NHACVIEC_DATABASE; make one with `db upgrade` or restore a backup",
    )


def schema(path: Path, glance: Glance) -> Finding:
    """Whether the schema is this version's."""
    found = glance.schema()
    if found.later:
        text = f"{path} has {found.later[-1]}, which this version does not know"
        return fail("schema", text, "install the version that made it")
    if found.lacking:
        text = f"{path} lacks {', '.join(found.lacking)}"
        return fail("schema", text, "run `nhacviec db upgrade`")
    return ok("schema", f"{path}, schema {found.applied[-1]}")


def _integrity(glance: Glance) -> Finding:
    answers = [str(row[0]) for row in glance.pragma(f"integrity_check({SHOWN})")]
    if answers != ["ok"]:
        return fail("integrity", "; ".join(answers), _RESTORE)
    return ok("integrity", "the file is whole")


def _references(glance: Glance) -> Finding:
    broken = glance.pragma("foreign_key_check")
    if broken:
        tables = ", ".join(sorted({str(row[0]) for row in broken}))
        return fail("references", f"{len(broken)} rows point at nothing ({tables})", _RESTORE)
    return ok("references", "every reference leads somewhere")


def conservation(glance: Glance) -> Finding:
    """The law of the house: planned = sent + held + merged + suppressed + failed + waiting."""
    from bot.health import Sums

    sums = Sums(glance.rows("conservation")[0], [])
    told = (
        f"planned {sums.planned} = sent {sums.sent} + held {sums.held} + merged {sums.merged} + "
        f"suppressed {sums.suppressed} + failed {sums.failed} + waiting {sums.waiting}"
    )
    if sums.agree:
        return ok("conservation", told)
    return fail("conservation", f"not so: {told}; the journal has {sums.final} ends", _TELL)


def journal(glance: Glance) -> Finding:
    """Whether every notice stands as its journal says."""
    astray = glance.rows("unjournaled", limit=SHOWN)
    if astray:
        ids = ", ".join(str(row[0]) for row in astray)
        return fail("journal", f"the journal does not bear out notices {ids}", _TELL)
    return ok("journal", "every notice stands as its journal says")
