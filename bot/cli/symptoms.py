"""What `doctor` looks at beside the database's sums. Every look is a function: facts in, one finding out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.cli.findings import Finding, fail, ok, warn
from db.glance import Glance
from schedules.civil import civil_date, to_iso
from schedules.errors import NhacViecError

if TYPE_CHECKING:
    from bot.config import Settings
    from db.records import Person, Unit
    from db.words import Role

MINUTE, HOUR, DAY = 60, 3600, 86_400
MEGABYTE: Final = 1 << 20
LONG_WAL: Final = (
    256 * MEGABYTE
)  # the service folds it in at some 16; longer means a reader holds it open
LITTLE_ROOM: Final = 1024 * MEGABYTE
TABLE_AHEAD: Final = timedelta(days=183)
OUTBOX_SLOW, OUTBOX_STUCK = 10 * MINUTE, 2 * HOUR
QUIET_WEBHOOK: Final = 3 * DAY
CLOCK_SLACK: Final = 5 * MINUTE
REFRESH_TOKEN_LIFE: Final = 90 * DAY  # at Zalo: three months
UNREACHED: Final = frozenset(
    {"no_recipient", "not_linked", "outside_window", "refused", "unresolved"}
)
MANY_LOST: Final = 0.05
NAMED: Final = 5


def secret(settings: Settings, glance: Glance) -> Finding:
    """Whether what is sealed opens with the secret at hand."""
    from db.sealing import Sealer

    key = settings.secret_key.get_secret_value()
    rows = glance.rows("a_sealed_value")
    if not key:
        return fail("secret", "NHACVIEC_SECRET_KEY is missing", "set it; see the check `settings`")
    if not rows:
        return ok("secret", "nothing is sealed yet")
    try:
        Sealer(key).open(rows[0][0])
    except NhacViecError as error:
        return fail("secret", str(error), "set the secret this database was filled with")
    return ok("secret", "opens what is sealed")


def room(path: Path) -> Finding:
    """The size of the database, of its log, and what is left on the disk."""
    wal = path.with_name(f"{path.name}-wal")
    wal_size = wal.stat().st_size if wal.exists() else 0
    free = shutil.disk_usage(path.parent).free
    text = (
        f"database {_megabytes(path.stat().st_size)}, its log {_megabytes(wal_size)}, "
        f"free on the disk {_megabytes(free)}"
    )
    if free < LITTLE_ROOM:
        return warn("room", text, "make room: a full disk stops every reminder")
    if wal_size > LONG_WAL:
        return warn("room", text, "some program keeps the database open; close it or restart")
    return ok("room", text)


def calendar(glance: Glance, now: int) -> Finding:
    """Whether the table of holidays reaches far enough ahead."""
    rows = glance.rows("calendar_days")
    if not rows:
        return fail("calendar", "the table of holidays is empty", "run `nhacviec db upgrade`")
    last, version = date.fromisoformat(rows[-1][0]), max(row[4] for row in rows)
    text = f"version {version}, known up to {last:%d/%m/%Y}"
    if last < civil_date(now) + TABLE_AHEAD:
        mend = "load the coming year's decision with `nhacviec calendar load FILE`"
        return warn("calendar", f"{text}, less than six months ahead", mend)
    return ok("calendar", text)


def policy(glance: Glance) -> Finding:
    """Whether the newest policy can be read, there are words for all its rungs, and it has a ladder for every kind."""
    from messages_vi.table import template_for
    from schedules.policy import missing_ladders, parse_policy

    rows = glance.rows("policies")
    if not rows:
        return fail("policy", "there is none", "run `nhacviec db upgrade`")
    try:
        found = parse_policy(rows[-1][1], rows[-1][0])
        for kind, ladder in found.ladders.items():
            for rung in ladder:
                template_for(rung.audience, kind, rung.key)
    except NhacViecError as error:
        return fail("policy", str(error), "load a policy that follows the vocabulary")
    text = f"{found.name}, version {found.version}, {len(found.ladders)} ladders"
    if missing := missing_ladders(found):
        mend = "`nhacviec policy load` a version with a ladder for each; `[]` where nothing is to be said"
        return warn("policy", f"{text}; of the default: {', '.join(missing)}", mend)
    return ok("policy", text)


def token(settings: Settings, glance: Glance, now: int) -> Finding:
    """Whether there is a token pair and how old it is; nothing is asked of Zalo."""
    rows = glance.rows("list_accounts")
    if not any(row[3] for row in rows) and settings.zalo.access_token.get_secret_value():
        return ok("token", "the pair of the settings is taken over at the first start")
    if not rows:
        mend = "set NHACVIEC_ZALO__ACCESS_TOKEN and __REFRESH_TOKEN for the first start, or `nhacviec oa add`"
        return fail("token", "no token is stored", mend)
    found = [_token_of(row, now) for row in rows]
    worst = min(found, key=lambda finding: _GRAVITY[finding.status])
    return worst if worst.status != "ok" else ok("token", "; ".join(f.text for f in found))


_GRAVITY = {"fail": 0, "warn": 1, "ok": 2}


def _token_of(row: Sequence[Any], now: int) -> Finding:
    """The pair of one account, a row of `list_accounts`."""
    code, _, _, refreshed_at, expires_at, generation, problem = row
    consent = f"`nhacviec oa authorize {code}`, and let an administrator of the account consent"
    if refreshed_at is None:
        return fail("token", f"no token is stored for the account {code}", consent)
    text = f"account {code}, pair {generation}, renewed {_ago(now - refreshed_at)}"
    if problem:
        return fail("token", f"{text}; Zalo refused to renew it: {problem}", consent)
    if now - refreshed_at > REFRESH_TOKEN_LIFE:
        return fail("token", f"{text}; a refresh token lives three months", consent)
    if expires_at is not None and now > expires_at:
        return warn("token", f"{text}; it has expired", "start the service: it renews the pair")
    return ok("token", text)


def webhook(settings: Settings, glance: Glance, now: int) -> Finding:
    """Whether Zalo can tell us anything, and when it last did."""
    address = f"{settings.public_url or 'https://…'}/webhook/zalo"
    if not settings.zalo.webhook_secret.get_secret_value():
        mend = "set NHACVIEC_ZALO__WEBHOOK_SECRET: without it every event is turned away"
        return fail("webhook", "its secret is missing", mend)
    last = glance.rows("newest_event_at")[0][0]
    if last is None:
        return warn("webhook", "no event has ever come", f"register {address} at Zalo")
    text = f"the last event came {_ago(now - last)}"
    if now - last > QUIET_WEBHOOK:
        return warn("webhook", text, f"check that Zalo reaches {address}")
    return ok("webhook", text)


def outbox(glance: Glance, now: int) -> Finding:
    """How long the most urgent message has been due, and how many outcomes are unknown."""
    oldest = glance.rows("oldest_waiting", now=now)[0][0]
    uncertain = glance.rows("uncertain_count")[0][0]
    late = now - oldest if oldest is not None else 0
    text = (
        f"{'nothing is due' if oldest is None else f'the oldest has been due {_span(late)}'}, "
        f"outcome unknown of {uncertain}"
    )
    if late > OUTBOX_STUCK:
        return fail("outbox", text, "see that the service runs, then the check `token`")
    if late > OUTBOX_SLOW:
        return warn("outbox", text, "see the log for `account.stopped` and for rates")
    if uncertain:
        return warn("outbox", text, "the service asks Zalo about them; list with `messages --state unknown`")  # fmt: skip
    return ok("outbox", text)


def reach(glance: Glance) -> Finding:
    """How many notices never reached anybody because of who should have heard, and for which reasons."""
    counts = {(fate, reason): count for fate, reason, count in glance.rows("fate_counts")}
    sent = sum(count for (fate, _), count in counts.items() if fate == "sent")
    lost = {reason: count for (_, reason), count in counts.items() if reason in UNREACHED}
    total = sum(lost.values())
    reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(lost.items()))
    text = f"{sent} notices sent, {total} reached nobody{f' ({reasons})' if lost else ''}"
    if total > MANY_LOST * (sent + total):
        mend = "see who: `nhacviec journal --state suppressed` and `--state failed`"
        return warn("reach", text, mend)
    return ok("reach", text)


def alarms(glance: Glance, now: int) -> Finding:
    """What calls a person and is not mended yet."""
    rows = glance.rows("open_alarms")
    if not rows:
        return ok("alarms", "none is open")
    listed = "; ".join(f"{key} for {_span(now - at)}: {what}" for key, what, at, _ in rows[:NAMED])
    text = f"{len(rows)} open: {listed}{' …' if len(rows) > NAMED else ''}"
    mend = "mend it; what does not end by itself: `nhacviec alarms close KEY --why TEXT`"
    return fail("alarms", text, mend)


def sending(glance: Glance, now: int) -> Finding:
    """Whether an administrator has stopped sending."""
    rows = [row for row in glance.rows("halts_in_force") if row[7] is None]
    if not rows:
        return ok("sending", "is not stopped")
    listed = "; ".join(f"{row[1]} for {_span(now - row[5])}: {row[2]}" for row in rows)
    return fail("sending", f"stopped: {listed}", "`nhacviec sending go` when the reason is gone")


def clock(settings: Settings, glance: Glance, now: int) -> Finding:
    """Whether the clock is the real one and never went back behind what the database has lived through."""
    newest = glance.rows("newest_instant")[0][0]
    text = f"it is {to_iso(now)}"
    if newest is not None and newest > now + CLOCK_SLACK:
        mend = "set the machine's time (NTP); nothing is due until it has caught up"
        return fail("clock", f"{text}, but the database has seen {to_iso(newest)}", mend)
    if settings.clock:
        return warn("clock", f"{text}, moved by NHACVIEC_CLOCK", "unset it outside of trials")
    return ok("clock", text)


def directory(glance: Glance, now: int) -> Iterator[Finding]:
    """Who cannot be reached, and which offices have nobody to turn to."""
    from db.directory import Directory
    from db.records import Person, Unit
    from db.words import Role

    found = Directory(
        (Unit(*row) for row in glance.rows("all_units")),
        (Person(*row) for row in glance.rows("all_people")),
    )
    today = civil_date(now).isoformat()
    units = [
        unit
        for unit in found.units.values()
        if (unit.valid_from or today) <= today <= (unit.valid_to or today)
    ]
    yield _people(list(found.people.values()))
    for role in (Role.HEAD, Role.COORDINATOR):
        yield _units(role, units, [u for u in units if not found.of_unit(u.id, role)])


def _people(people: list[Person]) -> Finding:
    unlinked = sum(person.zalo_sealed is None for person in people)
    text = f"{unlinked} of {len(people)} active people have no Zalo account tied to them"
    if not people:
        return warn("people", "nobody is known", "import units and people")
    if unlinked:
        mend = "they get no reminder: make codes with `nhacviec people invite`, see docs/linking.md"
        return warn("people", text, mend)
    return ok("people", text)


def _units(role: Role, units: list[Unit], bare: list[Unit]) -> Finding:
    check = f"{role}s"
    text = f"{len(bare)} of {len(units)} units have no {role} of their own"
    if not bare:
        return ok(check, text)
    names = ", ".join(unit.code for unit in bare[:NAMED]) + (" …" if len(bare) > NAMED else "")
    mend = "name one in the people file; until then the nearest unit above is told"
    return warn(check, f"{text}: {names}", mend)


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f} MB"


def _ago(seconds: int) -> str:
    return f"{_span(seconds)} ago"


def _span(seconds: int) -> str:
    for size, name in ((DAY, "days"), (HOUR, "hours"), (MINUTE, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds // size} {name}"
    return f"{max(seconds, 0)} seconds"
