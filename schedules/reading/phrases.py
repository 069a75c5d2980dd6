"""A phrase: what belongs to one deadline, gathered into one place whatever the order it was said in."""

from __future__ import annotations

from dataclasses import dataclass

from schedules.reading.atoms import Day, Is, Span

When = Day | Span | int | str


@dataclass
class Phrase:
    """One deadline as it was said. `join` is what stands before it: how it hangs on the one before."""

    start: int
    end: int
    join: Is | None = None
    exclusive: bool = False
    governed: bool = False  # some word said how it is meant
    starts: bool = False  # từ: it begins then
    stated: bool = False  # tức ngày: it takes the place of what was said before
    when: When | None = None
    since: When | None = None  # the beginning of a range
    until: When | None = None  # the end of something that repeats
    time: str | None = None
    weekday: int | None = None
    weekdays: bool = False  # from one weekday to another
    nth: int | None = None
    every: tuple[tuple[str, int], ...] = ()
    which: int | str | None = None
    part: str | None = None
    part_of: str | None = None
    window: tuple[int, int] | None = None
    times: tuple[int, str, bool, int | None] | None = None
    measure: tuple[int, str] | None = None
    back: bool = False  # the measure is counted back from its event
    event: tuple[int, int] | None = None
    event_date: Day | None = None
    word: Is | None = None  # ongoing, on request, external, vague
    condition: tuple[int, int] | None = None
    before: tuple[int, int] = (0, 0)  # the words in front of it: for whom, or what
    of_a_year: bool = False  # these words name the report of a year or a half

    @property
    def empty(self) -> bool:
        """Whether nothing was said yet."""
        parts = (
            self.when,
            self.since,
            self.weekday,
            self.every,
            self.which,
            self.times,
            self.measure,
            self.word,
        )
        return not any(part is not None and part != () for part in parts) and not (
            self.part_of or self.event or self.window or self.time
        )

    @property
    def only_every(self) -> bool:
        """Whether it says how often, and nothing about the day."""
        rest = (self.when, self.since, self.weekday, self.which, self.part)
        return bool(self.every) and all(part is None for part in rest)

    @property
    def is_period(self) -> bool:
        """Whether it is one stretch of the calendar that does not come again."""
        return isinstance(self.when, Span) and not self.every and self.since is None

    def cover(self, other: Phrase) -> None:
        """Take the words of a phrase in that was merged into this one."""
        self.start, self.end = min(self.start, other.start), max(self.end, other.end)
