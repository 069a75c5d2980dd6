"""All short SMS forms, filled with examples, as they are worded and as they go out, for a person to read and approve.

python -m bot.sms.preview              prints them
python -m bot.sms.preview FILE         writes them
"""

from __future__ import annotations

import sys
from pathlib import Path

from bot.delivery.carrying import Parcel
from bot.sms.short import short_form
from bot.sms.text import SmsText
from bot.zalo.templates import Template, templates
from messages_vi.render import render, sms_for


def sheet() -> str:
    """Every short form: with its accents, then in the plain form that is sent."""
    return "\n".join(_shown(found) for found in templates().values())


def examples(found: Template) -> Parcel:
    """A template with the examples it is submitted with."""
    return Parcel(found.key, {name: given.sample for name, given in found.parameters.items()})


def cost(sent: SmsText) -> str:
    """What a text costs: `gsm7, 241 ký tự, 2 phần`."""
    told = f"{sent.length.alphabet}, {sent.length.units} ký tự, {sent.length.parts} phần"
    return f"{told}, bị cắt" if sent.cut else told


def _shown(found: Template) -> str:
    parcel = examples(found)
    sent = short_form(parcel)
    worded = render(sms_for(found.key), parcel.values)
    return f"=== {found.key} ({cost(sent)})\n{worded}\n--- gửi đi\n{sent.text}\n"


def main(arguments: list[str]) -> None:
    """Print the sheet, or write it into the file that is named."""
    if arguments:
        Path(arguments[0]).write_text(sheet(), encoding="utf-8")
    else:
        sys.stdout.write(sheet())


if __name__ == "__main__":
    main(sys.argv[1:])
