"""What `explain` says beside the date's derivation: the item, who was told or not and why, the answers, what comes next.

Takes plain data with instants in seconds; looks nothing up and decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from db.records import Answer, Audience, BlockReason, Fate, MessageState, Reason
from messages_vi import formats, labels
from messages_vi.catalogue import N_
from messages_vi.labels import text as _
from messages_vi.phrases import lower_first

Data = Mapping[str, Any]

WHY: Final = N_("Vì sao là hạn này?")
TOLD: Final = N_("Đã báo cho ai, vì sao?")
ANSWERS: Final = N_("Các trả lời")
NEXT: Final = N_("Sắp tới")
NOTHING_TOLD: Final = N_("Chưa đến lần nhắc nào.")
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
    `version`; instants in seconds.
    """
    parts = [
        _("%(when)s, %(rung)s – %(who)s: %(fate)s, %(reason)s")
        % {
            "when": formats.short_moment(notice["rung_at"]),
            "rung": lower_first(rung_label(notice["rung"])),
            "who": _who(notice["person_name"], notice["audience"]),
            "fate": lower_first(_(labels.FATES[Fate(notice["fate"])])),
            "reason": _(labels.REASONS[Reason(notice["reason"])]),
        }
    ]
    if notice["sent_at"] is not None:
        parts.append(
            _("gửi lúc %(at)s (%(state)s)")
            % {
                "at": formats.short_moment(notice["sent_at"]),
                "state": lower_first(
                    _(labels.MESSAGE_STATES[MessageState(notice["message_state"])])
                ),
            }
        )
    elif notice["fate"] == Fate.HELD:
        parts.append(_("giữ đến %(at)s") % {"at": formats.short_moment(notice["send_at"])})
    if notice["version"] != version:
        parts.append(_("theo hạn cũ"))
    return "; ".join(parts)


def _who(name: str | None, audience: str) -> str:
    label = lower_first(_(labels.AUDIENCES[Audience(audience)]))
    return f"{name} ({label})" if name else label


def answered(answer: Data) -> str:
    """One answer; `answer` has `person_name`, `answer`, `argument`, `at`, `undone_at` (seconds)."""
    what = _(labels.BUTTONS[Answer(answer["answer"])])
    if answer["answer"] == Answer.BLOCKED and answer["argument"] in set(BlockReason):
        what = f"{what} ({_(labels.BLOCK_REASONS[BlockReason(answer['argument'])])})"
    text = _("%(when)s, %(who)s: %(what)s") % {
        "when": formats.short_moment(answer["at"]),
        "who": answer["person_name"],
        "what": what,
    }
    if answer["undone_at"] is not None:
        text += _("; đã hoàn tác lúc %(at)s") % {"at": formats.short_moment(answer["undone_at"])}
    return text


def coming(step: Data, now: int) -> str:
    """One rung still to come; `step` has `at`, `rung`, `audience`, `names`, `fate`, `reason`, `send_at`, `held`."""
    when = formats.short_moment(step["at"])
    rung = lower_first(rung_label(step["rung"]))
    who = _who(", ".join(step["names"]), step["audience"])
    if step["fate"] != Fate.WAITING:
        return _("%(when)s, %(rung)s – %(who)s: sẽ không báo, %(reason)s") % {
            "when": when,
            "rung": rung,
            "who": who,
            "reason": _(labels.REASONS[Reason(step["reason"])]),
        }
    parts = [_("%(when)s, %(rung)s – báo %(who)s") % {"when": when, "rung": rung, "who": who}]
    if not step["names"]:
        parts.append(_(labels.REASONS[Reason.NO_RECIPIENT]))
    if step["rung"].startswith("silent"):
        parts.append(_("chỉ khi đến lúc đó vẫn chưa có trả lời"))
    if step["at"] <= now:
        parts.append(_("đã đến giờ, sẽ xét ở lượt tới"))
    elif step["held"]:
        text = _("gửi lúc %(at)s: %(reason)s")
        reason = _(labels.REASONS[Reason(step["held"])])
        parts.append(text % {"at": formats.short_moment(step["send_at"]), "reason": reason})
    return "; ".join(parts)


def heading(item: Data) -> list[str]:
    """What an item is; `item` has `kind_label`, `code`, `title`, `step`, `unit`, `assignee`, `state_label`, `due`,
    `due_precision`."""
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
    ]


def unwatched(code: str, status: int) -> str:
    """A dossier that is known but has nothing to watch."""
    text = _(
        "Hồ sơ %(code)s có trong dữ liệu (trạng thái %(status)s) nhưng không có việc nào phải theo dõi."
    )
    return text % {"code": code, "status": status}
