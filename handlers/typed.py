"""Typed answers: what officials write, hurried or with care, with or without diacritics → intents, or nothing.

Only what is certain counts. Negation, future, condition and question never close anything, words nobody knows neither;
what only says *heard* is *seen*, never *done*. What is not understood is asked back, never guessed.
"""

from __future__ import annotations

from typing import Final

import msgspec

from db.words import Answer, BlockReason
from handlers.sentences import SILENT, Statement, statements
from handlers.vocabulary import REASON_WORDS, Part
from messages_vi.labels import ALL_BUTTONS, everywhere
from schedules.text import fold


class Intent(msgspec.Struct, frozen=True):
    """One thing said: an answer, about lines of the newest digest, about all of them, about codes, or about what was
    last asked. `argument` is a reason of `BlockReason`, or as typed the name of a colleague.
    """

    answer: Answer
    lines: tuple[int, ...] = ()
    all_lines: bool = False
    codes: tuple[str, ...] = ()
    argument: str = ""


_ALL = {fold(words): given for given, label in ALL_BUTTONS.items() for words in everywhere(label)}
_MILD: Final = {Answer.SEEN, Answer.WORKING, Answer.BLOCKED}  # they close nothing
_DOUBTING: Final = {Answer.WORKING, Answer.BLOCKED, Answer.REJECT}
_UNCERTAIN: Final = {Part.NOT, Part.LATER, Part.IF, Part.ASKS}


def read_typed(text: str) -> list[Intent] | None:
    """The intents of a typed answer, or None when it is not understood as a whole.

    >>> read_typed("Xong 1, 3")
    [Intent(answer=<Answer.DONE: 'done'>, lines=(1, 3), all_lines=False, codes=(), argument='')]
    >>> read_typed("chưa xong") is None
    True
    """
    folded = fold(text).strip(" .!")
    if folded in _ALL:
        return [Intent(_ALL[folded], all_lines=True)]
    found = statements(text)
    if (
        len(found) == 1
        and found[0].lines
        and not (found[0].says or found[0].codes or found[0].asked)
    ):
        return [Intent(Answer.DETAILS, tuple(found[0].lines))]  # the numbers of a digest, bare
    intents: list[Intent] = []
    for statement in found:
        if _only_courtesy(statement):
            continue
        intent = _intent(statement)
        if intent is None:
            if _promises(statement) and intents and intents[-1].answer in _MILD:
                continue  # "đang làm, mai xong": the second half closes nothing and asks nothing
            return None
        if intents and _takes_back(intents[-1], intent):
            return None
        if intents and _says_why(intents[-1], intent):
            intents[-1] = msgspec.structs.replace(intents[-1], argument=intent.argument)
        else:
            intents.append(intent)
    return _without_heard(intents) or None


def _only_courtesy(statement: Statement) -> bool:
    return not (
        statement.answers or statement.reasons or statement.unknown or statement.has_targets
    ) and not (set(statement.parts) - SILENT)


def _takes_back(before: Intent, after: Intent) -> bool:
    """ "xong 1 nhưng chưa ký": whether what follows an answer that closes, about nothing else, speaks against it."""
    about_nothing_else = not (after.lines or after.codes or after.all_lines)
    return before.answer not in _MILD and about_nothing_else and after.answer in _DOUBTING


def _says_why(before: Intent, after: Intent) -> bool:
    """ "vướng, công dân chưa bổ sung": whether a statement only gives the reason of the one before."""
    return before.answer == after.answer == Answer.BLOCKED and after == Intent(
        Answer.BLOCKED, argument=after.argument
    )


def _promises(statement: Statement) -> bool:
    """Whether it says that something will be finished, and nothing else."""
    future = Part.LATER in statement.parts and not (
        {Part.NOT, Part.IF, Part.ASKS} & set(statement.parts)
    )
    only = (
        set(statement.answers) <= {Answer.DONE} and not statement.reasons and not statement.unknown
    )
    return future and only and not statement.has_targets and not statement.asked


def _intent(statement: Statement) -> Intent | None:
    """What a statement asks to be recorded; None where that is not certain."""
    answers = _decisive(statement)
    if statement.asked or {Part.ASKS, Part.UNCLEAR} & set(statement.parts) or len(answers) > 1:
        return None
    if answers == {Answer.TRANSFER}:
        return _handed_on(statement)
    if answers == {Answer.BLOCKED} or (statement.reasons and not answers):
        return _stuck(statement)
    return _plain(statement, *answers) if answers else None


def _plain(statement: Statement, answer: Answer) -> Intent | None:
    """An answer that needs no more words; what closes or moves anything must be said without ifs and buts."""
    forbidden = {Part.NOT} if answer in _MILD else _UNCERTAIN
    if statement.unknown or statement.reasons or forbidden & set(statement.parts):
        return None
    return _about(statement, answer)


def _decisive(statement: Statement) -> set[Answer]:
    """The answers of a statement; "dạ" and "ok" beside another answer only say it kindly."""
    answers = set(statement.answers)
    return answers - {Answer.SEEN} if len(answers) > 1 else answers


def _about(statement: Statement, answer: Answer, argument: str = "") -> Intent | None:
    everything = Part.ALL in statement.parts
    if everything and statement.has_targets:
        return None
    if statement.lines and statement.codes:
        return None
    return Intent(answer, tuple(statement.lines), everything, tuple(statement.codes), argument)


def _stuck(statement: Statement) -> Intent | None:
    """ "vướng: chờ thuế": the reason by its phrase, else by a word in what was written; without any it is asked for."""
    if Part.NOT in statement.parts and not statement.reasons:
        return None  # "không vướng gì"
    if {Part.IF, Part.ASKS, Part.ALL} & set(statement.parts):
        return None  # "hết vướng" is the contrary
    told_more = statement.unknown or set(statement.parts) - SILENT
    if statement.bare and told_more and not statement.answers:
        return None  # "thuế trả rồi"
    reasons = set(statement.reasons)
    said = f" {' '.join(fold(word) for word in statement.unknown)} "
    reasons |= {r for r, words in REASON_WORDS.items() if any(f" {w} " in said for w in words)}
    if len(reasons) > 1:
        return None
    written = BlockReason.OTHER if len(statement.unknown) > 1 else ""
    return _about(statement, Answer.BLOCKED, str(next(iter(reasons), written)))


def _handed_on(statement: Statement) -> Intent | None:
    """ "chuyển cho Lan": the name as it was typed; without one it is asked for."""
    if statement.reasons or (_UNCERTAIN & set(statement.parts)):
        return None
    name = [word for word in statement.unknown if fold(word) != "cho"]
    return _about(statement, Answer.TRANSFER, " ".join(name))


def _without_heard(intents: list[Intent]) -> list[Intent]:
    """ "ok, xong 2": a bare *heard* in front of an answer adds nothing, nor does the courtesy of "xin lỗi, em bấm nhầm"."""
    telling = [intent for intent in intents if intent != Intent(Answer.SEEN)]
    besides = [intent for intent in telling if intent != Intent(Answer.APOLOGIZE)]
    return besides or telling[:1] or intents[:1]
