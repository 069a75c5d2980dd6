"""What stands beside the dossiers: the README and its commands, the papers, the rows that are wrong on purpose."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from bot.cli.importing import KINDS as IMPORTED
from bot.engine import Engine
from bot.ingest.feed import STORE, unwrap
from bot.ingest.importing import run_import
from bot.ingest.receiving import receive_dossiers
from bot.sample.pushes import SESSION
from bot.sample.readme import KINDS
from bot.sample.write import sample
from bot.seed import seed
from db.sealing import Sealer
from db.sqlite import SqliteStore
from schedules.civil import at
from tests.stories.stage import SECRET

ON = date(2026, 3, 17)
NOW = at(ON, "06:00")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sample."""
    found = tmp_path_factory.mktemp("tinh")
    sample(found, communes=6, dossiers=300, on=ON)
    return found


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
    found = sorted((folder / "feed").glob("[012]*.json"))
    wrapped = [path for path in found if "-envelope-" in path.name]
    assert len(found) > len(wrapped) > 5
    for path in found:
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
