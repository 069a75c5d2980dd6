"""Text made plain for the grammar: folded, noise of scanners and slips of the pen mended, each sign knowing where it came from."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

_SCANNED: Final = str.maketrans("oil|", "0111")
# A group that only a scanner writes so: figures with letters that look like figures.
_FIGURES: Final = re.compile(r"(?<![a-z0-9])(?=[oil|]*\d)[0-9oil|]+(?=[hg/.\-:]|(?![a-z0-9]))")
_WORD: Final = re.compile(r"[a-z]{4,9}")
_DASHES: Final = str.maketrans("–—−‐‑“”’‘…", "-----\"\"''.")
_TAIL: Final = r"(?:ch|ng|nh|[cmnpt])?"
_SYLLABLE: Final = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnpqrstvx])?"
    r"(?:uye|uya|uyu|oai|oay|oeo|uay|uoi|uou|ieu|yeu|iao|[aeiouy][aeiouy]?)" + _TAIL
)
# Words the grammar hangs on; only what is no syllable of the language is taken for a slip in one of these.
_KEYWORDS: Final = (
    "truoc", "thang", "ngay", "tuan", "hang", "cham", "nhat", "muon", "quy", "dinh", "trong", "thuong", "xuyen", "theo",
    "hoan", "thanh", "cuoi", "giua", "khong", "han",
)  # fmt: skip


class Plain(NamedTuple):
    """A text in the letters of the grammar. `at[i]` is where the sign `i` stands in `source`, which is NFC."""

    source: str
    text: str
    at: tuple[int, ...]
    accented: bool  # it is written with diacritics, so words that fold alike can be told apart

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where `start` to `end` of the grammar's text stand in the source."""
        return (self.at[start], self.at[end - 1] + 1) if end > start else (0, 0)

    def original(self, start: int, end: int) -> str:
        """What stands in the source where the grammar has `start` to `end`."""
        first, last = self.place(start, end)
        return self.source[first:last]

    def says(self, start: int, end: int, word: str) -> bool:
        """Whether the source spells this very word there; without any diacritics in the text every spelling will do."""
        return not self.accented or _marks(self.original(start, end)) == _marks(word)


def make_plain(text: str) -> Plain:
    """Fold a text sign by sign, then mend what scanners and fingers do to dates and to the words around them."""
    source = unicodedata.normalize("NFC", text)
    plain = "".join(map(_fold_sign, source)).translate(_DASHES)
    plain = _FIGURES.sub(lambda found: found[0].translate(_SCANNED), plain)
    text, at = _respelt(plain)
    return Plain(
        source, text, at, accented=any(ord(sign) > 0x7F and sign.isalpha() for sign in source)
    )


@lru_cache(2048)
def _fold_sign(sign: str) -> str:
    if sign in "đĐ":
        return "d"
    bare = unicodedata.normalize("NFD", sign)[0].lower()
    return bare if len(bare) == 1 else sign


@lru_cache(4096)
def _marks(text: str) -> tuple[str, ...]:
    """The tone and vowel marks of a word, wherever they were set: "Qúy" has those of "quý"."""
    signs = unicodedata.normalize("NFD", text.lower())
    return tuple(sorted(sign for sign in signs if unicodedata.combining(sign)))


def _respelt(plain: str) -> tuple[str, tuple[int, ...]]:
    pieces: list[str] = []
    at: list[int] = []
    end = 0
    for found in _WORD.finditer(plain):
        meant = _keyword(found[0])
        if meant is None:
            continue
        pieces += [plain[end : found.start()], meant]
        at += range(end, found.start())
        at += [min(found.start() + i, found.end() - 1) for i in range(len(meant))]
        end = found.end()
    if not pieces:
        return plain, tuple(range(len(plain)))
    pieces.append(plain[end:])
    at += range(end, len(plain))
    return "".join(pieces), tuple(at)


@lru_cache(4096)
def _keyword(word: str) -> str | None:
    """The only keyword one slip away from what is no syllable; None for all else.

    >>> _keyword("thnag"), _keyword("thanh"), _keyword("truocs")
    ('thang', None, 'truoc')
    """
    if _SYLLABLE.fullmatch(word):
        return None
    near = [known for known in _KEYWORDS if _one_slip(word, known)]
    return near[0] if len(near) == 1 else None


def _one_slip(one: str, other: str) -> bool:
    """Whether a letter too many, too few, another one or two exchanged make one word of the other."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    first = next((i for i in range(len(one)) if one[i] != other[i]), len(one))
    if len(one) < len(other):
        return one[first:] == other[first + 1 :]
    if one[first + 1 :] == other[first + 1 :]:
        return True
    return (
        one[first : first + 2] == other[first : first + 2][::-1]
        and one[first + 2 :] == other[first + 2 :]
    )
