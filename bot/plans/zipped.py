"""Office files are zip archives: what they would unpack to is weighed before anything is unpacked."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

from bot.plans.errors import UnreadablePlan
from messages_vi import plans as words

_MOST_MEMBERS: Final = 5_000
_LARGEST_PART: Final = 60 * 1024 * 1024  # bytes unpacked, of one member that is read
_LARGEST_WHOLE: Final = 400 * 1024 * 1024


def members(path: Path) -> frozenset[str]:
    """The names in the archive. Raises `UnreadablePlan` when it is broken, locked, or would unpack to too much."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise UnreadablePlan(path, words.BROKEN) from None
    if any(info.flag_bits & 1 for info in infos):
        raise UnreadablePlan(path, words.LOCKED)
    read = [info.file_size for info in infos if info.filename.endswith((".xml", ".rels"))]
    if (
        len(infos) > _MOST_MEMBERS
        or max(read, default=0) > _LARGEST_PART
        or sum(info.file_size for info in infos) > _LARGEST_WHOLE
    ):
        raise UnreadablePlan(path, words.BOMB)
    return frozenset(info.filename for info in infos)
