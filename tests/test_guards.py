"""Guards over the whole tree: statements and records, SQL without pasted values, honest locks, instants with zones."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from db.named import statements
from db.records import (
    CalendarDay,
    ChainEvent,
    Dossier,
    Duty,
    Event,
    Feedback,
    Letter,
    Notice,
    Person,
    ProcedureSetting,
    ProcedureStep,
    Progress,
    Reply,
    StatusSeen,
    Unit,
    WorkItem,
)
from db.sqlite import connect, upgrade

ROOT = Path(__file__).parent.parent
ROOMS = ("bot", "handlers", "schedules", "messages_vi", "db", "bench")
VERBS = {"all", "one", "value", "run", "insert", "many"}
STORES = {"tx", "store", "reader", "_tx", "_store", "_reader"}

RECORDS: dict[type[msgspec.Struct], tuple[str, ...]] = {
    WorkItem: (
        "due_items",
        "item_by_id",
        "items_by_code",
        "items_by_ids",
        "items_of_dossier",
        "items_of_dossiers",
        "items_since",
        "bare_items_since",
        "open_items_after",
        "open_reports",
        "chain_items",
        "items_with_work_until",
        "work_cited",
        "work_held",
        "work_until",
        "picture_lines",
        "unit_work_cited",
        "work_of_holder",
        "work_begun",
        "heads_work_begun",
    ),
    Unit: ("all_units",),
    Person: ("all_people", "people_by_phone_key", "people_by_zalo_key"),
    Event: ("new_events",),
    Reply: ("last_decision", "last_reply", "reply_by_id"),
    Duty: ("all_duties",),
    CalendarDay: ("calendar_days",),
    Dossier: ("dossiers_of",),
    Progress: ("progress_of",),
    ProcedureStep: ("procedure_steps", "procedure_steps_of"),
    ProcedureSetting: ("procedure_settings",),
    StatusSeen: ("statuses_of",),
    Feedback: ("feedbacks",),
    Letter: ("letter_of_dossier", "drafts_of_person"),
    ChainEvent: ("chain_events",),
}
SPOKEN = (
    "answer",
    "argument",
    "at",
    "person_id",
    "behalf_of",
)  # what the composer reads between notice and item


def sources(*rooms: str) -> list[Path]:
    """The Python files of some rooms."""
    return sorted(file for room in rooms for file in (ROOT / room).rglob("*.py"))


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


def trees(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    for file in sources(*rooms):
        yield named(file), ast.parse(file.read_text(encoding="utf-8"))


def strings(tree: ast.AST) -> set[str]:
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def last_name(node: ast.expr) -> str:
    """`tx` of `ctx.tx`, `store` of `engine.store`."""
    return ast.unparse(node).rpartition(".")[2]


def asked_for(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Names of statements in calls such as `tx.run("…")`, with their lines."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=receiver, attr=verb),
                args=[ast.Constant(value=str(name)), *_],
            ) if verb in VERBS and last_name(receiver) in STORES:
                yield name, node.lineno


# --- statements ---


def test_every_statement_asked_for_exists() -> None:
    known = statements()
    asked = [(name, f"{file}:{line}") for file, t in trees(*ROOMS) for name, line in asked_for(t)]

    assert len(asked) > 50  # the scan sees the calls at all
    assert [(name, place) for name, place in asked if name not in known] == []


def test_every_statement_is_asked_for() -> None:
    """By any room, also where the name comes through a variable; a statement nobody runs is taken out."""
    told = set().union(*(strings(tree) for _, tree in trees(*ROOMS)))

    assert sorted(set(statements()) - told) == []


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The columns each reading statement really gives, on a fresh database."""
    path = tmp_path_factory.mktemp("guards") / "x.db"
    upgrade(path)
    conn = connect(path)
    found = {}
    for name, sql in statements().items():
        if sql.startswith("SELECT"):
            cursor = conn.execute(
                sql, dict.fromkeys(_parameters(sql), "0") | {"codes": "[]", "limit": 1}
            )
            found[name] = [column[0] for column in cursor.description]
    conn.close()
    return found


def _parameters(sql: str) -> set[str]:
    return set(re.findall(r":(\w+)", sql))


def test_every_statement_can_be_prepared(tmp_path: Path) -> None:
    """EXPLAIN compiles a statement without running it: names of tables, columns and conflicts are right."""
    upgrade(tmp_path / "x.db")
    conn = connect(tmp_path / "x.db")
    for sql in statements().values():
        conn.execute(f"EXPLAIN {sql}", dict.fromkeys(_parameters(sql)))
    conn.close()


@pytest.mark.parametrize(
    ("record", "statement"),
    [pytest.param(r, s, id=s) for r, names in RECORDS.items() for s in names],
)
def test_columns_stand_in_the_order_of_the_record(
    record: type[msgspec.Struct], statement: str, columns: dict[str, list[str]]
) -> None:
    assert tuple(columns[statement]) == record.__struct_fields__


def test_ready_notices_are_notice_then_answer_then_item(columns: dict[str, list[str]]) -> None:
    expected = (*Notice.__struct_fields__, *SPOKEN, *WorkItem.__struct_fields__)

    assert tuple(columns["ready_notices"]) == expected


