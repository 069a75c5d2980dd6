"""What a warning to the coordinator means and how it is mended. Kinds are those of `bot.ingest.doubts`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from messages_vi import formats
from messages_vi.catalogue import N_
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
        N_("bổ sung người này vào danh bạ bằng lệnh nhacviec import people, hoặc sửa tên trên hệ thống một cửa"),
    ),
    "holder_several": Doubt(
        N_("Người đang xử lý “%(holder)s” trùng tên với %(people)s người trong đơn vị"),
        N_("ghi mã cán bộ thay cho họ tên trên hệ thống một cửa hoặc trong tệp hồ sơ"),
    ),
    "extension_differs": Doubt(
        N_("Nguồn ghi ngày hẹn trả %(promised)s, khác ngày hẹn lại %(extended)s trong văn bản xin lỗi đã ký"),
        N_("đối chiếu với văn bản đã gửi người nộp hồ sơ và sửa trên hệ thống một cửa; hệ thống nhắc theo ngày nguồn ghi"),
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
        N_("Quy trình nội bộ của thủ tục “%(name)s” có tổng thời gian các bước là %(sum)s, nhiều hơn thời gian giải quyết là %(whole)s"),
        N_("đối chiếu với quyết định phê duyệt quy trình nội bộ và nhập lại"),
    ),
    "steps_gap": Doubt(
        N_("Quy trình nội bộ của thủ tục “%(name)s” thiếu bước %(steps)s"),
        N_("bổ sung bước còn thiếu hoặc đánh lại số thứ tự rồi nhập lại"),
    ),
    "step_without_time": Doubt(
        N_("Quy trình nội bộ của thủ tục “%(name)s” không có thời gian ở bước %(steps)s"),
        N_("ghi số giờ của bước rồi nhập lại"),
    ),
    "role_unknown": Doubt(
        N_("Quy trình nội bộ của thủ tục “%(name)s” giao cho “%(roles)s”, nhưng danh bạ không có ai giữ chức vụ này"),
        N_("sửa vai trò trong quy trình nội bộ hoặc chức vụ trong danh bạ cho khớp nhau"),
    ),
}  # fmt: skip


def doubt_words(kind: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """What is to be looked at, and the mend, in a sentence each without its end.

    >>> doubt_words("holder_unknown", {"holder": "Cán bộ một cửa"})[0]
    'Người đang xử lý “Cán bộ một cửa” không có trong danh bạ của đơn vị'
    """
    doubt = DOUBTS[kind]
    shown = {name: _shown(name, value) for name, value in facts.items()}
    return _(doubt.what) % shown, _(doubt.mend) % shown


def _shown(name: str, value: Any) -> Any:
    if name == "instead" and not value:
        return _("chưa có ai")
    if name in ("promised", "computed", "extended"):
        return formats.moment(to_instant(parse_civil(value)))
    if name in ("sum", "whole"):
        return formats.span_minutes(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value
