"""Typed answers: the words the messages invite people to type, with or without diacritics, with line numbers.

Only whole answers count. What is not understood is asked back, never guessed; a plain "ok" or "vâng" says *seen*.
"""

from __future__ import annotations

import re

import msgspec

from db.words import Answer
from messages_vi.labels import ALL_BUTTONS, BUTTONS, TYPED
from schedules.text import fold


class Intent(msgspec.Struct, frozen=True):
    """One thing said: an answer, about lines of the newest digest, about all of them, or about what was last asked."""

    answer: Answer
    lines: tuple[int, ...] = ()
    all_lines: bool = False


_HEARD = ("ok", "oke", "da", "vang", "vang a", "da vang", "da ro", "ro", "da doc", "da xem", "👍")
_FINISHED = (
    "da lam xong", "lam xong", "xong roi", "da xong roi", "lam xong roi", "hoan thanh", "da hoan thanh", "hoan thanh roi",
)  # fmt: skip
_POLITE = re.compile(r"(?: (?:a|nhe|nha))+$")  # particles that only say it kindly
HELP = ("tro giup", "huong dan", "help", "?")


def _vocabulary() -> dict[str, Answer]:
    words = {fold(word): answer for answer, word in TYPED.items()}
    words |= {fold(label): answer for answer, label in BUTTONS.items()}
    words |= dict.fromkeys(_HEARD, Answer.SEEN)
    words |= dict.fromkeys(_FINISHED, Answer.DONE)
    return words


_WORDS = _vocabulary()
_ALL = {fold(label): answer for answer, label in ALL_BUTTONS.items()}
_NUMBERS = re.compile(r"\d{1,3}(?:\s*[,;+ ]\s*\d{1,3})*")


def read_typed(text: str) -> list[Intent] | None:
    """The intents of a typed answer, or None when it is not understood.

    >>> read_typed("Xong 1, 3")
    [Intent(answer=<Answer.DONE: 'done'>, lines=(1, 3), all_lines=False)]
    """
    folded = fold(text).strip(" .!")
    if folded in _ALL:
        return [Intent(_ALL[folded], all_lines=True)]
    intents = []
    for part in re.split(
        r"[;\n]+", text.strip()
    ):  # before folding, which closes the gaps between lines
        intent = _one(_POLITE.sub("", fold(part).strip(" .!")))
        if intent is None:
            return None
        intents.append(intent)
    return intents


def _one(text: str) -> Intent | None:
    for suffix in (" het", " tat ca"):
        if text.endswith(suffix) and (answer := _WORDS.get(text.removesuffix(suffix))):
            return Intent(answer, all_lines=True)
    if answer := _WORDS.get(text):
        return Intent(answer)
    numbers = _NUMBERS.search(text)
    if not numbers:
        return None
    around = (text[: numbers.start()].strip(" ,:.-"), text[numbers.end() :].strip(" ,:.-"))
    word = " ".join(part for part in around if part)
    answer = _WORDS.get(word)
    if answer is None or all(around):
        return None
    return Intent(answer, tuple(int(n) for n in re.findall(r"\d+", numbers.group())))
