"""“Vì sao là hạn này?”: a stored derivation in sentences, for `explain`, `due` and whoever else shows a date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from messages_vi import formats
from messages_vi.catalogue import N_
from messages_vi.labels import text as _
from messages_vi.periods import period_words, window_words
from messages_vi.phrases import upper_first
from schedules.civil import parse_civil, to_instant

Data = Mapping[str, Any]

_COUNTED_FROM: Final[Mapping[str, str]] = {
    "as_received": N_("đúng lúc nhận"),
    "day_off": N_("nhận vào ngày nghỉ nên tính từ giờ mở cửa kế tiếp"),
    "before_opening": N_("nhận trước giờ mở cửa nên tính từ giờ mở cửa"),
    "after_closing": N_("nhận sau giờ đóng cửa nên tính từ giờ mở cửa kế tiếp"),
    "in_break": N_("nhận trong giờ nghỉ trưa nên tính từ đầu giờ chiều"),
    "deadline": N_("đếm lùi từ hạn"),
}
_RULES: Final[Mapping[str, str]] = {
    "hours_from_receipt": N_("giờ làm việc được tính từ thời điểm bắt đầu"),
    "day_of_receipt_is_day_zero": N_("ngày đầu tiên không tính, chỉ đếm ngày làm việc"),
    "roll_forward_to_working_day": N_(
        "đếm cả ngày nghỉ; ngày cuối là ngày nghỉ thì chuyển sang ngày làm việc kế tiếp"
    ),
    "hours_back": N_("trừ lùi theo giờ làm việc"),
    "closing_of_working_day_before": N_("lấy giờ đóng cửa của ngày làm việc cần lùi về"),
    "roll_back_to_working_day": N_(
        "đếm lùi cả ngày nghỉ; gặp ngày nghỉ thì lùi về ngày làm việc trước đó"
    ),
}
_SOURCES: Final[Mapping[str, str]] = {"file": N_("tệp đã nhập")}


def why(derivation: Data) -> list[str]:
    """The reasons behind a due date, one sentence each; `derivation` as it is stored with the item.

    >>> why({"op": "told", "source": "file", "due_at": "2025-03-17T16:30:00+07:00"})[0]
    'Hạn của bước (NgayHenTraCaNhan) do nguồn “tệp đã nhập” ghi và được giữ nguyên.'
    """
    explain = _EXPLAINERS.get(str(derivation.get("op")))
    if explain is None:
        text = _("Cách tính “%(op)s” chưa có lời giải thích; xem dữ liệu gốc bằng --json.")
        return [text % {"op": derivation.get("op", "")}]
    counted = [*explain(derivation), *_paused(derivation), *_held(derivation)]
    return [*counted, *_calendar(derivation), *_agreed(derivation)]


def _agreed(derivation: Data) -> Iterator[str]:
    if told := derivation.get("postponed"):
        text = _(
            "Hạn đã lùi từ %(from)s đến %(to)s theo đề nghị của %(asked_by)s, được %(agreed_by)s đồng ý lúc %(at)s (lý do: %(reason)s)."
        )
        words = {name: _moment(told[name]) for name in ("from", "to", "at")}
        yield text % (words | {n: told[n] for n in ("asked_by", "agreed_by", "reason")})


def _promised(derivation: Data) -> Iterator[str]:
    if "extension" not in derivation:
        text = _("Hạn là ngày hẹn trả (NgayHenTra) do nguồn “%(source)s” ghi và được giữ nguyên.")
        yield text % {"source": _source(derivation)}
    if received := derivation.get("received_at"):
        yield _("Hồ sơ được tiếp nhận lúc %(at)s.") % {"at": _moment(received)}
    if extension := derivation.get("extension"):
        yield from _extended(extension)


def _extended(extension: Data) -> Iterator[str]:
    text = _(
        "Văn bản xin lỗi ký lúc %(at)s đã hẹn lại ngày trả; nguồn vẫn ghi %(stated)s và ngày này được giữ nguyên."
    )
    yield text % {"at": _moment(extension["signed_at"]), "stated": _moment(extension["stated"])}


def _apology(derivation: Data) -> Iterator[str]:
    text = _(
        "Hồ sơ hẹn trả %(promised)s. Nếu không giữ được, văn bản xin lỗi phải được ký trước đó."
    )
    yield text % {"promised": _moment(derivation["promised"])}
    yield _(
        "Hạn ký là giờ đóng cửa của ngày làm việc cuối cùng trước ngày hẹn trả (cách hiểu an toàn của “trước 01 ngày”)."
    )


def _extension(derivation: Data) -> Iterator[str]:
    text = _(
        "Ngày hẹn trả ban đầu %(about)s đã được lùi đến %(promised)s; ngày hẹn chỉ được lùi một lần."
    )
    yield text % {
        "about": _moment(derivation["letter_about"]),
        "promised": _moment(derivation["promised"]),
    }


def letter_words(letter: Data) -> str:
    """Where a letter of apology stands; instants in seconds, `reason` in words, `new_due_at` and `signed_at` may be none.

    >>> letter_words({"reason": "", "new_due_at": None, "signed_at": None, "who": "Lê Văn Thử"})
    'Văn bản xin lỗi: Lê Văn Thử đang soạn, chưa chọn lý do, chưa chọn ngày hẹn mới.'
    """
    parts = {
        "who": letter["who"] or _("cán bộ khác"),
        "reason": _("lý do: %(reason)s") % {"reason": letter["reason"]}
        if letter["reason"]
        else _("chưa chọn lý do"),
        "date": _("hẹn lại đến %(day)s") % {"day": formats.moment(letter["new_due_at"])}
        if letter["new_due_at"]
        else _("chưa chọn ngày hẹn mới"),
    }
    if letter["signed_at"]:
        parts["at"] = formats.moment(letter["signed_at"])
        return _("Văn bản xin lỗi: %(who)s đã ký lúc %(at)s, %(reason)s, %(date)s.") % parts
    return _("Văn bản xin lỗi: %(who)s đang soạn, %(reason)s, %(date)s.") % parts


def _told_by_source(derivation: Data) -> Iterator[str]:
    text = _("Hạn của bước (NgayHenTraCaNhan) do nguồn “%(source)s” ghi và được giữ nguyên.")
    yield text % {"source": _source(derivation)}


def _step(derivation: Data) -> Iterator[str]:
    text = _("Bước %(seq)s của quy trình nội bộ thủ tục %(procedure)s có thời hạn %(span)s.")
    yield text % {name: derivation.get(name, "") for name in ("seq", "procedure", "span")}
    yield from _of_process(derivation)
    yield from _counted(derivation)
    if derivation.get("capped_by"):
        text = _("Tính ra là %(computed)s, nhưng không được quá ngày hẹn trả nên hạn là %(due)s.")
        yield text % {
            "computed": _moment(derivation["computed"]),
            "due": _moment(derivation["due_at"]),
        }


def _ad_hoc(derivation: Data) -> Iterator[str]:
    giver = derivation.get("giver") or _("quản trị hệ thống (bằng lệnh)")
    text = _("Báo cáo đột xuất mã %(report)s do %(giver)s giao lúc %(at)s; hạn gửi là %(due)s.")
    yield text % {
        "report": derivation["report"],
        "giver": giver,
        "at": _moment(derivation["given_at"]),
        "due": _moment(derivation["due_at"]),
    }
    if moved := derivation.get("moved_from"):
        text = _("Hạn trước là %(old)s, được dời lúc %(at)s.")
        yield text % {"old": _moment(moved), "at": _moment(derivation["moved_at"])}
    if source := derivation.get("source"):
        yield _("Căn cứ: %(source)s.") % {"source": source}


def _intake(derivation: Data) -> Iterator[str]:
    if derivation.get("anchor") == "HanTiepNhan":
        text = _("Hạn tiếp nhận (HanTiepNhan) do nguồn “%(source)s” ghi và được giữ nguyên.")
        yield text % {"source": _source(derivation)}
        return
    text = _("Hồ sơ nộp trực tuyến phải được tiếp nhận hoặc trả lại trong %(span)s kể từ khi nộp (chỉ đạo năm 2025 của Chủ tịch UBND tỉnh An Giang).")  # fmt: skip
    yield text % {"span": derivation["span"]}
    yield from _counted(derivation)


def _of_process(derivation: Data) -> Iterator[str]:
    """Which phase, case and version of the internal process was taken, where there are several."""
    if phase := derivation.get("phase"):
        yield _("Bước này thuộc giai đoạn %(phase)s của quy trình.") % {"phase": phase}
    if case := derivation.get("case"):
        yield _("Áp dụng cho trường hợp “%(case)s”.") % {"case": case}
    if day := derivation.get("valid_from"):
        text = _(
            "Theo phiên bản quy trình có hiệu lực từ %(day)s, là phiên bản của ngày tiếp nhận."
        )
        yield text % {"day": _day(day)}
    if document := derivation.get("document"):
        yield _("Căn cứ: %(source)s.") % {"source": str(document).rstrip(".")}
    if derivation.get("online"):
        yield _("Hồ sơ nộp trực tuyến nên tính theo thời gian thực hiện trực tuyến.")
    if until := derivation.get("answer_until"):
        text = _(
            "Thủ tục giải quyết trong ngày, nhận sau %(hour)s nên tính từ ngày làm việc kế tiếp."
        )
        yield text % {"hour": f"{until // 60:02}:{until % 60:02}"}


def _supplement(derivation: Data) -> Iterator[str]:
    text = _("Thời hạn bổ sung hồ sơ của thủ tục %(procedure)s là %(span)s kể từ khi yêu cầu.")
    yield text % {name: derivation.get(name, "") for name in ("procedure", "span")}
    yield from _counted(derivation)


def _chain(derivation: Data) -> Iterator[str]:
    if derivation.get("anchor") == "event":
        yield _("Phát sinh từ %(ref)s.") % {"ref": derivation["ref"]}
    else:
        text = _("Phát sinh từ %(ref)s; tính từ khi hoàn thành hoặc đến hạn việc %(anchor)s.")
        yield text % {name: derivation[name] for name in ("ref", "anchor")}
    yield _("Thời hạn là %(span)s (%(basis)s).") % {
        "span": derivation["span"],
        "basis": derivation["basis"].rstrip("."),
    }
    yield from _counted(derivation)


_PAUSES: Final[Mapping[int, str]] = {
    5: N_("chờ bổ sung hồ sơ"),
    6: N_("chờ thực hiện nghĩa vụ tài chính"),
}
_SEEN_BY: Final[Mapping[str, str]] = {
    "progress": N_("tiến trình xử lý"),
    "seen": N_("trạng thái tại thời điểm nhận dữ liệu"),
}


def _paused(derivation: Data) -> Iterator[str]:
    """Each pause of the clock, who said so, and what it did to the date."""
    for pause in derivation.get("pauses", ()):
        source, reason = str(pause["source"]), _PAUSES[pause["status"]]
        told = {
            "why": _(reason),
            "start": _moment(pause["from"]),
            "end": _moment(pause["to"]) if pause["to"] else "",
            "source": _(_SEEN_BY[source]) if source in _SEEN_BY else _source(pause),
        }
        if pause["to"]:
            text = _("Tạm dừng tính thời gian (%(why)s) từ %(start)s đến %(end)s, theo %(source)s.")
        else:
            text = _("Đang tạm dừng tính thời gian (%(why)s) từ %(start)s, theo %(source)s.")
        yield text % told
    if before := derivation.get("before_pauses"):
        restart = any(pause.get("mode") == "restart" for pause in derivation["pauses"])
        text = (
            _("Sau khi tạm dừng, thời hạn được tính lại từ đầu; hạn trước đó là %(before)s.")
            if restart
            else _(
                "Sau khi tạm dừng, tiếp tục với thời gian làm việc còn lại; hạn trước đó là %(before)s."
            )
        )
        yield text % {"before": _moment(before)}


def _held(derivation: Data) -> Iterator[str]:
    """Why somebody else is told than the one whom the source names."""
    if holder := derivation.get("holder"):
        text = (
            _("Tên người đang xử lý do nguồn ghi (“%(names)s”) trùng với nhiều người trong danh bạ")
            if holder["why"] == "several"
            else _("Tên người đang xử lý do nguồn ghi (“%(names)s”) không có trong danh bạ")
        )
        then = _("nên tạm báo cán bộ đầu mối, nếu không có thì báo thủ trưởng đơn vị.")
        yield f"{text % {'names': '; '.join(holder['names'])}}, {then}"


def _added(derivation: Data) -> Iterator[str]:
    yield _("Cộng thêm %(span)s.") % {"span": derivation["span"]}
    yield from _counted(derivation)


def _taken_away(derivation: Data) -> Iterator[str]:
    yield _("Lùi lại %(span)s.") % {"span": derivation["span"]}
    yield from _counted(derivation)


def _counted(derivation: Data) -> Iterator[str]:
    """How working time was counted: from when, by which rule, over which special days."""
    counted, rule = derivation["counted_from"], _RULES[derivation["rule"]]
    why_then = _COUNTED_FROM[counted["why"]]
    yield _("Tính từ %(at)s: %(why)s.") % {
        "at": _moment(counted["at"]),
        "why": _(why_then),
    }
    yield _("Quy tắc: %(rule)s (%(source)s).") % {
        "rule": _(rule),
        "source": derivation["source"],
    }
    if skipped := derivation.get("skipped"):
        yield _("Bỏ qua ngày nghỉ: %(days)s.") % {"days": _days(skipped)}
    if worked := derivation.get("worked"):
        yield _("Có tính ngày làm bù hoặc làm nửa ngày: %(days)s.") % {"days": _days(worked)}
    if derivation.get("moved"):
        text = _("Nếu chỉ đếm đơn thuần thì là %(nominal)s; đã chuyển vào giờ làm việc.")
        yield text % {"nominal": _moment(derivation["moved_from"])}


def _occurrence(derivation: Data) -> Iterator[str]:
    yield _("Việc định kỳ %(duty)s, %(period)s.") % {
        "duty": derivation["duty"],
        "period": period_words(derivation["period"]),
    }
    if derivation.get("source"):
        yield _("Căn cứ: %(source)s.") % {"source": derivation["source"].rstrip(".")}
    stated, due = _day(derivation["stated"]), _day(derivation["due_date"])
    if derivation.get("inclusive", True):
        yield _("Văn bản ấn định hạn là ngày %(due)s.") % {"due": due}
    else:
        text = _("Văn bản ghi “trước ngày %(stated)s” nên hạn là ngày %(due)s.")
        yield text % {"stated": stated, "due": due}
    if window := derivation.get("window"):
        first, last = (date.fromisoformat(day) for day in window)
        yield f"{upper_first(window_words(first, last))}."
    if derivation.get("on_day_off"):
        text = _("Ngày hạn là ngày nghỉ: hạn giữ nguyên, các lần nhắc dồn về đến ngày %(day)s.")
        yield text % {"day": _day(derivation["reminders_end_on"])}


_EXPLAINERS: Final[Mapping[str, Callable[[Data], Iterator[str]]]] = {
    "promised": _promised,
    "told": _told_by_source,
    "step": _step,
    "intake": _intake,
    "supplement": _supplement,
    "apology": _apology,
    "extension": _extension,
    "chain": _chain,
    "add": _added,
    "before": _taken_away,
    "occurrence": _occurrence,
    "ad_hoc": _ad_hoc,
}


def _calendar(derivation: Data) -> Iterator[str]:
    version = derivation.get("calendar_version")
    if derivation.get("hours"):
        text = _("Lịch làm việc phiên bản %(version)s, giờ làm việc %(hours)s.")
        yield text % {"version": version, "hours": derivation["hours"]}
    elif version is not None:
        yield _("Lịch làm việc phiên bản %(version)s.") % {"version": version}


def _source(derivation: Data) -> str:
    name = str(derivation.get("source", ""))
    return _(_SOURCES[name]) if name in _SOURCES else name


def _days(days: Sequence[Data]) -> str:
    return "; ".join(f"{_day(day['date'])} ({day['name']})" for day in days)


def _day(text: str) -> str:
    return formats.day(date.fromisoformat(text))


def _moment(text: str) -> str:
    return formats.moment(to_instant(parse_civil(text)))


def working_minutes(minutes: int) -> str:
    """A length of working time between two instants; a negative one runs backwards.

    >>> working_minutes(150)
    '2 giờ 30 phút làm việc (150 phút)'
    """
    sign = "−" if minutes < 0 else ""
    return _("%(sign)s%(span)s (%(minutes)s phút)") % {
        "sign": sign,
        "span": formats.span_minutes(minutes),
        "minutes": minutes,
    }
