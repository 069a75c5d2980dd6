"""Whom an answer is for, where several people share one account and the answer itself does not name them."""

from __future__ import annotations

from messages_vi.labels import text as _
from messages_vi.phrases import short
from messages_vi.render import MAX_TEXT


def addressed(text: str, name: str, form_of_address: str) -> str:
    """The text below a line with the name, unless it names the person anyway or would be too long for a message.

    >>> addressed("Đã hoàn tác.", "Trần Mẫu Lan", "đồng chí").splitlines()
    ['Gửi đồng chí Trần Mẫu Lan:', 'Đã hoàn tác.']
    """
    if name in text:
        return text
    line = _("Gửi %(form)s %(name)s:") % {"form": form_of_address, "name": short(name, 60)}
    whole = f"{line}\n{text}"
    return whole if len(whole) <= MAX_TEXT else text
