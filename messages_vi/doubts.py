"""What a warning to the coordinator means and how it is mended. Kinds are those of `bot.ingest.doubts`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from messages_vi import formats
from messages_vi.catalogue import N_, NP_
from messages_vi.labels import counted
from messages_vi.labels import text as _
from schedules.civil import parse_civil, to_instant


class Doubt(NamedTuple):
    """One kind of warning: what does not fit, and how to mend it."""

    what: str
    mend: str


DOUBTS: Final[Mapping[str, Doubt]] = {
    "promise_differs": Doubt(
        N_("Ngày hẹn trả %(promised)s lệch %(days)s ngày làm việc so với ngày tính được là %(computed)s"),
        N_("kiểm tra ngày tiếp nhận, thời gian của quy trình nội bộ và các lần tạm dừng; ngày hẹn trả được giữ nguyên như nguồn ghi"),
    ),
    "holder_unknown": Doubt(
        N_("Người đang xử lý “%(holder)s” không có trong danh bạ của đơn vị"),
        N_("chỉ rõ là ai bằng lệnh nhacviec holders assign, bổ sung vào danh bạ, hoặc sửa tên trên hệ thống một cửa"),
    ),
    "holder_several": Doubt(
        N_("Người đang xử lý “%(holder)s” trùng tên với %(people)s người trong đơn vị"),
        N_("chỉ rõ là ai bằng lệnh nhacviec holders assign, hoặc ghi mã cán bộ thay cho họ tên trên hệ thống một cửa"),
    ),
    "extension_differs": Doubt(
        N_("Nguồn ghi ngày hẹn trả %(promised)s, khác ngày hẹn lại %(extended)s trong văn bản xin lỗi đã ký"),
        N_("đối chiếu với văn bản đã gửi người nộp hồ sơ và sửa trên hệ thống một cửa; hệ thống nhắc theo ngày nguồn ghi"),
    ),
    "low_rating": Doubt(
        N_("Người dân đánh giá chưa hài lòng về việc giải quyết hồ sơ này"),
        N_("xem lý do bằng lệnh nhacviec ratings và trao đổi với bộ phận giải quyết"),
    ),
    "head_missing": Doubt(
        N_("Đơn vị “%(name)s” có %(dossiers)s hồ sơ đang xử lý nhưng danh bạ không có thủ trưởng để ký văn bản xin lỗi"),
        N_("bổ sung thủ trưởng (vai trò head) bằng lệnh nhacviec import people; hiện câu hỏi được gửi đến: %(instead)s"),
    ),
    "procedure_unknown": Doubt(
        N_("Thủ tục “%(name)s” chưa có quy trình nội bộ; %(dossiers)s hồ sơ đang xử lý không được nhắc theo từng bước"),
        N_("nhập quy trình nội bộ bằng lệnh nhacviec import procedures"),
    ),
    "steps_exceed_whole": Doubt(
        N_("Quy trình nội bộ của thủ tục “%(name)s”%(where)s có tổng thời gian các bước là %(sum)s, nhiều hơn thời gian giải quyết là %(whole)s"),
        N_("đối chiếu với quyết định phê duyệt quy trình nội bộ và nhập lại"),
    ),
    "steps_gap": Doubt(
        N_("Quy trình nội bộ của thủ tục “%(name)s”%(where)s thiếu bước %(steps)s"),
        N_("bổ sung bước còn thiếu hoặc đánh lại số thứ tự rồi nhập lại"),
    ),
    "step_without_time": Doubt(
        N_("Quy trình nội bộ của thủ tục “%(name)s”%(where)s không có thời gian ở bước %(steps)s"),
        N_("ghi số giờ của bước rồi nhập lại; bước để trống thời gian được tính 2 giờ làm việc"),
    ),
    "holder_missing": Doubt(
        N_("Thủ tục “%(name)s” có %(dossiers)s hồ sơ đang xử lý chưa xác định được người đang xử lý"),
        N_("ghi người đang xử lý trên hệ thống một cửa, hoặc để mỗi bước của quy trình nội bộ ứng với đúng một người trong danh bạ"),
    ),
    "role_unknown": Doubt(
        N_("Quy trình nội bộ của thủ tục “%(name)s”%(where)s giao cho “%(roles)s”, nhưng danh bạ không có ai giữ chức vụ này"),
        N_("sửa vai trò trong quy trình nội bộ hoặc chức vụ trong danh bạ cho khớp nhau"),
    ),
    "unit_unknown": Doubt(
        N_("Quy trình nội bộ của thủ tục “%(name)s”%(where)s giao cho đơn vị “%(units)s”, nhưng danh mục đơn vị không có đơn vị này"),
        N_("ghi mã đơn vị có trong danh mục, hoặc để trống nếu là đơn vị xử lý hồ sơ"),
    ),
    "versions_overlap": Doubt(
        N_("Quy trình nội bộ của thủ tục “%(name)s” có hai phiên bản chồng nhau: phiên bản từ %(first)s còn hiệu lực đến %(until)s, phiên bản sau đã bắt đầu từ %(second)s"),
        N_("sửa ngày hết hiệu lực của phiên bản trước rồi nhập lại; khi chồng nhau, phiên bản bắt đầu sau được áp dụng"),
    ),
}  # fmt: skip


# The same for a coordinator, who works in the one-stop system and not at our command line: how many, and what to do there.
FOR_COORDINATORS: Final[Mapping[str, Doubt]] = {
    "promise_differs": Doubt(
        NP_("%(n)s hồ sơ có ngày hẹn trả không khớp với thời gian giải quyết của quy trình"),
        N_("kiểm tra ngày tiếp nhận, ngày hẹn trả và các lần tạm dừng đã ghi cho hồ sơ"),
    ),
    "holder_unknown": Doubt(
        NP_("%(n)s hồ sơ có tên người đang xử lý chưa có trong danh bạ của đơn vị"),
        N_("ghi lại đúng họ tên người đang xử lý, hoặc gõ “lỗi dữ liệu” để cho biết đó là ai"),
    ),
    "holder_several": Doubt(
        NP_("%(n)s hồ sơ có tên người đang xử lý trùng với nhiều người của đơn vị"),
        N_("ghi mã cán bộ thay cho họ tên, hoặc gõ “lỗi dữ liệu” để cho biết đó là ai"),
    ),
    "holder_missing": Doubt(
        NP_("%(n)s thủ tục có hồ sơ chưa xác định được người đang xử lý"),
        N_("phân công và ghi người đang xử lý cho từng hồ sơ"),
    ),
    "procedure_unknown": Doubt(
        NP_("%(n)s thủ tục đang có hồ sơ nhưng chưa có quy trình nội bộ"),
        N_("cung cấp quy trình nội bộ đã được phê duyệt để hồ sơ được nhắc theo từng bước"),
    ),
    "steps_exceed_whole": Doubt(
        NP_("%(n)s quy trình nội bộ có tổng thời gian các bước nhiều hơn thời gian giải quyết"),
        N_("đối chiếu với quyết định phê duyệt quy trình nội bộ và điều chỉnh cho khớp"),
    ),
    "steps_gap": Doubt(
        NP_("%(n)s quy trình nội bộ bị thiếu bước"),
        N_("đối chiếu với quyết định phê duyệt và bổ sung bước còn thiếu"),
    ),
    "step_without_time": Doubt(
        NP_("%(n)s quy trình nội bộ có bước chưa ghi thời gian"),
        N_("bổ sung thời gian của bước theo quyết định phê duyệt"),
    ),
    "extension_differs": Doubt(
        NP_("%(n)s hồ sơ có ngày hẹn trả khác ngày hẹn lại trong văn bản xin lỗi đã ký"),
        N_("đối chiếu với văn bản đã gửi người nộp hồ sơ và ghi lại đúng ngày trên hệ thống một cửa"),
    ),
    "low_rating": Doubt(
        N_("%(n)s hồ sơ được người dân đánh giá chưa hài lòng"),
        N_("xem lại việc giải quyết và hướng dẫn; lý do do quản trị hệ thống Nhắc Việc cung cấp"),
    ),
    "head_missing": Doubt(
        NP_("%(n)s đơn vị có hồ sơ đang xử lý nhưng danh bạ chưa có thủ trưởng để ký văn bản xin lỗi"),
        N_("báo quản trị hệ thống Nhắc Việc bổ sung thủ trưởng của đơn vị vào danh bạ"),
    ),
    "unit_unknown": Doubt(
        NP_("%(n)s quy trình nội bộ giao cho đơn vị không có trong danh mục"),
        N_("thống nhất mã đơn vị giữa quy trình nội bộ và danh mục đơn vị"),
    ),
    "versions_overlap": Doubt(
        NP_("%(n)s quy trình nội bộ có hai phiên bản chồng nhau về ngày hiệu lực"),
        N_("đối chiếu với quyết định phê duyệt và ghi lại ngày hết hiệu lực của phiên bản trước"),
    ),
    "role_unknown": Doubt(
        NP_("%(n)s quy trình nội bộ giao cho chức vụ không có trong danh bạ"),
        N_("thống nhất tên chức vụ giữa quy trình nội bộ và danh bạ của đơn vị"),
    ),
}  # fmt: skip


def coordinator_words(kind: str, count: int) -> tuple[str, str]:
    """How many things of a kind are to be looked at, and what a coordinator does about them in the one-stop system.

    >>> coordinator_words("steps_gap", 2)[0]
    '02 quy trình nội bộ bị thiếu bước'
    """
    doubt = FOR_COORDINATORS[kind]
    return counted(doubt.what, count) % {"n": formats.tally(count)}, _(doubt.mend)


def doubt_words(kind: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """What is to be looked at, and the mend, in a sentence each without its end.

    >>> doubt_words("holder_unknown", {"holder": "Cán bộ một cửa"})[0]
    'Người đang xử lý “Cán bộ một cửa” không có trong danh bạ của đơn vị'
    """
    doubt = DOUBTS[kind]
    shown = {name: _shown(name, value) for name, value in facts.items()}
    what = _(doubt.what) % ({"where": _where(facts)} | shown)
    if others := facts.get("others"):
        what += _(" (và %(others)s chỗ khác của quy trình này)") % {"others": others}
    return what, _(doubt.mend) % shown


def _where(facts: Mapping[str, Any]) -> str:
    """The part of an internal process that is meant, as an insertion; empty for the whole of it."""
    parts = []
    if day := facts.get("valid_from"):
        parts.append(_("phiên bản từ %(day)s") % {"day": formats.day(date.fromisoformat(day))})
    if case := facts.get("case"):
        parts.append(_("trường hợp “%(case)s”") % {"case": case})
    if phase := facts.get("phase"):
        parts.append(_("giai đoạn %(phase)s") % {"phase": phase})
    if facts.get("online"):
        parts.append(_("nộp trực tuyến"))
    return f" ({', '.join(parts)})" if parts else ""


def _shown(name: str, value: Any) -> Any:
    if name == "instead" and not value:
        return _("chưa có ai")
    if name in ("promised", "computed", "extended"):
        return formats.moment(to_instant(parse_civil(value)))
    if name in ("sum", "whole"):
        return formats.span_minutes(value)
    if name in ("first", "until", "second"):
        return formats.day(date.fromisoformat(value))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value
