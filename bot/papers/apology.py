"""The draft of a letter of apology as a DOCX: form 04 laid out after NĐ 30/2020/NĐ-CP (A4, Times New Roman, its margins).

The words come from `messages_vi.papers`. The applicant's name is not kept and left to be written in.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from messages_vi.papers import LetterFacts, LetterWords, letter

FONT: Final = "Times New Roman"
TEXT: Final = 14  # points, as the law on clerical work has it for the body
_LEFT, _CENTER, _RIGHT = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
)
_HEAD: Final = (
    Mm(65),
    Mm(100),
)  # columns of the heading: the name of the nation, 96 mm wide, must not wrap
_FOOT: Final = (Mm(80), Mm(85))


def apology_letter(facts: LetterFacts, made_at: int) -> bytes:
    """The draft as a file; `made_at` is the instant it is made, in seconds."""
    words = letter(facts)
    paper = Document()
    _page(paper)
    _line(paper, words.form, size=11, italic=True, align=_RIGHT)
    _heading(paper, words)
    _line(paper, words.title, bold=True, align=_CENTER, before=12, after=12)
    _line(paper, words.addressee, align=_CENTER, after=8)
    for text in words.paragraphs:
        told = _line(paper, text, align=WD_ALIGN_PARAGRAPH.JUSTIFY, after=6)
        told.paragraph_format.first_line_indent = Mm(12.7)
    _signature(paper, words)
    about = paper.core_properties
    about.author, about.title = facts.body, words.title.replace("\n", " ")
    about.comments, about.language = "", "vi-VN"
    about.created = about.modified = datetime.fromtimestamp(made_at, UTC).replace(tzinfo=None)
    file = BytesIO()
    paper.save(file)
    return file.getvalue()


def _page(paper: Any) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.top_margin = section.bottom_margin = Mm(20)
    style = paper.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(TEXT)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    style.paragraph_format.space_after = Pt(0)


def _heading(paper: Any, words: LetterWords) -> None:
    """The body on the left, the nation on the right; number and date below them on one line."""
    (left, right), (number, dated) = _columns(paper, _HEAD, rows=2)
    names = [_line(left, words.above, size=13, align=_CENTER)] if words.above else []
    names.append(_line(left, words.body, size=13, bold=True, align=_CENTER))
    for name in names:
        name.paragraph_format.right_indent = Mm(3)  # a long one does not touch the right column
    _rule(left, 24)
    _line(number, words.number, size=13, align=_CENTER, before=4)
    _line(right, words.nation, size=13, bold=True, align=_CENTER)
    _line(right, words.motto, bold=True, align=_CENTER)
    _rule(right, 20)
    _line(dated, words.dated, size=13, italic=True, align=_CENTER, before=4)
    for column in (left, right, number, dated):
        _drop_first(column)


def _signature(paper: Any, words: LetterWords) -> None:
    _line(paper, "", size=6)
    ((left, right),) = _columns(paper, _FOOT)
    _line(left, words.copies_title, size=12, bold=True, italic=True, align=_LEFT)
    for copy in words.copies:
        _line(left, copy, size=11, align=_LEFT)
    for title in words.signer_title.splitlines():
        _line(right, title, bold=True, align=_CENTER)
    _line(right, words.signer_hint, size=13, italic=True, align=_CENTER, after=60)
    _line(right, words.signer, bold=True, align=_CENTER)
    for column in (left, right):
        _drop_first(column)


def _columns(paper: Any, widths: tuple[Any, Any], rows: int = 1) -> list[tuple[Any, Any]]:
    """The cells of a table of two columns without borders, row by row; what stands in a row stands on one height."""
    table = paper.add_table(rows=rows, cols=2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _no_margins(table)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width  # some programs read the one, some the other
    return [(row.cells[0], row.cells[1]) for row in table.rows]


def _no_margins(table: Any) -> None:
    """Cells use their whole width."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    form = table._tbl.tblPr  # noqa: SLF001 - margins have no call
    look = form.find(qn("w:tblLook"))
    form.append(margins) if look is None else look.addprevious(margins)


def _drop_first(cell: Any) -> None:
    """A cell begins with an empty paragraph of its own."""
    first = cell.paragraphs[0]
    if not first.text:
        first._element.getparent().remove(first._element)  # noqa: SLF001 - the library has no call for it


def _line(
    where: Any,
    text: str,
    *,
    size: int = TEXT,
    bold: bool = False,
    italic: bool = False,
    align: Any = _LEFT,
    before: int = 0,
    after: int = 0,
) -> Any:
    """One paragraph in one hand."""
    told = where.add_paragraph()
    told.alignment = align
    form = told.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.line_spacing_rule = WD_LINE_SPACING.SINGLE
    run = told.add_run(text)
    run.bold, run.italic, run.font.size, run.font.name = bold, italic, Pt(size), FONT
    return told


def _rule(cell: Any, inset_mm: int) -> None:
    """The short line below a heading: an empty paragraph with a border on top, drawn in from both sides."""
    told = _line(cell, "", size=2)
    told.paragraph_format.left_indent = told.paragraph_format.right_indent = Mm(inset_mm)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    told._element.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - borders have no call
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
