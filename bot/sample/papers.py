"""What the sample has beside dossiers: reporting duties, a publication chain, citizens' feedback."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

import msgspec

from bot.sample.organisation import SampleUnit
from db.words import Level
from schedules.calendar import official_calendar
from schedules.chains import standard_duties

Texts = Mapping[str, str]
REPORT_COLUMNS: Final = (
    "code", "name", "rule", "from_units", "to_unit", "data_window", "source", "valid_from", "valid_to",
)  # fmt: skip
ANSWERED: Final = 0.7
_SUBJECTS: Final = (
    "Phản ánh về thời gian chờ tại bộ phận Một cửa (Mẫu)",
    "Kiến nghị về giờ tiếp nhận hồ sơ (Mẫu)",
    "Phản ánh hồ sơ đất đai chậm trả kết quả (Mẫu)",
    "Kiến nghị niêm yết công khai phí, lệ phí (Mẫu)",
    "Phản ánh không tra cứu được tình trạng hồ sơ (Mẫu)",
)
_PUBLISHED: Final = (
    # event, ref, working days before the day of the sample, title
    (
        "Quyết định công bố thủ tục hành chính", "01/QĐ-BTP-MAU", 3,
        "Thủ tục hành chính mẫu trong lĩnh vực hộ tịch",
    ),
    (
        "Chủ tịch ký công bố", "11/QĐ-UBND-MAU", 1,
        "Công bố theo Quyết định 01/QĐ-BTP-MAU",
    ),
    (
        "Quyết định công bố thủ tục hành chính", "02/QĐ-BTP-MAU", 1,
        "Thủ tục hành chính mẫu trong lĩnh vực chứng thực, có lấy ý kiến cấp xã",
    ),
)  # fmt: skip


def report_rows(on: date) -> Iterator[Texts]:
    """Yield reports.csv: the standing duties in force on a day, and one of the sample's own."""
    for duty in standard_duties():
        if (duty.valid_from or "") <= on.isoformat() <= (duty.valid_to or "9999"):
            row = msgspec.structs.asdict(duty)
            yield {name: row[name] or "" for name in REPORT_COLUMNS}
    yield {
        "code": "MAU-01",
        "name": "Báo cáo nhanh hồ sơ quá hạn (Mẫu)",
        "rule": '{"kind": "recurring", "every": "month", "day": 28, "inclusive": true}',
        "from_units": "so",
        "to_unit": "tinh",
        "data_window": "",
        "source": "Công văn mẫu",
        "valid_from": "",
        "valid_to": "",
    }


def event_rows(units: list[SampleUnit], on: date) -> Iterator[Texts]:
    """Yield events.csv: two decisions of a ministry, and the signature that the first of them has led to."""
    calendar = official_calendar()
    justice = next(unit for unit in units if unit.place == "Sở Tư pháp")
    for event, ref, days, title in _PUBLISHED:
        day = calendar.working_day_back(on - timedelta(days=1), days - 1)
        yield {
            "event": event,
            "ref": ref,
            "date": f"{day:%d/%m/%Y}",
            "unit": justice.code,
            "title": title,
        }


def feedback_rows(
    units: list[SampleUnit], on: date, count: int, rng: random.Random
) -> Iterator[Texts]:
    """Yield feedback.csv: received over the last twenty days, most answered, some not although ten days have passed."""
    handling = [unit for unit in units if unit.level in {Level.XA, Level.SO}]
    for number in range(1, count + 1):
        day = on - timedelta(days=rng.randrange(1, 21))
        answer = day + timedelta(days=rng.randrange(1, 10))
        answered = rng.random() < ANSWERED and answer < on
        yield {
            "code": f"PAKN-{on:%Y}-{number:05}",
            "received_at": f"{day:%d/%m/%Y} {rng.randrange(7, 17):02}:{rng.randrange(60):02}",
            "unit": rng.choice(handling).code,
            "title": rng.choice(_SUBJECTS),
            "answered_at": f"{answer:%d/%m/%Y} 16:00" if answered else "",
        }
