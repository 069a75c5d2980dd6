"""`sample`: writes a made-up province as the files that `import` reads, and the feeds as they would really arrive."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, closing
from datetime import date, timedelta
from pathlib import Path

from bot.sample import broken, forms, items, papers
from bot.sample.dossiers import MORNING, Receiving, SampleDossier
from bot.sample.files import JsonFile, TableFile, write_json
from bot.sample.organisation import SampleUnit, found
from bot.sample.people import SamplePerson, appoint, by_unit
from bot.sample.procedures import procedures
from bot.sample.pushes import SESSION, Day
from bot.sample.readme import readme
from bot.sample.truth import Truth
from bot.sample.walk import DUTY, RECEIVED, SUPPLEMENT, WAITING, WORKING
from schedules.calendar import official_calendar
from schedules.civil import at
from schedules.errors import RejectedInput

REPEATED = 0.02  # share of progress rows that are sent twice
SHUFFLED = 0.05  # share of dossiers whose progress rows come out of order
FEEDBACK_SHARE = 50  # dossiers for each feedback
_IN_HAND = {WAITING, RECEIVED, WORKING, SUPPLEMENT, DUTY}


def sample(
    directory: Path,
    communes: int = 102,
    dossiers: int = 5000,
    seed: int = 1,
    *,
    on: date,
) -> dict[str, int]:
    """Write the province into `directory` and return how many rows each file has.

    README.txt names the files. `on` decides the organisation (districts until 30/06/2025) and is the morning whose state
    is shown; `feed/` is the working day before. The same arguments give the same bytes; the organisation does not depend on
    `dossiers`. Memory holds no more than a day's dossiers. Raises `RejectedInput` for a count out of range or a day outside
    the calendar.

    >>> sample(Path("an-mau"), communes=12, dossiers=300, on=date(2025, 3, 17))
    """
    if not 1 <= communes <= 10_000:
        raise RejectedInput("communes", communes, "give 1 to 10000")
    if dossiers < 0:
        raise RejectedInput("dossiers", dossiers, "give 0 or more")
    units = found(communes, on, dice(seed, "units"))
    people = appoint(units, dice(seed, "people"))
    day = official_calendar().working_day_back(on - timedelta(days=1))
    counts = _organisation(directory, units, people, on)
    writing = _Dossiers(directory, units, people, on, seed, day)
    counts |= writing.write(dossiers)
    counts |= _papers(directory, units, on, dossiers // FEEDBACK_SHARE, seed)
    rows = broken.broken_rows(units, on)
    _write_broken(directory, rows)
    asked = {"communes": communes, "dossiers": dossiers, "seed": seed}
    text = readme(on, day, asked, counts, rows, SESSION)
    (directory / "README.txt").write_text(text, encoding="utf-8")
    return counts


def dice(seed: int, purpose: str) -> random.Random:
    """Return a generator of its own for each purpose, so that more dossiers do not rename the people."""
    return random.Random(f"{seed}:{purpose}")  # noqa: S311 – repeatable, not secret


def _organisation(
    directory: Path, units: list[SampleUnit], people: list[SamplePerson], on: date
) -> dict[str, int]:
    steps = [row for procedure in procedures(on) for row in forms.step_rows(procedure, units)]
    directory.mkdir(parents=True, exist_ok=True)
    return {
        "units": _table(directory / "units.csv", map(forms.unit_row, units)),
        "people": _table(directory / "people.csv", map(forms.person_row, people)),
        "procedures": _table(directory / "procedures.csv", steps),
    }


def _papers(
    directory: Path, units: list[SampleUnit], on: date, feedback: int, seed: int
) -> dict[str, int]:
    answers = papers.feedback_rows(units, on, max(feedback, 3), dice(seed, "feedback"))
    return {
        "reports": _table(directory / "reports.csv", papers.report_rows(on)),
        "events": _table(directory / "events.csv", papers.event_rows(units, on)),
        "feedback": _table(directory / "feedback.csv", answers),
    }


def _table(path: Path, rows: Iterable[Mapping[str, str]]) -> int:
    with closing(TableFile(path)) as file:
        for row in rows:
            file.write(row)
        return file.rows


def _write_broken(directory: Path, rows: list[broken.Broken]) -> None:
    with (directory / "broken.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(broken.HEADER)
        writer.writerows(row.cells for row in rows)
    write_json(directory / "feed" / "broken.json", broken.broken_items(rows))


class _Dossiers:
    """Writes all files that tell of dossiers in one pass."""

    def __init__(
        self,
        directory: Path,
        units: list[SampleUnit],
        people: list[SamplePerson],
        on: date,
        seed: int,
        day: date,
    ) -> None:
        self._directory = directory
        self._now = at(on, MORNING)
        staff = by_unit(people)
        self._receiving = Receiving(units, staff, procedures(on), on, dice(seed, "dossiers"))
        self._truth = Truth(people, self._now)
        self._day = Day(day, dice(seed, "feed"))
        self._order = dice(seed, "progress")

    def write(self, count: int) -> dict[str, int]:
        """Write `count` dossiers; how many rows each file has."""
        feed = self._directory / "feed"
        feed.mkdir(exist_ok=True)
        for old in feed.glob("*.json"):  # of another sample: its requests have other names
            old.unlink()
        with ExitStack() as stack:
            files = {name: stack.enter_context(closing(TableFile(self._directory / f"{name}.csv"))) for name in ("dossiers", "truth")}  # fmt: skip
            arrays = {
                name: stack.enter_context(closing(JsonFile(self._directory / f"{name}.json")))
                for name in ("dossiers", "progress", "feed/local")
            }
            pulled = stack.enter_context(closing(JsonFile(feed / "igate.json", around='{"Data":')))
            for dossier in self._receiving.receive(count):
                files["dossiers"].write(forms.dossier_row(dossier))
                self._tell(dossier, arrays, pulled)
                for row in self._truth.of(dossier):
                    files["truth"].write(row)
        counts: Counter[str] = Counter(dossiers=files["dossiers"].rows)
        counts["progress"] = arrays["progress"].rows
        counts["truth"] = files["truth"].rows
        for push in self._day.pushes():
            write_json(feed / push.name, push.body)
            counts["pushes"] += 1
        return dict(counts)

    def _tell(
        self, dossier: SampleDossier, arrays: Mapping[str, JsonFile], pulled: JsonFile
    ) -> None:
        local = items.local_item(dossier, self._now)
        arrays["dossiers"].write(local)
        if dossier.walk.status in _IN_HAND:
            arrays["feed/local"].write(local)
        if not dossier.unit.kind:
            pulled.write(items.pulled_item(dossier, self._now))
        rows = [item for _, item in items.progress_items(dossier)]
        if self._order.random() < SHUFFLED:
            self._order.shuffle(rows)
        for row in rows:
            arrays["progress"].write(row)
            if self._order.random() < REPEATED:
                arrays["progress"].write(row)
        self._day.add(dossier)
