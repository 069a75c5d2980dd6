"""All texts as they go out by SMS, with what they cost in parts, for a person to read and approve.

python -m bot.sms.preview              prints them
python -m bot.sms.preview FILE         writes them
"""

from __future__ import annotations

import sys
from pathlib import Path

from bot.sms.text import SmsText, fitted, sms_text
from messages_vi.render import render
from messages_vi.samples import Specimen, specimens


def sheet() -> str:
    """Every text with made-up data in its plain form, in the order of the ladders."""
    return "\n".join(_shown(specimen) for specimen in specimens())


def _shown(specimen: Specimen) -> str:
    text = render(specimen.template, specimen.context)
    whole, sent = sms_text(text), fitted(text)
    return f"=== {specimen.title} ({_cost(whole, sent)})\n{sent.text}\n"


def _cost(whole: SmsText, sent: SmsText) -> str:
    cost = f"{sent.length.alphabet}, {sent.length.units} ký tự, {sent.length.parts} phần"
    return f"{cost}, cắt từ {whole.length.parts} phần" if sent.cut else cost


def main(arguments: list[str]) -> None:
    """Print the sheet, or write it into the file that is named."""
    if arguments:
        Path(arguments[0]).write_text(sheet(), encoding="utf-8")
    else:
        sys.stdout.write(sheet())


if __name__ == "__main__":
    main(sys.argv[1:])