def test_no_statement_gives_the_columns_of_a_record_in_another_order(
    columns: dict[str, list[str]],
) -> None:
    """Also those that nobody wrote into the table above."""
    orders = {frozenset(record.__struct_fields__): record.__struct_fields__ for record in RECORDS}
    wrong = [n for n, c in columns.items() if orders.get(frozenset(c), tuple(c)) != tuple(c)]

    assert wrong == []


def test_stars_are_only_for_the_view_that_is_made_for_them() -> None:
    stars = {n for n, sql in statements().items() if re.search(r"(?<!count\()\*", sql)}

    assert stars <= {*RECORDS[WorkItem], "ready_notices"}


def test_no_statement_reads_the_databases_clock() -> None:
    clock = re.compile(r"CURRENT_|\bnow\(\)|datetime\(|strftime|julianday|unixepoch", re.IGNORECASE)

    assert [name for name, sql in statements().items() if clock.search(sql)] == []


# --- code ---

_SQL = re.compile(
    r"\b(SELECT\s.+\sFROM|INSERT\s+(OR\s\w+\s)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)\b", re.DOTALL
)


def pasted_sql(tree: ast.AST) -> Iterator[int]:
    """Lines where SQL is put together from pieces: f-strings, `+`, `%`, `.format`."""
    for node in ast.walk(tree):
        match node:
            case ast.JoinedStr() as pieces:
                parts: list[ast.AST] = [pieces]
            case ast.BinOp(op=ast.Add() | ast.Mod(), left=left, right=right):
                parts = [left, right]
            case ast.Call(func=ast.Attribute(value=ast.Constant() as text, attr="format")):
                parts = [text]
            case _:
                continue
        if any(_SQL.search(s) for part in parts for s in strings(part)):
            yield node.lineno


@pytest.mark.parametrize(
    "code",
    [
        pytest.param('f"SELECT a FROM {table}"', id="f-string"),
        pytest.param('"DELETE FROM t WHERE a = " + value', id="plus"),
        pytest.param('"UPDATE t SET a = %s" % value', id="percent"),
        pytest.param('"INSERT INTO t VALUES ({})".format(value)', id="format"),
    ],
)
def test_the_guard_sees_pasted_sql(code: str) -> None:
    assert list(pasted_sql(ast.parse(code))) == [1]


def test_no_sql_is_pasted_together() -> None:
    found = [f"{file}:{line}" for file, tree in trees(*ROOMS) for line in pasted_sql(tree)]

    assert found == []


_CLOCKS = (
    "time.time", "time.time_ns", "time.localtime", "time.gmtime",
    "datetime.now", "datetime.today", "datetime.utcnow", "datetime.utcfromtimestamp", "date.today",
)  # fmt: skip


def clock_readings(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Calls that read the time of day, or make an instant without a zone."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func).replace("datetime.datetime", "datetime")
        zoned = any(k.arg in ("tz", "tzinfo") for k in node.keywords)
        bare = (name == "datetime" and len(node.args) < 8) or (
            name == "datetime.fromtimestamp" and len(node.args) < 2
        )
        if name in _CLOCKS or name == "datetime.date.today" or (bare and not zoned):
            yield name, node.lineno


@pytest.mark.parametrize(
    "code",
    [
        "time.time()",
        "datetime.now(UTC)",
        "date.today()",
        "datetime.datetime.utcnow()",
        "datetime.fromtimestamp(0)",
        "datetime(2025, 3, 17)",
    ],
)
def test_the_guard_sees_a_reading_of_the_clock(code: str) -> None:
    assert len(list(clock_readings(ast.parse(code)))) == 1


def test_the_time_is_read_in_one_place_and_never_without_a_zone() -> None:
    found = [
        f"{file}:{line} {name}"
        for file, tree in trees(*ROOMS)
        if file != "bot/clock.py"
        for name, line in clock_readings(tree)
    ]

    assert found == []


# --- files ---


def _texts() -> list[Path]:
    kinds = ("*.py", "*.sql", "*.js", "*.css", "*.sh")
    return [
        file
        for room in (*ROOMS, "tests")
        for kind in kinds
        for file in sorted((ROOT / room).rglob(kind))
    ]


def test_every_file_says_in_its_first_line_what_it_is_for() -> None:
    openings = ('"""', "-- ", "// ", "/* ", "#")
    silent = []
    for file in _texts():
        first = file.read_text(encoding="utf-8").removeprefix("#!/bin/sh\n").partition("\n")[0]
        package = file.name == "__init__.py" and not first
        if not package and (not first.startswith(openings) or len(first) < 15):
            silent.append(f"{named(file)}: {first[:40]!r}")

    assert silent == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_name_packages_and_hashes_only(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    lines = {line.strip().partition(" ")[0] for line in text.splitlines() if line.strip()}
    strange = {w for w in lines if not re.match(r"--hash=sha256:|[a-z0-9][a-z0-9.\-_\[\]]*==", w)}

    assert "://" not in text
    assert not re.search(r"--(index-url|extra-index-url|find-links|trusted-host)", text)
    assert strange == set()
