"""Sentences → statements: which answer, about which lines or codes, with which words left over. Pure grammar, no judgement.

A text is cut into words and signs; known phrases get their meaning (`handlers.vocabulary`), the longest first; numbers and
codes say what is meant. Statements end at punctuation, at "và" and "còn", and where a new answer or a new number begins.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from db.words import Answer, BlockReason
from handlers.vocabulary import (
    BARE_REASONS,
    JOINING,
    LONGEST,
    SPELLED,
    Meaning,
    Part,
    vocabulary,
)
from schedules.text import fold

_TOKEN = re.compile(
    r"(?P<code>[^\W_]+(?:[.\-/][^\W_]+)+|[^\W\d_]{1,3}\d+|0\d{2,5}|\d{4,6})(?![%\w])"
    r"|(?P<span>\d{1,3}[ \t]*(?:-+>?|[–—~/:…]|\.{2,})[ \t]*\d{1,3}(?!\w))"  # "1 - 3", "15:30", "2 / 3"
    r"|(?P<line>\d{1,3})(?![%\w])"
    r"|(?P<odd>[\d%]+\w*)"
    r"|(?P<word>/-[a-z]+|[^\W\d_]+|[\U0001F000-\U0001FAFF\u2600-\u27BF])"
    r"|(?P<end>[,;.!?\n:]+)"
)
_HAS_DIGIT = re.compile(r"\d")
_DATE_OR_RANGE = re.compile(
    r"\d{1,2}([.\-/]\d{1,4}){1,2}"
)  # "17/3", "1-3", "1.5": neither a line nor a dossier


SILENT = {Part.NOISE, Part.THING}


class Token(NamedTuple):
    """A word, number, code or sign, as it was typed and folded."""

    kind: str  # code, line, odd (a figure that names nothing), word, end
    raw: str
    folded: str


class Statement(msgspec.Struct):
    """What one stretch of a sentence says, before anybody judges whether it may be acted upon."""

    answers: list[Answer] = []
    reasons: list[BlockReason] = []
    parts: list[Part] = []
    lines: list[int] = []
    codes: list[str] = []
    unknown: list[str] = []  # as typed
    target_first: bool = False
    to_somebody: bool = False  # "cho" was said
    asked: bool = False  # ends with a question mark
    apart: bool = False  # begins with "còn", "riêng" or "nhưng"
    bare: bool = False  # its reason is only named: "thuế"

    @property
    def names_somebody(self) -> bool:
        """Whether what comes next is a name: "chuyển cho …"."""
        return Answer.TRANSFER in self.answers and self.to_somebody

    @property
    def has_targets(self) -> bool:
        """Whether it says about what."""
        return bool(self.lines or self.codes)

    @property
    def says(self) -> bool:
        """Whether it says anything beside what it is about."""
        return bool(self.answers or self.reasons or self.unknown or set(self.parts) - SILENT)


class Phrase(NamedTuple):
    """Words with one meaning; `None` for words nobody knows."""

    meaning: Meaning | None
    raw: str


def statements(text: str) -> list[Statement]:
    """The statements of a text, in order; those that only say what they are about are joined to their neighbours."""
    found: list[Statement] = []
    for piece, ended_by in _pieces(_tokens(text)):
        cut = _cut(piece)
        if "?" in ended_by:
            for statement in cut:
                statement.asked = True
        found += cut
    return _joined(found)


def _tokens(text: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(unicodedata.normalize("NFC", text)):
        kind, raw = str(found.lastgroup), found.group()
        if kind == "code" and not _HAS_DIGIT.search(raw):
            # Two words with a stroke between them are two words.
            yield from (Token("word", part, fold(part)) for part in re.split(r"[.\-/]", raw))
        elif kind == "span" or (kind == "code" and _DATE_OR_RANGE.fullmatch(raw)):
            yield Token("odd", raw, raw)
        else:
            yield Token(kind, raw, fold(raw))


def _pieces(tokens: Iterable[Token]) -> Iterator[tuple[list[Token], str]]:
    """The tokens between two signs, and the sign that ends them."""
    piece: list[Token] = []
    for token in tokens:
        if token.kind != "end":
            piece.append(token)
        elif token.raw.strip(":") or not piece:  # "xong: 2" is one statement
            yield piece, token.raw
            piece = []
    yield piece, ""


def _phrases(tokens: list[Token]) -> Iterator[Token | Phrase]:
    known = vocabulary()
    at = 0
    while at < len(tokens):
        if tokens[at].kind != "word":
            yield tokens[at]
            at += 1
            continue
        for length in range(min(LONGEST, len(tokens) - at), 0, -1):
            words = tokens[at : at + length]
            key = tuple(word.folded for word in words)
            if all(word.kind == "word" for word in words) and (length == 1 or key in known):
                raw = " ".join(word.raw for word in words)
                yield Phrase(SPELLED.get(raw.lower(), known.get(key)), raw)
                at += length
                break


def _cut(tokens: list[Token]) -> list[Statement]:
    """Statements of tokens without signs between: "1 xong 2 vướng", "xong 1 vướng 2" and "xong 1 và 3"."""
    found = [Statement()]
    before: Token | Phrase | None = None
    for part in _phrases(tokens):
        if isinstance(part, Token):
            _take_figure(found, part)
        else:
            _take_phrase(
                found, part, after_line=isinstance(before, Token) and before.kind == "line"
            )
        before = part
    return found


def _take_figure(found: list[Statement], token: Token) -> None:
    now = found[-1]
    if token.kind == "odd":
        now.unknown.append(token.raw)
        return
    if now.target_first and (now.answers or now.reasons or Part.NOT in now.parts):
        found.append(now := Statement())
    if not now.says:
        now.target_first = True
    _add_target(now, token)


def _take_phrase(found: list[Statement], phrase: Phrase, *, after_line: bool) -> None:
    now = found[-1]
    if now.names_somebody:
        now.unknown.append(phrase.raw)  # "Mai" and "Hà" are names here, whatever else they mean
    elif phrase.meaning is Part.THING and after_line:
        now.unknown.append(phrase.raw)  # "xong 2 hồ sơ": the second one, or two of them?
    elif phrase.meaning is Part.PARTS:
        found.append(Statement(apart=fold(phrase.raw) not in JOINING))
    else:
        if isinstance(phrase.meaning, Answer) and now.has_targets and now.answers:
            if now.answers == [Answer.SEEN]:
                now.unknown.append(phrase.raw)  # "đã 2 xong": heard of 2, or done with it?
            found.append(now := Statement())
        _add_phrase(now, phrase)


def _add_target(statement: Statement, token: Token) -> None:
    if token.kind == "line":
        statement.lines.append(int(token.raw))
    else:
        statement.codes.append(token.raw)


def _add_phrase(statement: Statement, phrase: Phrase) -> None:
    statement.to_somebody |= fold(phrase.raw).endswith("cho")
    match phrase.meaning:
        case Answer():
            statement.answers.append(phrase.meaning)
        case BlockReason():
            statement.reasons.append(phrase.meaning)
            statement.bare |= fold(phrase.raw) in BARE_REASONS
        case Part():
            statement.parts.append(phrase.meaning)
        case None:
            statement.unknown.append(phrase.raw)


def _joined(found: list[Statement]) -> list[Statement]:
    """Join what only names lines or codes: to the statement before, "xong 1, 3", or to the one after, "1, 3 xong"."""
    joined: list[Statement] = []
    waiting: Statement | None = None
    for statement in found:
        if not statement.says and not statement.has_targets:
            continue
        if waiting is not None:
            statement.lines = waiting.lines + statement.lines
            statement.codes = waiting.codes + statement.codes
            statement.target_first, waiting = True, None
        if statement.says:
            joined.append(statement)
        elif (
            joined
            and joined[-1].has_targets
            and not joined[-1].target_first
            and not statement.apart  # "xong 1, còn 2"
        ):
            joined[-1].lines += statement.lines
            joined[-1].codes += statement.codes
        else:
            waiting = statement
    return [*joined, waiting] if waiting is not None else joined
