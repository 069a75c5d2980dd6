"""How often Python looks for garbage in cycles: seldom, for what comes by the thousand holds none."""

from __future__ import annotations

import gc
from typing import Final

NEW_OBJECTS: Final = (
    20_000  # between two looks at the youngest; Python's own 700 pass with a few dozen dossiers
)


def settle() -> None:
    """To be called when everything that stays has been made: directory, templates and libraries are not looked through again."""
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
