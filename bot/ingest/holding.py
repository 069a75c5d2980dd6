"""Whether others have an item than before, by what its source says now. Pure."""

from __future__ import annotations

from enum import Enum
from typing import Any

import msgspec

from bot.ingest.shapes import Wish
from db.records import WorkItem


class Handover(Enum):
    """What another word of the source about the holders means for an item."""

    NONE = "none"
    ORDER = "order"  # the assignee stays in it and nobody is new to it, or the same people in another order
    JOINED = "joined"  # the assignee stays in it and others come: what was answered stays
    WHOLE = "whole"  # in other hands


def takes_over(item: WorkItem, wish: Wish) -> Handover:
    """Compare the holders an item has with those it should have.

    A source that names nobody any more leaves it where it is. One that now names somebody who cannot be made out takes it
    out of the hands it was in – once: whoever it was given to since keeps it until the source says something else.
    """
    present, wanted = item.holder_ids(), wish.holder_ids()
    if not wanted:
        said = _unclear(wish.derivation)
        taken = bool(present) and said is not None and said != _unclear(item.derivation)
        return Handover.WHOLE if taken else Handover.NONE
    if present == wanted:
        return Handover.NONE
    if set(present) == set(wanted):
        return Handover.ORDER
    if not present or present[0] not in wanted:
        return Handover.WHOLE
    return Handover.ORDER if set(wanted) < set(present) else Handover.JOINED


def _unclear(derivation: str) -> Any:
    if '"holder"' not in derivation:
        return None
    return msgspec.json.decode(derivation, type=dict[str, Any]).get("holder")
