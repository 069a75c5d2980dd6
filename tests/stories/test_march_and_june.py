"""Whole months of reports against a table worked out by hand: who hears of what on which day at which hour – and who not.

The table knows weekdays and dates only. In March and June of 2025 there are no holidays; the district reports on behalf
of its communes until 30/06/2025, from July on communes report to the province themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from pathlib import Path

from tests.stories.props import heard, keep_in_touch
from tests.stories.stage import PEOPLE, UNITS, Stage, staged

Instants = str  # `Mon 10 07:30, Wed 12 08:00, …`; `daily 19-28` are the working days from 19 to 28 at 07:30
Table = Mapping[str, Mapping[str, Instants]]  # code → person → when that person hears of it

# A report due on day D: the holder hears at 07:30 five working days before, at 08:00 three and one before and on the
# day, at the opening after it (07:00), and from the second working day on each morning, ten times. The head hears the
# morning before, after two hours of silence, and at the opening after. After four hours the coordinator hears, of the
# next office above where the holder is one (14:00). The receiving side hears the first working day after at 07:30, the
# leader the second. A holder is never told of their own silence.
MARCH: Table = {
    "P05-2025-03": {  # Wednesday 5; the service starts on the 1st, two of its reminders lie in February
        "an": "Tue 4 08:00, Wed 5 08:00, Thu 6 07:00, daily 7-20",
        "quy": "Fri 7 07:30",
    },
    "R17-2025-Q1": {  # Monday 17, the two communes to the district
        **dict.fromkeys(
            ("lan", "nam"),
            "Mon 10 07:30, Wed 12 08:00, Fri 14 08:00, Mon 17 08:00, Tue 18 07:00, daily 19-31",
        ),
        **dict.fromkeys(("binh", "duc"), "Fri 14 07:30, Mon 17 10:00, Tue 18 07:00"),
        "tam": "Mon 17 14:00, Tue 18 07:30",
        "chi": "Wed 19 07:30",
    },
    **{
        code: {  # Wednesday 19, district and department to the province
            **dict.fromkeys(
                ("tam", "son"),
                "Wed 12 07:30, Fri 14 08:00, Tue 18 08:00, Wed 19 08:00, Thu 20 07:00, daily 21-31",
            ),
            "chi": "Tue 18 07:30, Wed 19 10:00, Thu 20 07:00, Fri 21 07:30",  # head and leader
            "an": "Wed 19 14:00, Thu 20 07:30",
            "quy": "Fri 21 07:30",
        }
        for code in ("R19-2025-Q1", "R19b-2025-Q1")
    },
    "R22-2025-03": {  # before Saturday 22: Friday 21
        **dict.fromkeys(
            ("tam", "son"),
            "Fri 14 07:30, Tue 18 08:00, Thu 20 08:00, Fri 21 08:00, Mon 24 07:00, daily 25-31",
        ),
        "chi": "Thu 20 07:30, Fri 21 10:00, Mon 24 07:00, Tue 25 07:30",
        "an": "Fri 21 14:00, Mon 24 07:30",
        "quy": "Tue 25 07:30",
    },
}
JUNE: Table = {
    "P05-2025-06": {  # Thursday 5
        "an": "Mon 2 08:00, Wed 4 08:00, Thu 5 08:00, Fri 6 07:00, daily 9-20",
        "quy": "Mon 9 07:30",
    },
    "R17-2025-Q2": {  # Tuesday 17
        **dict.fromkeys(
            ("lan", "nam"),
            "Tue 10 07:30, Thu 12 08:00, Mon 16 08:00, Tue 17 08:00, Wed 18 07:00, daily 19-30",
        ),
        **dict.fromkeys(("binh", "duc"), "Mon 16 07:30, Tue 17 10:00, Wed 18 07:00"),
        "tam": "Tue 17 14:00, Wed 18 07:30",
        "chi": "Thu 19 07:30",
    },
    **{
        code: {  # Thursday 19
            **dict.fromkeys(
                ("tam", "son"),
                "Thu 12 07:30, Mon 16 08:00, Wed 18 08:00, Thu 19 08:00, Fri 20 07:00, daily 23-30",
            ),
            "chi": "Wed 18 07:30, Thu 19 10:00, Fri 20 07:00, Mon 23 07:30",
            "an": "Thu 19 14:00, Fri 20 07:30",
            "quy": "Mon 23 07:30",
        }
        for code in ("R19-2025-Q2", "R19b-2025-Q2")
    },
    "R22-2025-06": {  # before Sunday 22: Saturday 21; the last working day before it is Friday 20
        **dict.fromkeys(
            ("tam", "son"),
            "Fri 13 07:30, Tue 17 08:00, Thu 19 08:00, Fri 20 08:00, Mon 23 07:00, daily 24-30",
        ),
        "chi": "Thu 19 07:30, Fri 20 10:00, Mon 23 07:00, Tue 24 07:30",
        "an": "Fri 20 14:00, Mon 23 07:30",
        "quy": "Tue 24 07:30",
    },
}
JULY: Table = {
    "P05-2025-07": {  # Saturday 5; the last working day before it is Friday 4
        "an": "Tue 1 08:00, Thu 3 08:00, Fri 4 08:00, Mon 7 07:00, daily 8-21",
        "quy": "Tue 8 07:30",
    },
    "R22-2025-07": {  # before Tuesday 22: Monday 21; communes and departments to the province
        **dict.fromkeys(
            ("lan", "nam", "son"),
            "Mon 14 07:30, Wed 16 08:00, Fri 18 08:00, Mon 21 08:00, Tue 22 07:00, daily 23-31",
        ),
        **dict.fromkeys(("binh", "duc"), "Fri 18 07:30, Mon 21 10:00, Tue 22 07:00"),
        "an": "Mon 21 14:00, Tue 22 07:30",
        "quy": "Wed 23 07:30",
    },
    **{code: {} for code in ("R17-2025-Q3", "R19-2025-Q3", "R22-2025-08")},
}
# The same March when every holder says "Đã xong" to the first reminder: the receiving side is asked to confirm in the
# digest of that very moment (or at 16:00), and nobody else hears a word.
MARCH_ANSWERED: Table = {
    "P05-2025-03": {"an": "Tue 4 08:00"},
    "R17-2025-Q1": dict.fromkeys(("lan", "nam", "tam"), "Mon 10 07:30"),
    **dict.fromkeys(
        ("R19-2025-Q1", "R19b-2025-Q1"), dict.fromkeys(("tam", "son", "an"), "Wed 12 07:30")
    ),
    "R22-2025-03": dict.fromkeys(("tam", "son", "an"), "Fri 14 07:30"),
}


def _instants(words: Instants, month: int) -> list[str]:
    found: list[str] = []
    for part in words.split(", ") if words else ():
        if part.startswith("daily "):
            first, last = (int(day) for day in part.removeprefix("daily ").split("-"))
            days = [d for d in range(first, last + 1) if date(2025, month, d).weekday() < 5]
            found += [f"{day}/{month} 07:30" for day in days]
            continue
        weekday, day, hour = part.split()
        assert f"{date(2025, month, int(day)):%a}" == weekday, f"the table errs: {part} of {month}"
        found.append(f"{day}/{month} {hour}")
    return found


def _compare(stage: Stage, table: Table, month: int) -> None:
    """Everything heard in the month, every hour of it, is what the table says; repeated words of an instant count once."""
    for code, (name, *_) in product(table, PEOPLE):
        told = [at for at in dict.fromkeys(heard(stage, name, code)) if f"/{month} " in at]
        assert told == _instants(table[code].get(name, ""), month), (code, name)


async def _nobody_answers(stage: Stage, month: int, mornings: Sequence[int]) -> None:
    """The month runs through; now and then everybody opens the account's page, and says nothing."""
    for day in mornings:
        await stage.until(f"{day}/{month}/2025 06:00")
        await keep_in_touch(stage)
    await stage.until(f"{mornings[-1]}/{month}/2025 23:59")


