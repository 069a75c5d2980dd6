"""The tree of errors, drawn once; each branch is something the caller can do about it.

NhacViecError                 root of everything the service raises on purpose
├── RejectedInput             the given data is wrong: name the field, the value and the mend
│   ├── BadSpan, BadHours     working-time expressions
│   ├── BadRule               a rule outside the vocabulary of `schedules.rules`
│   └── BadPolicy             a ladder that cannot be read
├── Misconfigured             settings: all problems at once
├── ChannelProblem            a provider did not take a message (see `bot.zalo.errors`)
└── StoreProblem              the database is away, locked, or of another version
"""

from __future__ import annotations


class NhacViecError(Exception):
    """Root of everything the service raises on purpose."""


class RejectedInput(NhacViecError):
    """Given data is wrong. `field` and `value` name it; `mend` says what would be accepted."""

    def __init__(self, field: str, value: object, mend: str) -> None:
        self.field = field
        self.value = value
        self.mend = mend
        super().__init__(f"{field}: {value!r} – {mend}")


class BadSpan(RejectedInput):
    """A span of time that cannot be read, such as `3 tuần làm`."""


class BadHours(RejectedInput):
    """A specification of working hours that cannot be read."""


class BadRule(RejectedInput):
    """A rule outside the vocabulary."""


class BadPolicy(RejectedInput):
    """A ladder of rungs that cannot be read."""


class Misconfigured(NhacViecError):
    """Settings are missing or wrong; `problems` lists all of them."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class ChannelProblem(NhacViecError):
    """A provider did not take a message."""


class StoreProblem(NhacViecError):
    """The database is away, locked, or of another version."""
