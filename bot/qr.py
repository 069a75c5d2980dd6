"""The QR code by which people open the account: its address and drawing, for every paper; the poster of citizens as SVG or PNG."""

from __future__ import annotations

import io
from importlib import import_module
from typing import Any, Final
from xml.sax.saxutils import escape

from messages_vi.citizens import POSTER
from messages_vi.labels import text as _
from schedules.errors import Misconfigured, RejectedInput

ADDRESS: Final = "https://zalo.me/"
_SIDE: Final = 300  # of the code on the picture
_WIDTH: Final = 420


def picture(oa: str, ending: str) -> bytes:
    """The picture as `.svg` or `.png`; raises `RejectedInput` for another ending or what is no id of an account."""
    if not oa.isascii() or not oa.isdigit():
        raise RejectedInput("oa", oa[:40], "the id of an official account is a number")
    code = draw(account_address(oa))
    if ending == ".png":
        out = io.BytesIO()
        code.save(out, kind="png", scale=12, border=4)
        return out.getvalue()
    if ending == ".svg":
        return _poster(code).encode()
    raise RejectedInput("out", ending or "(no ending)", "a name that ends in .svg or .png")


def account_address(account: str) -> str:
    """The address of an official account by its id."""
    return f"{ADDRESS}{account}"


def draw(link: str) -> Any:
    """The QR code of an address. The library is small and wanted here only."""
    try:
        segno: Any = import_module("segno")
    except ImportError:
        raise Misconfigured(["the package segno is missing: install it to draw QR codes"]) from None
    return segno.make(link, error="m", micro=False)


def _poster(code: Any) -> str:
    """The code with a title above and the steps below it, all in one file without foreign parts."""
    rows = [list(row) for row in code.matrix]
    size = _SIDE / (len(rows) + 8)  # four quiet modules on each side
    left, top = (_WIDTH - _SIDE) / 2, 60.0
    dots = "".join(
        f"M{left + (x + 4) * size:.2f} {top + (y + 4) * size:.2f}h{size:.2f}v{size:.2f}h-{size:.2f}z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )
    title, *steps = (escape(_(line)) for line in POSTER)
    words = [f'<text x="{_WIDTH / 2}" y="38" font-size="20" font-weight="bold">{title}</text>']
    for number, step in enumerate(steps):
        y = top + _SIDE + 28 + 26 * number
        words.append(f'<text x="{_WIDTH / 2}" y="{y}" font-size="15">{step}</text>')
    height = int(top + _SIDE + 40 + 26 * len(steps))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}">'
        f'<rect width="100%" height="100%" fill="#fff"/><path d="{dots}" fill="#000"/>'
        f'<g font-family="sans-serif" text-anchor="middle" fill="#000">{"".join(words)}</g></svg>\n'
    )
