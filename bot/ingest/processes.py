"""Which internal process (quy trình nội bộ) holds for a dossier: by code, version of the date of receipt, and case. Pure.

A procedure's process has versions: all steps with one `valid_from`. A dossier keeps the version in force on the date of
its receipt, as the law does where a new one leaves files received earlier to the old (`domain.md` §2.1), whatever is
imported later. A version without a date holds on the days that no dated one covers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from bot.ingest.columns import fold
from db.records import ProcedureStep

_GROUPS: Final = re.compile(r"(\d\.\d{6})\..+")

Steps = Sequence[ProcedureStep]


def two_groups(code: str) -> str:
    """The part of a TTHC code that is one all over the country.

    >>> two_groups("1.000948.H38"), two_groups("BTXH-07")
    ('1.000948', 'BTXH-07')
    """
    found = _GROUPS.fullmatch(code)
    return found[1] if found else code


def matching(code: str, known: Collection[str], alike: Sequence[str]) -> str | None:
    """The one of `known` codes that speaks for `code`: itself, the one of the whole country, or the only one alike.

    `alike` are those of the known ones with the same first two groups (`domain.md` §1.2). Of several provinces' variants
    none is guessed.
    """
    if code in known:
        return code
    general = two_groups(code)
    if general in known:
        return general
    return alike[0] if len(alike) == 1 else None


class Version:
    """One version of a process: its cases, each in order of phase and number."""

    def __init__(self, steps: Steps) -> None:
        self.steps = sorted(steps, key=lambda s: (s.case_name, s.phase, s.seq))
        self.valid_from = steps[0].valid_from
        ends = [s.valid_to for s in steps]
        told = [end for end in ends if end is not None]
        self.valid_to = max(told) if len(told) == len(ends) else None
        names = dict.fromkeys(step.case_name for step in self.steps)
        self.cases: dict[str, tuple[ProcedureStep, ...]] = {
            name: tuple(s for s in self.steps if s.case_name == name) for name in names
        }

    def covers(self, day: str) -> bool:
        """Whether it was in force on a day (ISO date)."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def case(self, name: str) -> Steps:
        """The steps of a case: the one of that name, else the usual one (without a name), else the shortest.

        Where only named cases are published and the source names none, the shortest reminds early rather than late.
        """
        wanted = fold(name) if name else ""
        for known, steps in self.cases.items():
            if wanted and fold(known) == wanted:
                return steps
        if "" in self.cases:
            return self.cases[""]
        return min(
            self.cases.values(),
            key=lambda steps: (sum(s.minutes for s in steps), steps[0].case_name),
        )


def in_force(versions: Iterable[Version], day: str) -> Version | None:
    """Of the versions that cover a day the one that began last."""
    return max((v for v in versions if v.covers(day)), key=lambda v: v.valid_from, default=None)


class Book:
    """All internal processes there are, to be asked for the one of a dossier. Versions are put in order when asked for."""

    def __init__(self, steps: Iterable[ProcedureStep]) -> None:
        self._steps: dict[str, list[ProcedureStep]] = defaultdict(list)
        for step in steps:
            self._steps[step.procedure_code].append(step)
        self._alike: dict[str, list[str]] = defaultdict(list)
        for code in sorted(self._steps):
            self._alike[two_groups(code)].append(code)
        self._versions: dict[str, list[Version]] = {}
        self._asked: dict[tuple[str, str, str], Steps] = {}

    @property
    def codes(self) -> list[str]:
        """The codes under which processes are kept, in order."""
        return sorted(self._steps)

    def versions(self, code: str) -> list[Version]:
        """The versions kept under a code, the undated one first, then by date."""
        if code not in self._versions:
            dated: dict[str, list[ProcedureStep]] = defaultdict(list)
            for step in self._steps.get(code, ()):
                dated[step.valid_from].append(step)
            self._versions[code] = [Version(steps) for _, steps in sorted(dated.items())]
        return self._versions[code]

    def code_for(self, code: str) -> str | None:
        """The code under which the process of a procedure is kept; None when there is none."""
        return matching(code, self._steps, self._alike.get(two_groups(code), ()))

    def version(self, code: str, day: str) -> Version | None:
        """What was in force for a procedure on the day (ISO date) of a receipt; None when nothing was."""
        known = self.code_for(code)
        return in_force(self.versions(known), day) if known is not None else None

    def steps(self, code: str, day: str, case: str = "") -> Steps:
        """The steps for a dossier of a procedure received on a day (ISO date), in order; empty when none are known."""
        asked = (code, day, case)
        if asked not in self._asked:
            found = self.version(code, day)
            self._asked[asked] = found.case(case) if found is not None else ()
        return self._asked[asked]
