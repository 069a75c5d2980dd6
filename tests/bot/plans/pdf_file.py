"""A small PDF with a ruled table, written by hand: text in Unicode by a ToUnicode map, cells parted by strokes."""

from __future__ import annotations

from collections.abc import Sequence

_WIDTHS = (30, 150, 120, 80, 100, 70)
_HEIGHT = 20


def ruled_pdf(above: str, rows: Sequence[Sequence[str]]) -> bytes:
    """One page: a line of text, and a table below it with all its strokes."""
    letters = sorted(
        {letter for text in [above, *(cell for row in rows for cell in row)] for letter in text}
    )
    code = {letter: i + 1 for i, letter in enumerate(letters)}
    drawn = [_text(20, 560, above, code)]
    top = 540
    for i in range(len(rows) + 1):
        y = top - i * _HEIGHT
        drawn.append(f"20 {y} m {20 + sum(_WIDTHS)} {y} l S")
    for j in range(len(_WIDTHS) + 1):
        x = 20 + sum(_WIDTHS[:j])
        drawn.append(f"{x} {top} m {x} {top - len(rows) * _HEIGHT} l S")
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            drawn.append(_text(23 + sum(_WIDTHS[:j]), top - i * _HEIGHT - 14, cell, code))
    content = "\n".join(filter(None, drawn)).encode()
    unicode_map = _to_unicode(code).encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 600] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Mau /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Mau /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        b" /DW 500 /FontDescriptor 8 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(unicode_map), unicode_map),
        b"<< /Type /FontDescriptor /FontName /Mau /Flags 4 /FontBBox [0 -200 1000 800] /ItalicAngle 0 /Ascent 800 /Descent -200"
        b" /CapHeight 700 /StemV 80 >>",
    ]
    return _file(objects)


def _text(x: int, y: int, said: str, code: dict[str, int]) -> str:
    if not said:
        return ""
    shown = "".join(f"{code[letter]:04x}" for letter in said)
    return f"BT /F 8 Tf {x} {y} Td <{shown}> Tj ET"


def _to_unicode(code: dict[str, int]) -> str:
    pairs = [f"<{n:04x}> <{ord(letter):04x}>" for letter, n in code.items()]
    blocks = [pairs[i : i + 100] for i in range(0, len(pairs), 100)]
    maps = "\n".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{maps}\nendcmap end end"
    )


def _file(objects: Sequence[bytes]) -> bytes:
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        start,
    )
