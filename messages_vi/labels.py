"""Short words with a fixed meaning: button titles, reasons, states – and the words a person may type instead.

Constants are the Vietnamese source texts; `text` gives what is shown, so that a province's wording reaches buttons too.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Final

from db.words import (
    Answer,
    Audience,
    BlockReason,
    DelayReason,
    Fate,
    HaltScope,
    ItemState,
    Kind,
    Level,
    MessageState,
    NewsOutcome,
    Occasion,
    Reason,
    Road,
    Verb,
    Wish,
)
from messages_vi import formats
from messages_vi.catalogue import N_, NP_, SOURCE_LOCALE, translations
from messages_vi.language import languages, spoken
from schedules.apology import BadDate
from schedules.timeliness import Timeliness

MAX_TITLE: Final = 35  # characters of a button's title on Zalo

DONE: Final = N_("Đã xong")
WORKING: Final = N_("Đã nhận, đang làm")
BLOCKED: Final = N_("Vướng mắc")
TRANSFER: Final = N_("Chuyển người khác")
UNDO: Final = N_("Hoàn tác")
NUDGE: Final = N_("Đôn đốc")
CONFIRM: Final = N_("Xác nhận")
REJECT: Final = N_("Chưa nhận được")
SEEN: Final = N_("Đã nhận")
DETAILS: Final = N_("Trả lời từng việc")
MORE_REASONS: Final = N_("Xem thêm lý do")
KEEP: Final = N_("Giữ đúng hẹn")
APOLOGIZE: Final = N_("Ký thư xin lỗi")
SIGN: Final = N_("Đã ký")
SLIP: Final = N_("Không kịp hẹn")
ALL_SEEN: Final = N_("Đã nhận tất cả")
ALL_DONE: Final = N_("Đã xong tất cả")

READ_ON: Final = N_("Xem tiếp")  # the desk of reports
URGE_REST: Final = N_("Đôn đốc %(n)s đơn vị còn lại")
TAKE_ALL: Final = N_("Xác nhận đã nhận tất cả đã gửi")
SIFT: Final = N_("Xác nhận từng đơn vị")
ISSUE: Final = N_("Giao báo cáo")
LET_BE: Final = N_("Bỏ qua")
RETRACT: Final = N_("Đồng ý hủy")
POSTPONE: Final = N_("Đồng ý dời hạn")
ALL_BELOW: Final = N_("Tất cả đơn vị trực thuộc")
GROUPS: Final[Mapping[Level, str]] = {  # units that owe a report, by their level
    Level.SO: N_("Các sở, ban, ngành"),
    Level.XA: N_("Tất cả các xã, phường"),
    Level.HUYEN: N_("Các huyện"),
    Level.PHONG: N_("Các phòng chuyên môn"),
    Level.TRUNGTAM: N_("Các trung tâm"),
    Level.TINH: N_("Các tỉnh, thành phố"),
}
NOBODY_MEANT: Final = N_("Không ai trong số này")
CHECKED: Final = N_("Đã kiểm tra")
# Buttons that answer about no work item, by what they ask for.
ROOM_BUTTONS: Final[Mapping[Verb, str]] = {
    Verb.ROLL: READ_ON,
    Verb.URGE_REST: URGE_REST,
    Verb.TAKE_ALL: TAKE_ALL,
    Verb.SIFT: SIFT,
    Verb.ISSUE: ISSUE,
    Verb.ASK_UNITS: ALL_BELOW,
    Verb.RETRACT: RETRACT,
    Verb.POSTPONE: POSTPONE,
    Verb.LET_BE: LET_BE,
    Verb.NOBODY: NOBODY_MEANT,
    Verb.CHECKED: CHECKED,
}
# What is wrong with the draft of a report, and what is done about a name, by a key of their own.
DRAFT_WORDS: Final[Mapping[str, str]] = {
    "due_past": N_("Hạn gửi phải sau thời điểm hiện tại."),
    "due_unread": N_("Hệ thống chưa hiểu hạn gửi vừa gõ."),
    "units_unread": N_("Hệ thống chưa rõ đơn vị: %(names)s."),
    "point_out": N_("bấm tên người được giao, hoặc ghi lại đúng họ tên trên hệ thống một cửa"),
}

BUTTONS: Final[Mapping[Answer, str]] = {
    Answer.DONE: DONE,
    Answer.WORKING: WORKING,
    Answer.BLOCKED: BLOCKED,
    Answer.TRANSFER: TRANSFER,
    Answer.UNDO: UNDO,
    Answer.NUDGE: NUDGE,
    Answer.CONFIRM: CONFIRM,
    Answer.REJECT: REJECT,
    Answer.SEEN: SEEN,
    Answer.DETAILS: DETAILS,
    Answer.KEEP: KEEP,
    Answer.APOLOGIZE: APOLOGIZE,
    Answer.SIGN: SIGN,
    Answer.SLIP: SLIP,
}
# One button that answers every line of a digest.
ALL_BUTTONS: Final[Mapping[Answer, str]] = {Answer.SEEN: ALL_SEEN, Answer.DONE: ALL_DONE}

# What the texts invite people to type; whoever reads typed answers must understand each of these, and button titles.
TYPED: Final[Mapping[Answer, str]] = {
    Answer.DONE: N_("xong"),
    Answer.WORKING: N_("đang làm"),
    Answer.BLOCKED: N_("vướng mắc"),
    Answer.TRANSFER: N_("chuyển"),
    Answer.UNDO: N_("hoàn tác"),
    Answer.NUDGE: N_("đôn đốc"),
    Answer.CONFIRM: N_("xác nhận"),
    Answer.REJECT: N_("chưa nhận được"),
    Answer.SEEN: N_("đã nhận"),
    Answer.DETAILS: N_("chi tiết"),
    Answer.KEEP: N_("giữ hẹn"),
    Answer.APOLOGIZE: N_("xin lỗi"),
    Answer.SIGN: N_("đã ký"),
    Answer.SLIP: N_("không kịp"),
}

# Buttons of heads, leaders and administrators.
MORE: Final = N_("Xem tiếp")
URGE_LATE: Final = N_("Đôn đốc tất cả %(n)s việc trễ")
HANDOVER: Final = N_("Chuyển %(n)s việc")
AGREE_DATE: Final = N_("Đồng ý hạn mới")
AGREE_REST: Final = N_("Đồng ý lùi nhắc")
DECLINE: Final = N_("Không đồng ý")
WITHDRAW: Final = N_("Rút lại đề nghị")
HALT: Final = N_("Xác nhận dừng gửi")
RESUME: Final = N_("Tiếp tục gửi")
HEADS_BUTTONS: Final = (
    MORE,
    URGE_LATE,
    HANDOVER,
    AGREE_DATE,
    AGREE_REST,
    DECLINE,
    WITHDRAW,
    HALT,
    RESUME,
)
# What is asked which of several it is about, where no button has the word.
SUBJECTS: Final[Mapping[Verb, str]] = {
    Verb.PROMISE: N_("Lời hẹn hoàn thành"),
    Verb.WISH: N_("Đề nghị lùi hạn"),
}

# What became of a wish for a later date, inside a sentence.
WISHES: Final[Mapping[Wish, str]] = {
    Wish.OPEN: N_("đang chờ quyết định"),
    Wish.AGREED: N_("đã được đồng ý"),
    Wish.DECLINED: N_("không được đồng ý"),
    Wish.WITHDRAWN: N_("người đề nghị đã rút lại"),
    Wish.REPLACED: N_("hạn đã thay đổi hoặc có đề nghị mới"),
}

# What a stop of sending holds back, inside a sentence.
HALT_SCOPES: Final[Mapping[HaltScope, str]] = {
    HaltScope.EVERYTHING: N_("toàn bộ tin nhắn"),
    HaltScope.CITIZENS: N_("tin cho người dân"),
    HaltScope.ACCOUNT: N_("tin qua tài khoản Zalo %(account)s"),
}

STILL_THERE: Final = N_("Tôi vẫn nhận tin")  # a button about no item, and what may be typed for it


class Request(StrEnum):
    """What may be asked for without answering about an item."""

    HELP = "help"
    TODAY = "today"
    WEEK = "week"


# Typed as well.
REQUESTS: Final[Mapping[Request, str]] = {
    Request.HELP: N_("trợ giúp"),
    Request.TODAY: N_("việc hôm nay"),
    Request.WEEK: N_("việc tuần này"),
}
REASON_IS: Final = N_("lý do")  # typed before a reason in one's own words

# Buttons about the tie between an account and people.
NOT_ME: Final = N_("Không phải tôi")
NOT_MY_DOING: Final = N_("Tôi không thực hiện")
SHARE_ACCOUNT: Final = N_("Đồng ý dùng chung")
MOVE_LINK: Final = N_("Chuyển sang tài khoản này")
LEAVE_LINK: Final = N_("Giữ nguyên")
END_LINK: Final = N_("Ngừng nhận tin tại đây")
I_AM_STAFF: Final = N_("Tôi là cán bộ, công chức")
SHARE_PHONE: Final = N_("Chia sẻ số điện thoại để liên kết")
LINK_BUTTONS: Final = (
    NOT_ME, NOT_MY_DOING, SHARE_ACCOUNT, MOVE_LINK, LEAVE_LINK, END_LINK, I_AM_STAFF, SHARE_PHONE,
)  # fmt: skip

BLOCK_REASONS: Final[Mapping[BlockReason, str]] = {
    BlockReason.CITIZEN: N_("Chờ công dân"),
    BlockReason.TAX: N_("Chờ cơ quan thuế"),
    BlockReason.PARTNER: N_("Chờ cơ quan phối hợp"),
    BlockReason.SYNC: N_("Lỗi đồng bộ"),
    BlockReason.SIGNATURE: N_("Chờ ký"),
    BlockReason.OTHER: N_("Lý do khác"),
}

OTHER_REASON: Final = N_("Sửa lý do")  # buttons below the draft of a letter
OTHER_DATE: Final = N_("Sửa ngày hẹn")
NEW_DATE: Final = NP_("%(date)s (%(n)s ngày làm việc)")  # button: a new date and how far it lies

DELAY_REASONS: Final[Mapping[DelayReason, str]] = {
    DelayReason.PARTNER: N_("Chờ cơ quan phối hợp"),
    DelayReason.VERIFY: N_("Cần xác minh, thẩm tra thêm"),
    DelayReason.TAX: N_("Chờ xác định nghĩa vụ tài chính"),
    DelayReason.SYSTEM: N_("Sự cố hệ thống thông tin"),
    DelayReason.VOLUME: N_("Số lượng hồ sơ tăng cao"),
}

# Why a date cannot be the new one, inside a sentence.
BAD_DATES: Final[Mapping[BadDate, str]] = {
    BadDate.NOT_LATER: N_("ngày này không sau ngày đã hẹn trả"),
    BadDate.PAST: N_("ngày hẹn mới phải sau ngày hôm nay"),
    BadDate.DAY_OFF: N_("ngày này là ngày nghỉ của đơn vị"),
    BadDate.TOO_FAR: N_("ngày này nằm ngoài lịch làm việc đã có"),
}

KINDS: Final[Mapping[Kind, str]] = {
    Kind.INTAKE: N_("Việc tiếp nhận hồ sơ"),
    Kind.STEP: N_("Bước xử lý hồ sơ"),
    Kind.DOSSIER: N_("Hồ sơ"),
    Kind.APOLOGY: N_("Văn bản xin lỗi và đề nghị gia hạn"),
    Kind.EXTENSION: N_("Hồ sơ đã hẹn lại ngày trả"),
    Kind.SUPPLEMENT: N_("Việc bổ sung hồ sơ"),
    Kind.REPORT: N_("Báo cáo"),
    Kind.PUBLICATION: N_("Việc công bố, công khai thủ tục hành chính"),
    Kind.FEEDBACK: N_("Phản ánh, kiến nghị"),
    Kind.TASK: N_("Nhiệm vụ"),
}

ITEM_STATES: Final[Mapping[ItemState, str]] = {
    ItemState.OPEN: N_("Đang theo dõi"),
    ItemState.CLAIMED: N_("Đã báo xong, chờ xác nhận"),
    ItemState.DONE: N_("Đã hoàn thành"),
    ItemState.SUSPENDED: N_("Tạm dừng"),
    ItemState.CANCELLED: N_("Đã hủy"),
}

TIMELINESS: Final[Mapping[Timeliness, str]] = {
    Timeliness.EARLY: N_("Trước hạn"),
    Timeliness.ON_TIME: N_("Đúng hạn"),
    Timeliness.LATE: N_("Quá hạn"),
    Timeliness.LATE_OPEN: N_("Trễ, đang xử lý"),
    Timeliness.SOON: N_("Sắp đến hạn"),
    Timeliness.NOT_YET: N_("Chưa đến hạn"),
    Timeliness.RESTING: N_("Tạm dừng, chờ bổ sung hoặc đã dừng"),
}

AUDIENCES: Final[Mapping[Audience, str]] = {
    Audience.ASSIGNEE: N_("Người được giao"),
    Audience.HEAD: N_("Thủ trưởng đơn vị"),
    Audience.COORDINATOR: N_("Cán bộ đầu mối"),
    Audience.LEADER: N_("Lãnh đạo"),
    Audience.RECEIVER: N_("Nơi nhận"),
}

RUNGS: Final[Mapping[str, str]] = {
    "handover": N_("Khi giao việc"),
    "halfway": N_("Nửa thời gian"),
    "due_in_days": N_("Trước hạn một số ngày"),
    "due_tomorrow": N_("Trước hạn một ngày"),
    "due_today": N_("Trong ngày đến hạn"),
    "due_soon": N_("Sắp đến hạn"),
    "promise_lapsed": N_("Hết thời gian tạm ngừng nhắc"),
    "silent": N_("Chưa phản hồi"),
    "overdue": N_("Quá hạn"),
    "still_overdue": N_("Vẫn quá hạn"),
    "claim_check": N_("Kiểm tra việc đã báo xong"),
    "not_synced": N_("Đã xong nhưng chưa đồng bộ"),
    "confirm": N_("Chờ xác nhận"),
    "nudge": N_("Đôn đốc"),
    "stand_in": N_("Khi bắt đầu ủy quyền"),
    "keep_date": N_("Hỏi về ngày hẹn trả"),
    "sign_today": N_("Đề nghị quyết định trong ngày"),
    "second_slip": N_("Trễ lần thứ hai"),
}

FATES: Final[Mapping[Fate, str]] = {
    Fate.WAITING: N_("Chờ gửi"),
    Fate.HELD: N_("Tạm giữ"),
    Fate.SENT: N_("Đã gửi"),
    Fate.MERGED: N_("Gộp vào tin khác"),
    Fate.SUPPRESSED: N_("Không gửi"),
    Fate.FAILED: N_("Gửi không thành công"),
}

REASONS: Final[Mapping[Reason, str]] = {
    Reason.DUE: N_("đã đến giờ nhắc"),
    Reason.DELEGATED: N_("đã ủy quyền, tin gửi người được ủy quyền"),
    Reason.ON_LEAVE: N_("đang vắng mặt, tin gửi người tại chỗ"),
    Reason.QUIET_HOURS: N_("ngoài giờ làm việc hoặc ngày nghỉ"),
    Reason.DIGEST_SLOT: N_("gửi cùng bản tin tổng hợp kế tiếp"),
    Reason.FLOOD_GUARD: N_("người nhận đã có nhiều tin trong giờ này"),
    Reason.RECALLED: N_("tin chờ gửi quá lâu nên soạn lại"),
    Reason.NOT_RENDERED: N_("chưa soạn được nội dung tin"),
    Reason.IN_OUTBOX: N_("đã soạn thành tin, chờ gửi"),
    Reason.ACCEPTED: N_("nhà cung cấp đã nhận tin"),
    Reason.CATCH_UP: N_("lần nhắc sau đã nêu đầy đủ hơn"),
    Reason.SAME_PERSON: N_("người nhận đã được báo cùng lúc ở vai trò khác"),
    Reason.SAME_DOSSIER: N_("cùng hồ sơ với việc đã nêu trong tin"),
    Reason.DIGEST_OVERFLOW: N_("được tính trong bản tin nhưng không đủ chỗ liệt kê"),
    Reason.ANSWERED: N_("đã có trả lời"),
    Reason.PROMISED: N_("đang trong thời gian tạm ngừng nhắc theo trả lời"),
    Reason.ITEM_CLOSED: N_("việc không còn mở"),
    Reason.SUPERSEDED: N_("hạn hoặc người được giao đã thay đổi"),
    Reason.NO_RECIPIENT: N_("danh bạ chưa có người nhận phù hợp"),
    Reason.NOT_LINKED: N_("người nhận chưa liên kết Zalo"),
    Reason.REFUSED: N_("nhà cung cấp từ chối tin"),
    Reason.OUTSIDE_WINDOW: N_("người nhận không tương tác trong bảy ngày"),
    Reason.UNRESOLVED: N_("không xác định được kết quả gửi"),
    Reason.NO_ROAD: N_("không còn kênh nào gửi được đến người nhận"),
    Reason.HARM_BOUND: N_("vượt số tin tối đa được gửi cho một người"),
}

# Where there is no reason of the closed lists: of who was not told, of a claim that was not borne out.
UNREASONED: Final[Mapping[str, str]] = {
    "not_planned": N_("chưa có lần nhắc nào được lập"),
    "none": N_("Chưa nêu lý do"),
}

ROADS: Final[Mapping[Road, str]] = {
    Road.CHAT: N_("Tin Zalo"),
    Road.TEMPLATE_UID: N_("Tin mẫu Zalo theo tài khoản"),
    Road.TEMPLATE_PHONE: N_("Tin mẫu Zalo theo số điện thoại"),
    Road.SMS: N_("Tin nhắn SMS"),
}

MESSAGE_STATES: Final[Mapping[MessageState, str]] = {
    MessageState.WAITING: N_("Chờ gửi"),
    MessageState.SENDING: N_("Đang gửi"),
    MessageState.SENT: N_("Đã gửi"),
    MessageState.DELIVERED: N_("Đã đến máy"),
    MessageState.SEEN: N_("Đã xem"),
    MessageState.UNKNOWN: N_("Chưa rõ kết quả"),
    MessageState.FAILED: N_("Gửi không thành công"),
    MessageState.SUPPRESSED: N_("Không gửi"),
}

# Where a dossier stands, as its citizen reads it: at most 30 characters, the room of an approved template.
OCCASIONS: Final[Mapping[Occasion, str]] = {
    Occasion.RECEIVED: N_("Đã tiếp nhận"),
    Occasion.SUPPLEMENT_ASKED: N_("Cần bổ sung giấy tờ"),
    Occasion.SUPPLEMENT_DUE: N_("Sắp hết hạn bổ sung"),
    Occasion.FINANCIAL_DUTY: N_("Chờ nghĩa vụ tài chính"),
    Occasion.CLOCK_RESUMED: N_("Đang tiếp tục giải quyết"),
    Occasion.DATE_MOVED: N_("Hẹn lại ngày trả kết quả"),
    Occasion.RESULT_READY: N_("Đã có kết quả"),
    Occasion.RESULT_RETURNED: N_("Đã trả kết quả"),
    Occasion.REFUSED: N_("Không được tiếp nhận"),
    Occasion.STOPPED: N_("Không tiếp tục giải quyết"),
    Occasion.WITHDRAWN: N_("Đã rút theo yêu cầu"),
    Occasion.STEP: N_("Đã chuyển bước giải quyết"),
    Occasion.SATISFACTION: N_("Mời đánh giá"),
}

NEWS_OUTCOMES: Final[Mapping[NewsOutcome, str]] = {
    NewsOutcome.TOLD: N_("đã soạn tin cho người dân"),
    NewsOutcome.NOT_WANTED: N_("tỉnh không báo loại tin này"),
    NewsOutcome.NO_CONSENT: N_("không có người đồng ý nhận tin"),
    NewsOutcome.CLOSED: N_("không còn đúng khi đến lượt báo"),
    NewsOutcome.SUPERSEDED: N_("tin khác của hồ sơ nói rõ hơn"),
    NewsOutcome.TOO_OLD: N_("việc xảy ra đã lâu"),
    NewsOutcome.NO_ROAD: N_("không có kênh nào đã được đồng ý"),
    NewsOutcome.NOT_RENDERED: N_("chưa soạn được nội dung tin"),
}


@cache
def choice(number: int, code: str) -> str:
    """The button for one of several items: its place and its code, or the end of it, where codes differ."""
    place = f"{number}. "
    room = MAX_TITLE - len(place)
    return place + (code if len(code) <= room else f"…{code[1 - room :]}")


def urge_rest(units: int) -> str:
    """The button that urges all units that have not sent a report."""
    return text(URGE_REST) % {"n": formats.tally(units)}


def cut(title: str) -> str:
    """A title from data, cut to what a button holds."""
    return title if len(title) <= MAX_TITLE else f"{title[: MAX_TITLE - 1].rstrip()}…"


def text(label: str, locale: str = "") -> str:
    """What is shown for a label of this module in a language; by default the one that is spoken.

    >>> text(BUTTONS[Answer.WORKING]), text(BUTTONS[Answer.WORKING], "en")
    ('Đã nhận, đang làm', 'In progress')
    """
    return translations(locale or spoken()).gettext(label)


@cache
def everywhere(label: str) -> tuple[str, ...]:
    """A label in every language, the source first: what people may type for it.

    >>> everywhere(DONE)
    ('Đã xong', 'Done')
    """
    told = (text(label, language) for language in sorted(languages()))
    return tuple(dict.fromkeys((text(label, SOURCE_LOCALE), *told)))


def counted(label: str, number: int) -> str:
    """What is shown for a label that goes with a number, in the form that the number asks for.

    >>> counted(NEW_DATE, 2)
    '%(date)s (%(n)s ngày làm việc)'
    """
    return translations(spoken()).ngettext(label, label, number)


def kind_label(kind: str) -> str:
    """What is shown for a kind of work.

    >>> kind_label("step")
    'Bước xử lý hồ sơ'
    """
    return _kind_label(kind, spoken())


@cache
def _kind_label(kind: str, language: str) -> str:
    return text(KINDS[Kind(kind)], language)
