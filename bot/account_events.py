"""What Zalo tells about the account: templates approved or stopped, the grant taken back, quotas changed."""

from __future__ import annotations

import structlog

from bot.alarms import end_alarm, raise_alarm
from bot.config import ZaloSettings
from bot.zalo.details import (
    DailyQuota,
    Detail,
    PermissionRevoked,
    TemplateChange,
    TemplateStatus,
)
from bot.zalo.events import ZaloEvent
from bot.zalo.reading import number
from db.store import Tx

log = structlog.get_logger()
STOPS = frozenset({"DISABLE", "REJECT", "DELETE"})
APPROVED = "ENABLE"


async def on_account(
    tx: Tx, zalo: ZaloSettings, event: ZaloEvent, told: Detail, now: int
) -> str | None:
    """Take up an event about the account; the note kept with it, or None when it is about something else."""
    match told:
        case TemplateStatus():
            return await _template_status(tx, zalo, event, told, now)
        case PermissionRevoked():
            account = event.oa_id or zalo.oa_id
            await raise_alarm(
                tx,
                f"zalo:{account}",
                "the account took its grant back from the application; "
                "an administrator of the account must consent again",
                now,
            )
            return "permission_revoked"
        case DailyQuota(before=before, after=after):
            log.info("quota.changed", action="quota.changed", before=before, after=after)
            return f"daily_quota {before} -> {after}"
        case TemplateChange(what=what, template_id=template_id):
            log.info("template.changed", action="template.changed", what=what, id=template_id)
            return f"template_{what}"
    return None


async def _template_status(
    tx: Tx, zalo: ZaloSettings, event: ZaloEvent, told: TemplateStatus, now: int
) -> str:
    """Stop or resume the templates of ours with this id; of two events the later one counts, whichever comes first."""
    keys = [key for key, known in zalo.templates.items() if known == told.template_id]
    log.info(
        "template.status",
        action="template.status",
        id=told.template_id,
        keys=keys,
        status=told.after,
    )
    stated = number(event.timestamp) or 0
    mark = f"template_status:{told.template_id}"
    if not keys or int(await tx.value("meta", key=mark) or 0) > stated:
        return "overtaken" if keys else "foreign_template"
    await tx.run("set_meta", key=mark, value=str(stated))
    for key in keys:
        if told.after in STOPS:
            code = f"status:{told.after}"
            await tx.run("stop_template", key=key, code=code, at=now, until=None)
            why = f": {told.reason[:200]}" if told.reason else ""
            problem = f"Zalo no longer lets template {key} be used ({told.after}){why}"
            await raise_alarm(tx, f"template:{key}", problem, now)
        elif told.after == APPROVED:
            await tx.run("resume_template", key=key)
            await end_alarm(tx, f"template:{key}", now)
    return f"template {told.after}"[:60]
