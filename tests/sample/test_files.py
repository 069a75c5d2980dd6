"""What stands beside the dossiers: the README and its commands, the papers, the rows that are wrong on purpose."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import unicodedata
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from bot.cli.importing import KINDS as IMPORTED
from bot.engine import Engine
from bot.ingest.feed import STORE, unwrap
from bot.ingest.importing import run_import
from bot.ingest.receiving import receive_dossiers
from bot.sample.dossiers import Receiving
from bot.sample.organisation import found
from bot.sample.people import appoint, by_unit
from bot.sample.procedures import procedures
from bot.sample.pushes import SESSION
from bot.sample.readme import KINDS
from bot.sample.write import dice, sample
from bot.seed import seed
from db.sealing import Sealer
from db.sqlite import SqliteStore
from schedules.civil import at, civil_date
from tests.sample.province import every_byte
from tests.stories.stage import SECRET

ROOT = Path(__file__).parents[2]
ON = date(2026, 3, 17)
NOW = at(ON, "06:00")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sample."""
    made = tmp_path_factory.mktemp("tinh")
    sample(made, communes=6, dossiers=300, on=ON)
    return made


def readme(folder: Path) -> str:
    return (folder / "README.txt").read_text(encoding="utf-8")


def test_the_readme_names_every_file_and_a_command_for_it(folder: Path) -> None:
    text = readme(folder)
    assert text == unicodedata.normalize("NFC", text)
    for path in folder.iterdir():
        assert path.name in text or path.name == "README.txt"
    commands = re.findall(r"nhacviec import (\S+) (\S+?)[\n;,)]", text)
    assert {(kind, name) for name, kind in KINDS.items()} < set(commands)
    for kind, name in commands:
        assert kind in IMPORTED
        assert (folder / name).is_file()
    for path in (folder / "feed").glob("*-envelope-*.json"):
        assert f'"session":"{SESSION}"' in path.read_text(encoding="utf-8")
    assert SESSION in text


def test_the_broken_rows_are_refused_and_the_readme_says_which(
    folder: Path, tmp_path: Path
) -> None:
    named = {int(number) for number in re.findall(r"^  dòng (\d+): ", readme(folder), re.MULTILINE)}

    async def play() -> None:
        store, sealer = SqliteStore(tmp_path / "x.db"), Sealer(SECRET)
        await seed(store, NOW)
        await run_import(store, sealer, "units", folder / "units.csv", now=NOW)
        answer = await run_import(store, sealer, "dossiers", folder / "broken.csv", now=NOW)
        assert {row["row"] for row in answer["rejected"]} == named
        assert answer["created"] == 1
        engine = await Engine.start(store, sealer, NOW)
        items = unwrap((folder / "feed" / "broken.json").read_bytes()).items
        taken = await receive_dossiers(engine, items, "dvcqg", NOW)
        refused = {number for number, one in enumerate(taken, 2) if one.error}
        assert refused == {*named, len(items) + 1}
        await store.close()

    asyncio.run(play())


def test_half_of_the_senders_use_the_envelope_the_others_bare_arrays(folder: Path) -> None:
    sent = sorted((folder / "feed").glob("[012]*.json"))
    wrapped = [path for path in sent if "-envelope-" in path.name]
    assert len(sent) > len(wrapped) > 5
    for path in sent:
        told = unwrap(path.read_bytes())
        assert told.items
        assert bool(told.service) is (path in wrapped)
        assert path.stem.rpartition("-")[2] == (told.service or path.stem.rpartition("-")[2])
    updating = {unwrap(p.read_bytes()).updating for p in wrapped if p.stem.endswith(STORE)}
    assert updating == {True, False}


def test_dates_come_in_three_forms(folder: Path) -> None:
    table = (folder / "dossiers.csv").read_text(encoding="utf-8")
    feed = "".join(path.read_text(encoding="utf-8") for path in (folder / "feed").glob("*.json"))
    for text in (table, feed):
        assert re.search(r"[\",]\d{2}/\d{2}/2026 \d{2}:\d{2}", text)
        assert re.search(r"[\",]2026-\d{2}-\d{2}T\d{2}:\d{2}:00", text)
        assert re.search(r"[\",]2026\d{10}[\",]", text)


def test_the_pulled_list_is_that_of_the_departments(folder: Path) -> None:
    body = (folder / "feed" / "igate.json").read_bytes()
    items = unwrap(body).items
    assert f'"Total":{len(items)}'.encode() in body
    assert {str(item["MaHoSo"]).count(".") for item in items if isinstance(item, dict)} == {1}
    assert len(items) > 10


def test_papers_are_of_the_days_before(folder: Path) -> None:
    text = (folder / "events.csv").read_text(encoding="utf-8")
    assert re.findall(r"\d{2}/\d{2}/2026", text) == ["12/03/2026", "16/03/2026", "16/03/2026"]
    answered = (folder / "feedback.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert any(line.endswith(" 16:00") for line in answered)
    assert any(line.endswith(",") for line in answered)


def test_every_file_imports_cleanly_and_twice_changes_nothing(folder: Path, tmp_path: Path) -> None:
    other_forms = {f"{name}.json": "dossiers" for name in ("feed/local", "feed/igate")}

    async def play() -> None:
        store, sealer = SqliteStore(tmp_path / "x.db"), Sealer(SECRET)
        await seed(store, NOW)
        for again in (False, True):
            for name, kind in KINDS.items():
                answer = await run_import(store, sealer, kind, folder / name, now=NOW)
                assert answer["rejected"] == [], name
                assert bool(answer["created"]) is not again, name
                assert not answer["updated"], name
        for name, kind in {"dossiers.json": "dossiers", **other_forms}.items():
            answer = await run_import(store, sealer, kind, folder / name, now=NOW)
            assert (answer["created"], answer["rejected"]) == (0, []), name
        await store.close()

    asyncio.run(play())


def test_another_process_writes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    """Sets of texts have another order in each process; nothing may follow it."""
    code = (
        "import sys; from datetime import date; from pathlib import Path; from bot.sample.write import sample;"
        f"sample(Path(sys.argv[1]), communes=6, dossiers=300, on=date({ON.year}, {ON.month}, {ON.day}))"
    )
    environment = {"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, env=environment)  # noqa: S603
    assert every_byte(tmp_path) == every_byte(folder)


def test_dossiers_are_made_one_by_one() -> None:
    """A million cost no more memory than the day that is being received."""
    units = found(12, ON, dice(1, "units"))
    people = by_unit(appoint(units, dice(1, "people")))
    receiving = Receiving(units, people, procedures(ON), ON, dice(1, "dossiers"))
    first = list(islice(receiving.receive(1_000_000), 3))
    assert len({dossier.code for dossier in first}) == 3
    assert len({civil_date(dossier.received_at) for dossier in first}) == 1
