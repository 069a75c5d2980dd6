"""Printed invitations: a sheet of cards for each unit as a page for A4, and a picture for each person.

The QR code opens the official account (`https://zalo.me/<id>`); that it could bring a text along is written nowhere, so the
one-time code stands beside it to be typed. Words come from `messages_vi.invitation`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Final

from bot.qr import account_address, draw
from messages_vi.invitation import CardWords, Invited, SheetWords, card, sheet
from messages_vi.phrases import short

_STYLE: Final = """
@page { size: A4 portrait; margin: 12mm; }
* { box-sizing: border-box; }
body { font-family: "Times New Roman", "Liberation Serif", serif; font-size: 11pt; color: #000; margin: 0 auto; max-width: 186mm; }
h1 { font-size: 14pt; text-align: center; text-transform: uppercase; margin: 0 0 1mm; }
h2 { font-size: 12pt; text-align: center; margin: 0 0 2mm; }
.note { text-align: center; font-style: italic; margin: 0 0 4mm; }
.cards { display: grid; grid-template-columns: 1fr 1fr; }
.card { border: 0.3mm dashed #666; padding: 4mm; min-height: 79mm; break-inside: avoid; display: grid;
  grid-template-columns: 30mm 1fr; column-gap: 4mm; align-content: start; }
.card .who { grid-column: 1 / 3; margin: 0 0 2mm; }
.card .who strong { display: block; font-size: 12pt; }
.card svg { width: 30mm; height: 30mm; }
.card .code { font: bold 17pt "Courier New", "Liberation Mono", monospace; letter-spacing: 0.5mm; margin: 0.5mm 0; white-space: nowrap; }
.card p { margin: 0; }
.card ol { margin: 2mm 0 0; padding-left: 5mm; font-size: 10pt; }
.card .until { font-size: 9pt; }
"""


def qr_svg(address: str) -> str:
    """The QR code of an address as an SVG element without a size of its own."""
    found: str = draw(address).svg_inline(border=2, omitsize=True)
    return found


def write_pictures(folder: Path, account: str) -> list[Path]:
    """The QR code of the account as PNG and SVG, for posters and letters."""
    code = draw(account_address(account))
    files = [folder / f"zalo-{safe(account)}.{kind}" for kind in ("png", "svg")]
    for file in files:
        code.save(str(file), scale=10, border=4)
    return files


def sheet_page(unit: str, people: Sequence[Invited], address: str) -> str:
    """The sheet of one unit: six cards a page, to be cut apart."""
    words, picture = sheet(unit), qr_svg(address)
    cards = "\n".join(_card(card(one), words, picture) for one in people)
    return (
        f'<!DOCTYPE html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n<title>{escape(words.title)} – {escape(unit)}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{escape(words.title)}</h1>\n<h2>{escape(unit)}</h2>\n"
        f'<p class="note">{escape(words.note)}</p>\n<div class="cards">\n{cards}\n</div>\n</body>\n</html>\n'
    )


def _card(told: CardWords, words: SheetWords, picture: str) -> str:
    steps = "".join(f"<li>{escape(step)}</li>" for step in words.steps)
    return (
        f'<section class="card"><p class="who">{escape(told.greeting)}<strong>{escape(told.name)}</strong>{escape(told.title)}</p>'
        f'<div role="img" aria-label="{escape(words.picture)}">{picture}</div>'
        f'<div><p>{escape(told.code_label)}:</p><p class="code">{escape(told.code)}</p>'
        f'<p class="until">{escape(told.until)}</p></div>'
        f'<ol style="grid-column: 1 / 3">{steps}</ol></section>'
    )


def person_picture(unit: str, invited: Invited, address: str) -> str:
    """One person's invitation as a picture: the QR code with name, code and date beside it."""
    told = card(invited)
    qr = qr_svg(address).replace("<svg ", '<svg x="16" y="16" width="168" height="168" ', 1)
    lines = (
        (28, 13, "normal", told.greeting),
        (50, 17, "bold", short(told.name, 40)),
        (71, 14, "normal", short(told.title, 56)),
        (90, 14, "normal", short(unit, 56)),
        (118, 13, "normal", f"{told.code_label}:"),
        (150, 30, "bold", told.code),
        (176, 13, "normal", told.until),
    )
    texts = "".join(
        f'<text x="200" y="{y}" font-size="{size}" font-weight="{weight}">{escape(text)}</text>'
        for y, size, weight, text in lines
        if text
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="200" viewBox="0 0 640 200" font-family="sans-serif">'
        f'<rect width="640" height="200" fill="#fff"/>{qr}{texts}</svg>\n'
    )


def safe(name: str) -> str:
    """A code as part of a file's name.

    >>> safe("X1/TP:2")
    'X1_TP_2'
    """
    return re.sub(r"[^\w.-]", "_", name).strip(".") or "_"
