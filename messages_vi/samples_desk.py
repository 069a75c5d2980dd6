"""Samples of the desk of reports and of faults of the data, for `messages_vi.samples`."""

from __future__ import annotations

from typing import Any, Final

from db.words import BlockReason
from messages_vi import doubts, labels
from messages_vi.context import ItemView, PersonView, RollView

DUE: Final = 1742203800
SENT: Final = 1742177700
_WINDOW: Final = "số liệu từ 15/12/2024 đến 14/3/2025"


def roll(missing: int = 3) -> RollView:
    """An occurrence of fifteen communes."""
    names = ("UBND xã Mẫu Một", "UBND xã Mẫu Hai", "UBND phường Mẫu Ba")
    return RollView(
        code="R17-2025-Q1",
        title="Báo cáo định kỳ quý về kiểm soát thủ tục hành chính, quý I năm 2025",
        due=DUE,
        due_precision="date",
        window=_WINDOW,
        source="Quyết định số 242/QĐ-UBND",
        to_unit="UBND tỉnh Mẫu",
        owing=15,
        handed_in=15 - missing,
        sent=2,
        confirmed=13 - missing,
        missing=missing,
        late=0,
        blocked=1 if missing else 0,
        cancelled=0,
        names=[
            {
                "number": n,
                "name": name,
                "stuck": n == 2,
                "reason": labels.BLOCK_REASONS[BlockReason.SIGNATURE] if n == 2 else "",
            }
            for n, name in enumerate(names[:missing], start=1)
        ],
        more=0,
        first=0,
        over=False,
    )


def state(person: PersonView, missing: int = 3) -> dict[str, Any]:
    """The receiving side is told of an occurrence."""
    return {"person": person, "roll": roll(missing)}


def desk_reply(person: PersonView, item: ItemView) -> dict[str, Any]:
    """What a reply of the desk is told; names that it does not need are there too."""
    what, mend = doubts.doubt_words("holder_several", {"holder": "Trần Mẫu Lan", "people": 2})
    return {
        "person": person,
        "item": item,
        "roll": roll(),
        "rolls": [{**roll(), "number": 1}, {**roll(0), "number": 2, "code": "R19-2025-Q1"}],
        "n": 7,
        "more": 1,
        "reached": 2,
        "lately": 1,
        "unheard": ["UBND xã Mẫu Hai"],
        "names": ["UBND xã Mẫu Một", "UBND xã Mẫu Mười"],
        "name": "Trần Mẫu Lan",
        "example": "đã nhận báo cáo UBND xã Mẫu Một",
        "title": roll()["title"],
        "confirmed": ["UBND xã Mẫu Một"],
        "rejected": ["UBND xã Mẫu Hai"],
        "unchanged": [],
        "when": SENT,
        "undo_until": SENT + 900,
        "draft": {
            "code": "DX12",
            "name": "Báo cáo nhanh tình hình giải quyết hồ sơ đất đai",
            "window": _WINDOW,
            "due": DUE,
            "due_precision": "time",
            "units": 102,
            "names": ["UBND xã Mẫu Một", "UBND xã Mẫu Hai"],
            "to_unit": "UBND tỉnh Mẫu",
            "source": "Công văn số 12/UBND-KSTT",
        },
        "asks": "due",
        "problem": labels.text(labels.DRAFT_WORDS["due_past"]),
        "nobody": ["UBND xã Mẫu Hai"],
        "issue": labels.text(labels.ISSUE),
        "code": "DX12",
        "sender": "Vũ Thị Minh Họa",
        "old_due": SENT,
        "old_precision": "date",
        "due": DUE,
        "due_precision": "time",
        "faults": [
            {"number": 1, "code": "H01.25.10-250317-0001", "more": 3, "what": what},
            {"number": 2, "code": "H01.25.10-250317-0002", "more": 0, "what": what},
        ],
        "fault": {"code": "H01.25.10-250317-0001", "what": what, "mend": mend},
        "unit": {"name": "UBND xã Mẫu"},
        "people": [
            {"number": 1, "name": "Trần Mẫu Lan", "title": "Một cửa"},
            {"number": 2, "name": "Trần Mẫu Lan", "title": "Tư pháp – Hộ tịch"},
        ],
        "meant": {"name": "Trần Mẫu Lan", "title": "Một cửa"},
        "checked": labels.text(labels.CHECKED),
        "why": labels.text(labels.CHECKED),
    }
