"""TrangThaiHoSo: the ten statuses of a dossier, their words, and what a distorted one really stands for."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from bot.ingest.columns import fold
from bot.ingest.rows import ProgressRow
from messages_vi.feeds import OWN_MARK

FINISHED: Final = 9

# The first word of each is the official one (domain reference, 1.3), the others are met in exports.
STATUS_WORDS: Final[dict[int, tuple[str, ...]]] = {
    1: ("Mới đăng ký", "Chờ tiếp nhận"),
    2: ("Được tiếp nhận", "Đã tiếp nhận", "Mới tiếp nhận", "Tiếp nhận"),
    3: ("Không được tiếp nhận", "Từ chối tiếp nhận", "Không tiếp nhận", "Từ chối"),
    4: ("Đang xử lý", "Đang giải quyết", "Đang thụ lý"),
    5: ("Yêu cầu bổ sung giấy tờ", "Yêu cầu bổ sung", "Chờ bổ sung", "Chờ công dân bổ sung"),
    6: (
        "Yêu cầu thực hiện nghĩa vụ tài chính",
        "Thực hiện nghĩa vụ tài chính",
        "Chờ thực hiện nghĩa vụ tài chính",
        "Chờ nghĩa vụ tài chính",
        "Chờ NVTC",
    ),
    7: ("Công dân yêu cầu rút hồ sơ", "Yêu cầu rút hồ sơ", "Rút hồ sơ", "Đã rút"),
    8: ("Dừng xử lý", "Dừng giải quyết"),
    9: ("Đã xử lý xong", "Đã xử lý", "Xử lý xong", "Đã giải quyết", "Đã có kết quả"),
    10: ("Đã trả kết quả", "Đã trả", "Trả kết quả"),
}
STATUS_CODES: Final[dict[str, int]] = {
    fold(word): code for code, words in STATUS_WORDS.items() for word in words
}

NO_STATUSES: Final[Mapping[str, int]] = MappingProxyType({})


@lru_cache
def statuses_of(source: str) -> Mapping[str, int]:
    """Return what the words and numbers of a source mean: those of `statuses.csv` for all (`*`) and for this source.

    The keys are folded (`fold`), the values 1 to 10.
    """
    with (files(__package__) / "statuses.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    chosen = [row for wanted in ("*", source) for row in rows if row["source"] == wanted]
    return MappingProxyType({fold(row["given"]): int(row["status"]) for row in chosen})


def meanings(source: str, own: Mapping[str, int]) -> Mapping[str, int]:
    """Return the same with an operator's `own` table going before; its keys are as the sender writes them."""
    return {**statuses_of(source), **{fold(given): status for given, status in own.items()}}


# Senders report a stopped clock (5, 6, 8) and a withdrawal (7) as "finished" (9), and give themselves away by the text
# of a row they add. Texts of rows 5 and 6: domain reference, 1.6; of 7 and 8: the names of the statuses.
_TRUE_STATUS: Final = {
    "trahosobosung": 5,
    "yeucaubosung": 5,
    "thuchiennvtc": 6,
    "nghiavutaichinh": 6,
    "ruthoso": 7,
    "dungxuly": 8,
    "dunggiaiquyet": 8,
}


def true_status(status: int, text: str) -> int:
    """Return the status a progress row really stands for: the text rule comes before the status rule.

    `true_status(9, "Cán bộ trả hồ sơ bổ sung")` is 5. Source: domain reference, fact 4 and section 1.6.
    """
    if status != FINISHED:
        return status
    folded = fold(text)
    return next((true for words, true in _TRUE_STATUS.items() if words in folded), status)


def is_our_own(text: str) -> bool:
    """Whether a progress row is what we told a connector, come back by another feed: a claim is no fact for having gone
    round (`bot.ingest.told_claims`)."""
    return OWN_MARK in text


def settled_status(status: int, progress: Iterable[ProgressRow]) -> int:
    """Return the status of a dossier whose sender says `status`, given its progress rows in any order.

    A dossier reported as finished whose latest row says otherwise waits for the citizen (5, 6) or has ended (7, 8).
    """
    latest = max(progress, key=lambda row: row.at, default=None)
    if status != FINISHED or latest is None or latest.status not in {5, 6, 7, 8}:
        return status
    return latest.status
