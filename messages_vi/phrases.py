"""Phrases inside sentences: how an item, a person or a state is named. They are the filters of the templates.

One `Phrases` speaks one language; its methods take the plain data of `messages_vi.context`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Final

from db.words import HEADS_OWN, Kind
from messages_vi import formats
from messages_vi.catalogue import NP_
from messages_vi.context import Counts, ItemView, LineView, NamedView, RollNameView, RollView

# Work that a dossier's code names well enough; other work needs its title.
_ON_DOSSIERS: Final = frozenset({Kind.INTAKE, Kind.STEP, Kind.DOSSIER, Kind.SUPPLEMENT, *HEADS_OWN})


_LATE: Final = NP_("quá hạn %(n)s ngày làm việc")
# The counts of a digest, worst first.
_TOTALS: Final = {
    "asked": NP_("%(n)s hồ sơ cần trả lời về ngày hẹn"),
    "overdue": NP_("%(n)s việc quá hạn"),
    "due": NP_("%(n)s việc đến hạn, sắp đến hạn"),
    "handed": NP_("%(n)s việc mới giao"),
    "claimed": NP_("%(n)s việc đã báo xong, chờ xác nhận"),
    "unsynced": NP_("%(n)s việc đã xong nhưng chưa đồng bộ"),
}
_WINDOW: Final = 36  # "số liệu từ 15/12/2024 đến 14/3/2025"


def short(value: object, length: int = 80) -> str:
    """A value from data on one line, in printable letters, cut to `length` characters.

    >>> short("Cấp bản sao\\n trích lục", 12)
    'Cấp bản sao…'
    """
    text = unicodedata.normalize("NFC", str(value))
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() else " " for letter in text)
    if "  " in text or text[:1] == " " or text[-1:] == " ":
        text = " ".join(text.split())
    if len(text) <= length:
        return text
    end = length - 1
    if (word_end := text.rfind(" ", 0, length)) > length // 2:
        end = word_end
    return f"{text[:end].rstrip(' ,;:.–-')}…"


def lower_first(value: str) -> str:
    """For a label in the middle of a sentence; its other capitals stay."""
    return value[:1].lower() + value[1:]


def upper_first(value: str) -> str:
    """For a phrase that opens a sentence; its other capitals stay."""
    return value[:1].upper() + value[1:]


class Phrases:
    """The phrases of one language."""

    def __init__(self, gettext: Callable[[str], str], counted: Callable[[str, int], str]) -> None:
        self._ = cache(gettext)  # the same few dozen texts for every line of every message
        self._counted = lru_cache(1024)(counted)

    def filters(self) -> dict[str, Callable[..., str]]:
        """All that templates may use behind `|`, by name."""
        return {
            "short": short,
            "lower_first": lower_first,
            "upper_first": upper_first,
            "moment": formats.moment,
            "short_moment": formats.short_moment,
            "due": formats.due,
            "span": formats.span_minutes,
            "count": formats.count,
            "tally": formats.tally,
            "ref": self.ref,
            "code_line": self.code_line,
            "named": self.named,
            "bearer": self.bearer,
            "standing": self.standing,
            "subject": self.subject,
            "state": self.state,
            "totals": self.totals,
            "slot_name": self.slot_name,
            "page_of": self.page_of,
            "trend": self.trend,
            "short_due": formats.short_due,
            "missing_line": self.missing_line,
            "missing_unit": self.missing_unit,
        }

    def ref(self, item: ItemView) -> str:
        """An item inside a sentence, beginning in lower case."""
        code, title = short(item["code"], 40), short(item["title"], 100)
        if code and item["kind"] in _ON_DOSSIERS:
            if item["step"]:
                step = short(item["step"], 60)
                return self._("bước “%(step)s” (hồ sơ %(code)s)") % {"code": code, "step": step}
            return self._("hồ sơ %(code)s") % {"code": code}
        if title and code and item["kind"] == Kind.REPORT and item["window"]:
            words = {"title": title, "code": code, "window": short(item["window"], 60)}
            return self._("việc “%(title)s” (mã %(code)s, %(window)s)") % words
        if title and code:
            return self._("việc “%(title)s” (mã %(code)s)") % {"title": title, "code": code}
        if title:
            return self._("việc “%(title)s”") % {"title": title}
        return self._("việc mã %(code)s") % {"code": code}

    def code_line(self, item: ItemView) -> str:
        """The line with an item's code; a dossier's is called so."""
        line = (
            self._("- Mã hồ sơ: %(code)s")
            if item["kind"] in _ON_DOSSIERS
            else self._("- Mã: %(code)s")
        )
        return line % {"code": short(item["code"], 40)}

    def named(self, someone: NamedView) -> str:
        """A person who is spoken about, such as `Trần Thị Ví Dụ (Chuyên viên)`."""
        name, title = short(someone["name"], 60), short(someone["title"], 60)
        return f"{name} ({title})" if title else name

    def bearer(self, assignee: NamedView | None, length: int = 60) -> str:
        """Who has the item, by name."""
        return short(assignee["name"], length) if assignee else self._("chưa phân công")

    def standing(self, item: ItemView) -> str:
        """How late an item is, or its due instant and the working time left."""
        if item["late_days"] > 0:
            late = item["late_days"]
            return self._counted(_LATE, late) % {"n": formats.count(late)}
        if item["left_minutes"] < 0:
            return self._("quá hạn %(span)s") % {"span": formats.span_minutes(item["left_minutes"])}
        if item["left_minutes"] == 0:
            return self._("vừa hết hạn")
        due = formats.short_due(item["due"], item["due_precision"])
        span = formats.span_minutes(item["left_minutes"])
        return self._("hạn %(due)s, còn %(span)s") % {"due": due, "span": span}

    def subject(self, line: LineView, length: int = 50) -> str:
        """What a line of a digest is about: the code, and the step, procedure or title."""
        words = line["title"]
        if line["kind"] in _ON_DOSSIERS:
            words = line["step"] or line["procedure"] or words
        if line["kind"] == Kind.INTAKE:
            words = (
                self._("tiếp nhận: %(what)s") % {"what": words} if words else self._("tiếp nhận")
            )
        window = short(line["window"], _WINDOW) if line["kind"] == Kind.REPORT else ""
        if window:  # the code names the report, its period is the news
            length = length * 2 // 5
        return " – ".join(filter(None, (short(line["code"], 28), short(words, length), window)))

    def state(self, line: LineView) -> str:
        """Where a line of a digest stands; the rung tells a hand-over and a confirmation."""
        if line["kind"] in HEADS_OWN:
            return self.promise(line)
        if line["rung"].startswith("confirm"):
            return self._("đã báo hoàn thành, chờ xác nhận")
        if line["rung"].startswith("not_synced"):
            return self._("đã báo xong, hệ thống chưa ghi nhận")
        if line["over"]:
            done = line["over"] == "done"
            return self._("đã giao, đã xong") if done else self._("đã giao, đã báo xong")
        if line["rung"].startswith("handover"):
            due = formats.short_due(line["due"], line["due_precision"])
            return self._("mới giao, hạn %(due)s") % {"due": due}
        return self.standing(line)

    def promise(self, line: LineView) -> str:
        """Where a promised date stands that the head is asked about, or that others hear of."""
        due = formats.short_moment(line["promised"])
        if line["rung"].startswith("second_slip"):
            return self._("đã hẹn lại đến %(due)s, nay lại quá hẹn") % {"due": due}
        if line["rung"].startswith("silent"):
            return self._("hẹn trả %(due)s, thủ trưởng chưa trả lời") % {"due": due}
        if line["rung"].startswith("overdue"):
            return self._("hẹn trả %(due)s, chưa ký văn bản xin lỗi") % {"due": due}
        if line["kind"] == Kind.EXTENSION:
            return self._("đã hẹn lại đến %(due)s, cần trả lời") % {"due": due}
        return self._("hẹn trả %(due)s, cần trả lời") % {"due": due}

    def totals(self, counts: Counts) -> str:
        """The counts of a digest, worst first, without the zeros."""
        said = [
            self._counted(text, counts[name]) % {"n": formats.tally(counts[name])}  # type: ignore[literal-required]
            for name, text in _TOTALS.items()
            if counts[name]  # type: ignore[literal-required]
        ]
        return "; ".join(said) or self._("không có việc cần nhắc")

    def trend(self, before: int, now: int) -> str:
        """How a number moved."""
        if now == before:
            return self._("không thay đổi")
        word = self._("tăng %(n)s việc") if now > before else self._("giảm %(n)s việc")
        return word % {"n": formats.tally(abs(now - before))}

    def missing_line(self, roll: RollView) -> str:
        """How many units have not sent a report; how many of them are late or stuck."""
        words = {
            self._("%(n)s quá hạn"): roll["late"],
            self._("%(n)s vướng mắc"): roll["blocked"],
        }
        of = ", ".join(text % {"n": formats.tally(n)} for text, n in words.items() if n)
        line = self._("- Chưa nộp: %(n)s đơn vị") % {"n": formats.tally(roll["missing"])}
        return f"{line} ({of})" if of else line

    def missing_unit(self, one: RollNameView) -> str:
        """A unit that has not sent it, with its obstacle."""
        name = short(one["name"], 60)
        if not one["stuck"]:
            return name
        reason = f" ({one['reason']})" if one["reason"] else ""
        return self._("%(name)s – vướng mắc%(reason)s") % {"name": name, "reason": reason}

    def slot_name(self, slot: str) -> str:
        """The half of the day a digest opens."""
        return self._("buổi sáng") if slot == "morning" else self._("buổi chiều")

    def page_of(self, page: int, pages: int) -> str:
        """The page with its leading space, or nothing when there is only one."""
        return (
            self._(" (trang %(page)s/%(pages)s)") % {"page": page, "pages": pages}
            if pages > 1
            else ""
        )