async def test_march_when_nobody_answers(tmp_path: Path) -> None:
    async with staged(tmp_path, "1/3/2025 00:00") as stage:
        await _nobody_answers(stage, 3, (6, 12, 18, 24, 31))
        _compare(stage, MARCH, 3)


async def test_june_when_nobody_answers(tmp_path: Path) -> None:
    async with staged(tmp_path, "1/6/2025 00:00") as stage:
        await _nobody_answers(stage, 6, (6, 12, 18, 24, 30))
        _compare(stage, JUNE, 6)


async def test_march_when_everybody_answers_the_first_reminder(tmp_path: Path) -> None:
    async with staged(tmp_path, "3/3/2025 12:00") as stage:  # a Monday
        for day, hour in product(range(4, 32), ("07:30", "08:00", "16:30")):
            await stage.until(f"{day}/3/2025 {hour}")
            await _everybody_is_done(stage)
            if hour == "07:30" and day % 6 == 0:
                await keep_in_touch(stage)
        _compare(stage, MARCH_ANSWERED, 3)
        for name, *_ in PEOPLE:
            assert heard(stage, name, "chưa có phản hồi") == heard(stage, name, "đã hết hạn") == []


async def _everybody_is_done(stage: Stage) -> None:
    for name, *_ in PEOPLE:
        for message in stage.unread(name):
            offered = {button.title for button in message.buttons}
            for title in offered & {"Đã xong", "Đã xong tất cả"}:
                await stage.phone(name).taps(title, message)
        stage.all_read(name)
    await stage.settle()
    stage.all_read()


async def test_in_july_communes_report_to_the_province_and_no_longer_to_the_district(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "30/6/2025 23:00") as stage:
        await stage.settle()
        stage.clock.jump_to(stage.clock.now() + 3600)  # the first of July
        columns = ("code", "name", "level", "parent", "valid_to")
        new = [
            (code, name, level, "" if level == "tinh" else "T", "2025-06-30" * (level == "huyen"))
            for code, name, level, _ in UNITS
        ]
        await stage.load("units", columns, new)
        await _nobody_answers(stage, 7, (1, 7, 13, 19, 25, 31))
        _compare(stage, JULY, 7)
        item = await stage.item("R22-2025-07", "X1")
        directory = stage.service.engine.snapshot.directory
        assert directory.units[item.to_unit_id or 0].code == "T"
        for name in ("tam", "chi"):  # what the district still owes is of June
            assert heard(stage, name, "2025-07") == heard(stage, name, "2025-W28") == []
