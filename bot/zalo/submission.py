"""Templates for submission: as the JSON of `/template/create`, or as text to be typed into the portal.

No source at hand shows a whole create request; the numbers of the parameter kinds follow the order of Zalo's list.
Look at both with the first submission.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.zalo.templates import Kind, Template
from schedules.errors import RejectedInput

CUSTOM: Final = 1  # type of template: own text
_BUTTON_TYPES: Final = {"website": 1, "account": 3}
_KIND_NUMBERS: Final = {kind: number for number, kind in enumerate(Kind, 1)}


def create_request(template: Template, places: Mapping[str, str], oa_id: str) -> dict[str, object]:
    """The body of `/template/create`. `places` gives the address of each place a button leads to (`lookup`).

    Raises `RejectedInput` for a quick-reply template, which can only be made by hand, and for a place not given.
    """
    if template.quick_reply:
        raise RejectedInput("template", template.key, "make it by hand in the portal from as_text")
    body: list[dict[str, object]] = [{"TITLE": {"value": template.title}}]
    body += [{"PARAGRAPH": {"value": paragraph}} for paragraph in template.paragraphs]
    body.append({"TABLE": {"rows": [{"title": r.label, "value": r.value} for r in template.rows]}})
    buttons = [
        {
            "type": _BUTTON_TYPES[button.kind],
            "title": button.text,
            "content": _content(template, button.target, places) if button.target else oa_id,
        }
        for button in template.buttons
    ]
    return {
        "template_name": template.name,
        "template_type": CUSTOM,
        "tag": str(template.tag),
        "layout": {
            "body": {"components": body},
            "footer": {"components": [{"BUTTONS": {"items": buttons}}]},
        },
        "params": [
            {"name": name, "type": str(_KIND_NUMBERS[given.kind]), "sample_value": given.sample}
            for name, given in template.parameters.items()
        ],
        "note": template.purpose,
        "tracking_id": f"create-{template.key}"[:48],
    }


def as_text(template: Template) -> str:
    """The template for a person who types it into the portal, with what the reviewer wants to know."""
    kinds = {"website": "mở trang", "account": "mở trang Official Account", "response": "phản hồi"}
    lines = [
        f"Tên mẫu: {template.name}",
        f"Mục đích: {template.purpose}",
        f"Nhãn nội dung: {template.tag}",
        f"Tiêu đề: {template.title}",
        *(f"Đoạn {place}: {text}" for place, text in enumerate(template.paragraphs, 1)),
        "Bảng:",
        *(f"- {row.label}: {row.value}" for row in template.rows),
        "Nút:",
        *(f"- {button.text} ({kinds[button.kind]})" for button in template.buttons),
        "Tham số:",
        *(
            f"- <{name}>: {given.meaning}; tối đa {given.longest} ký tự; ví dụ: {given.sample}"
            for name, given in template.parameters.items()
        ),
    ]
    return "\n".join(lines) + "\n"


def _content(template: Template, target: str, places: Mapping[str, str]) -> str:
    place, mark, rest = target.partition("?")
    if place not in places:
        raise RejectedInput("places", place, f"give the address that {template.key} leads to")
    return places[place] + mark + rest
