"""Dossier codes of both generations: `000.00.12.H01-260305-0003` and `H01.12-260305-0003` name one body, day and serial.

Source: Decision 20/2020/QĐ-TTg turned the order of the groups round and left empty ones out (domain reference, 1.2).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_OLD: Final = re.compile(r"(\d{3})\.(\d{2})\.(\d{2})\.([A-Z]\d{2})(-\d{6}-\d{3,6})")
_NEW: Final = re.compile(r"([A-Z]\d{2})((?:\.\d{2}){0,2}(?:\.\d{3})?)(-\d{6}-\d{3,6})")


def other_body(code: str) -> str | None:
    """The code of a body in the other generation, or None: `000.00.12.H01` and `H01.12`."""
    twin = other_generation(f"{code}-000000-000")
    return twin.partition("-")[0] if twin else None


@lru_cache(maxsize=4_096)  # asked several times about each code of a batch
def other_generation(code: str) -> str | None:
    """The same code in the other generation, or None where it has none.

    >>> other_generation("000.00.12.H01-260305-0003"), other_generation("H01.12.34-260305-0003")
    ('H01.12-260305-0003', '000.34.12.H01-260305-0003')
    """
    if old := _OLD.fullmatch(code):
        fourth, third, second, first, rest = old.groups()
        groups = [second, third, fourth]
        while groups and not groups[-1].strip("0"):
            groups.pop()
        return ".".join([first, *groups]) + rest
    if new := _NEW.fullmatch(code):
        groups = new[2].split(".")[1:]
        usual = len(groups) == 3 or all(len(group) == 2 for group in groups)
        if usual and (not groups or groups[-1].strip("0")):  # an empty last group is left out
            second, third, fourth = groups + ["00", "00", "000"][len(groups) :]
            return f"{fourth}.{third}.{second}.{new[1]}{new[3]}"
    return None
