"""What `explain` says beside the date's derivation: the item, who was told or not and why, the answers, what comes next.

Takes plain data with instants in seconds; looks nothing up and decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from db.words import (
    Answer,
    Audience,
    BlockReason,
    Fate,
    MessageState,
    NewsOutcome,
    Occasion,
    Reason,
)
from messages_vi import formats, labels
from messages_vi.catalogue import N_
from messages_vi.labels import text as _
from messages_vi.leaving import acting, document
from messages_vi.phrases import lower_first

Data = Mapping[str, Any]

WHY: Final = N_("Vì sao là hạn này?")
TOLD: Final = N_("Đã báo cho ai, vì sao?")
ROADS: Final = N_("Gửi qua kênh nào, chi phí bao nhiêu?")
ANSWERS: Final = N_("Các trả lời")
NEXT: Final = N_("Sắp tới")
CITIZENS: Final = N_("Đã báo gì cho người dân?")
NOTHING_TOLD: Final = N_("Chưa đến lần nhắc nào.")
NO_ROADS: Final = N_("Chưa có tin nào.")
NO_ANSWERS: Final = N_("Chưa có trả lời nào.")
NOTHING_NEXT: Final = N_("Không còn lần nhắc nào theo lịch.")
CLOSED: Final = N_("Việc không còn được theo dõi nên sẽ không nhắc nữa.")

_FAMILY: Final = re.compile(r"[a-z_]+")


def rung_label(rung: str) -> str:
    """The name of a rung; of its full key only the family counts.

    >>> rung_label("silent@due_today"), rung_label("due_in_days:3")
    ('Chưa phản hồi', 'Trước hạn một số ngày')
    """
    found = _FAMILY.match(rung)
    return _(labels.RUNGS.get(found[0] if found else rung, rung))


def told(notice: Data, version: int) -> str:
    """One decision about telling somebody; `version` is the item's present due date.

    `notice` has `rung`, `audience`, `person_name`, `fate`, `reason`, `rung_at`, `send_at`, `message_state`, `sent_at`,
    `version`.
    """
    parts = [_subject(notice["rung_at"], notice)]
    if notice["fate"] == Fate.SENT and notice["sent_at"] is not None:
        state = labels.MESSAGE_STATES[MessageState(notice["message_state"])]
        text = _("đã gửi lúc %(at)s (%(state)s)")
        sent_at = formats.short_moment(notice["sent_at"])
        parts.append(text % {"at": sent_at, "state": lower_first(_(state))})
    else:
        parts.append(_fate(notice))
    if notice["fate"] == Fate.HELD:
        parts.append(_("giữ đến %(at)s") % {"at": formats.short_moment(notice["send_at"])})
    if notice["version"] != version:
        parts.append(_("theo hạn cũ"))
    return "; ".join(parts)


def coming(notice: Data, now: int) -> str:
    """One notice still to come; it has `at`, `rung`, `audience`, `person_name`, `fate`, `reason`, `send_at`."""
    parts = [_subject(notice["at"], notice)]
    if notice["fate"] == Fate.HELD:
        text = _("sẽ gửi lúc %(at)s, vì %(reason)s")
        reason = _(labels.REASONS[Reason(notice["reason"])])
        parts.append(text % {"at": formats.short_moment(notice["send_at"]), "reason": reason})
    elif notice["fate"] != Fate.WAITING:
        parts.append(_fate(notice))
    if notice["rung"].startswith("silent") and notice["fate"] in (Fate.WAITING, Fate.HELD):
        parts.append(_("chỉ khi đến lúc đó vẫn chưa có trả lời"))
    if notice["at"] <= now:
        parts.append(_("đã đến giờ, sẽ xét ở lượt tới"))
    return "; ".join(parts)


def _subject(at: int, notice: Data) -> str:
    return _("%(when)s, %(rung)s – %(who)s") % {
        "when": formats.short_moment(at),
        "rung": lower_first(rung_label(notice["rung"])),
        "who": _who(_told(notice), notice["audience"]),
    }


def _told(notice: Data) -> str | None:
    """Who was told, and in whose place by which document."""
    name: str | None = notice["person_name"]
    other = notice.get("behalf_of_name")
    if not name or not other:
        return name
    number = notice.get("document")
    return f"{acting(name, other)}, {document(number, '')}" if number else acting(name, other)


def _fate(notice: Data) -> str:
    return _("%(fate)s vì %(reason)s") % {
        "fate": lower_first(_(labels.FATES[Fate(notice["fate"])])),
        "reason": _(labels.REASONS[Reason(notice["reason"])]),
    }


def _who(name: str | None, audience: str) -> str:
    label = lower_first(_(labels.AUDIENCES[Audience(audience)]))
    return f"{name} ({label})" if name else label


def answered(answer: Data) -> str:
    """One answer; `answer` has `person_name`, `answer`, `argument`, `at`, `undone_at` (seconds)."""
    what = _(labels.BUTTONS[Answer(answer["answer"])])
    if answer["answer"] == Answer.BLOCKED and answer["argument"] in set(BlockReason):
        what = f"{what} ({_(labels.BLOCK_REASONS[BlockReason(answer['argument'])])})"
    name, other = answer["person_name"], answer.get("behalf_of_name")
    text = _("%(when)s, %(who)s: %(what)s") % {
        "when": formats.short_moment(answer["at"]),
        "who": acting(name, other) if other else name,
        "what": what,
    }
    if answer["undone_at"] is not None:
        text += _("; đã hoàn tác lúc %(at)s") % {"at": formats.short_moment(answer["undone_at"])}
    return text


def heard(news: Data) -> str:
    """One piece of news for citizens; `news` has `occasion`, `at`, `told_at` (none while it waits), `outcome`."""
    known = news["occasion"] in set(Occasion)
    what = _(labels.OCCASIONS[Occasion(news["occasion"])]) if known else news["occasion"]
    when = formats.short_moment(news["at"])
    if news["told_at"] is None:
        return _("%(when)s, %(what)s: chờ đến lượt báo") % {"when": when, "what": what}
    return _("%(when)s, %(what)s: %(outcome)s, lúc %(at)s") % {
        "when": when,
        "what": what,
        "outcome": _(labels.NEWS_OUTCOMES[NewsOutcome(news["outcome"])]),
        "at": formats.short_moment(news["told_at"]),
    }


def heading(item: Data) -> list[str]:
    """What an item is; `item` has `kind_label`, `code`, `title`, `step`, `unit`, `assignee`, `state_label`, `due`,
    `due_precision`, and `timeliness`, the class of a dossier by dates (empty for other work)."""
    late = item.get("timeliness")
    title = " – ".join(filter(None, (item["code"], item["step"], item["title"])))
    return [
        f"{item['kind_label']} {title}",
        _("Đơn vị: %(unit)s; người được giao: %(assignee)s; trạng thái: %(state)s")
        % {
            "unit": item["unit"],
            "assignee": item["assignee"] or _("chưa phân công"),
            "state": lower_first(item["state_label"]),
        },
        _("Hạn: %(due)s") % {"due": formats.due(item["due"], item["due_precision"])},
        *([_("Tính theo ngày: %(class)s") % {"class": lower_first(late)}] if late else []),
    ]


def unwatched(code: str, status: int) -> str:
    """A dossier that is known but has nothing to watch."""
    text = _(
        "Hồ sơ %(code)s có trong dữ liệu (trạng thái %(status)s) nhưng không có việc nào phải theo dõi."
    )
    return text % {"code": code, "status": status}
