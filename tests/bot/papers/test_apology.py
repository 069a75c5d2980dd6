"""The letter of apology opened again: what it says, what is left to be written in, how the page is set."""

from __future__ import annotations

import unicodedata
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from bot.papers.apology import FONT, apology_letter
from messages_vi.papers import DOTS, LetterFacts
from tests.db.making import NOW, moment

FACTS = LetterFacts(
    body="UBND xã Mẫu Một",
    body_above="UBND tỉnh An Mẫu",
    code="H01.05-250310-0001",
    procedure="Đăng ký khai sinh",
    received_at=moment("05/03/2025", "08:00"),
    promised_at=moment("24/03/2025", "16:00"),
    status=4,
    reason="Chờ cơ quan phối hợp",
    new_date=date(2025, 4, 1),
    signer="Lê Mẫu Bình",
    signer_title="Chủ tịch UBND xã",
)


def opened(facts: LetterFacts = FACTS) -> Any:
    return Document(BytesIO(apology_letter(facts, NOW)))


def body(paper: Any) -> list[str]:
    return [p.text for p in paper.paragraphs if p.text]


def columns(paper: Any, table: int) -> list[list[str]]:
    sides = paper.tables[table].columns
    return [[p.text for cell in side.cells for p in cell.paragraphs if p.text] for side in sides]


def test_what_the_letter_says() -> None:
    assert body(opened()) == [
        "Mẫu số 04 – Phụ lục I, Thông tư số 03/2025/TT-VPCP",
        "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN\nTHỜI GIAN GIẢI QUYẾT HỒ SƠ",
        f"Kính gửi: Ông/Bà (tổ chức) {DOTS}",
        "Ngày 05 tháng 3 năm 2025, UBND xã Mẫu Một tiếp nhận hồ sơ của Ông/Bà (tổ chức) đề nghị giải quyết thủ tục "
        "hành chính: Đăng ký khai sinh.",
        "Mã hồ sơ: H01.05-250310-0001.",
        f"Số biên nhận (nếu có): {DOTS}",
        "Thời gian hẹn trả kết quả: 16 giờ 00 phút, ngày 24 tháng 3 năm 2025.",
        "Tình trạng hồ sơ hiện nay: đang xử lý.",
        "Hồ sơ của Ông/Bà (tổ chức) chưa thể có kết quả đúng thời gian đã hẹn. Lý do: chờ cơ quan phối hợp.",
        "Sự chậm trễ này đã ảnh hưởng đến công việc của Ông/Bà (tổ chức). UBND xã Mẫu Một chân thành xin lỗi Ông/Bà "
        "(tổ chức).",
        "UBND xã Mẫu Một đề nghị gia hạn thời gian giải quyết và hẹn trả kết quả vào ngày 01 tháng 4 năm 2025.",
        "Rất mong nhận được sự thông cảm của Ông/Bà (tổ chức)./.",
    ]  # fmt: skip


def test_heading_and_signature() -> None:
    paper = opened()
    assert columns(paper, 0) == [
        ["UBND TỈNH AN MẪU", "UBND XÃ MẪU MỘT", "Số: ………/………"],
        [
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "……………, ngày …… tháng …… năm ………",
        ],
    ]
    assert columns(paper, 1) == [
        ["Nơi nhận:", "- Như trên;", "- Bộ phận Một cửa;", "- Lưu: VT, hồ sơ."],
        ["CHỦ TỊCH UBND XÃ", "(Ký, ghi rõ họ tên và đóng dấu)", "Lê Mẫu Bình"],
    ]


def test_columns_have_their_widths_for_every_program() -> None:
    for table in opened().tables:
        for row in table.rows:
            assert [c.width for c in table.columns] == [c.width for c in row.cells]
            assert sum(round(c.width.mm) for c in row.cells) == 165  # what the margins leave


def test_the_name_of_the_nation_has_a_line_of_its_own() -> None:
    """It is 96 mm wide in this hand; and number and date stand on one height, however long the office's name is."""
    heading = opened().tables[0]
    assert heading.columns[1].width.mm >= 99
    margins = heading._tbl.tblPr.find(qn("w:tblCellMar"))
    assert [side.get(qn("w:w")) for side in margins] == ["0", "0"]
    assert [cell.text for cell in heading.rows[1].cells] == [
        "Số: ………/………",
        "……………, ngày …… tháng …… năm ………",
    ]


def test_the_page_is_a4_in_the_prescribed_hand() -> None:
    paper = opened()
    section = paper.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert (round(section.left_margin.mm), round(section.right_margin.mm)) == (30, 15)
    assert paper.styles["Normal"].font.name == FONT == "Times New Roman"
    cells = [c for table in paper.tables for row in table.rows for c in row.cells]
    inside = [p for c in cells for p in c.paragraphs]
    runs = [run for p in [*paper.paragraphs, *inside] for run in p.runs]
    assert {run.font.name for run in runs} == {FONT}
    assert {run.font.size.pt for run in runs if run.text} <= {11, 12, 13, 14}
    told = [p for p in paper.paragraphs if p.text.startswith("Thời gian hẹn")]
    assert told[0].alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    about = paper.core_properties
    assert (about.author, about.language) == ("UBND xã Mẫu Một", "vi-VN")
    assert "python" not in f"{about.author}{about.comments}{about.title}".lower()


def test_what_is_not_known_yet_is_left_to_be_written_in() -> None:
    bare = FACTS._replace(
        body_above="", reason="", new_date=None, signer="", signer_title="", status=99, promised_at=None
    )  # fmt: skip
    text = "\n".join(body(opened(bare)))
    assert f"Lý do: {DOTS}." in text
    assert "hẹn trả kết quả vào ngày …… tháng …… năm ………." in text
    assert "…… giờ …… phút, ngày ……" in text
    assert f"hiện nay: {DOTS}." in text
    assert columns(opened(bare), 0)[0][0] == "UBND XÃ MẪU MỘT"
    assert columns(opened(bare), 1)[1][0] == "THỦ TRƯỞNG ĐƠN VỊ"


def test_a_signed_letter_carries_its_date() -> None:
    signed = FACTS._replace(signed_at=moment("05/02/2026", "15:00"))
    assert columns(opened(signed), 0)[1][2] == "……………, ngày 05 tháng 02 năm 2026"


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("UBND huyện chưa trả lời.", "Lý do: UBND huyện chưa trả lời."),
        ("Cần xác minh, thẩm tra thêm", "Lý do: cần xác minh, thẩm tra thêm."),
        ("máy hỏng", "Lý do: máy hỏng."),
    ],
)
def test_a_reason_stands_inside_a_sentence(reason: str, told: str) -> None:
    assert told in "\n".join(body(opened(FACTS._replace(reason=reason))))


def test_texts_are_composed_letters_and_nothing_is_left_open() -> None:
    paper = opened()
    every = body(paper) + [t for n in (0, 1) for column in columns(paper, n) for t in column]
    assert all(unicodedata.is_normalized("NFC", text) for text in every)
    assert not [text for text in every if "None" in text or "%(" in text or "  " in text]


@pytest.mark.parametrize(
    ("title", "signed_as"),
    [
        pytest.param("Phó Chủ tịch UBND xã", "KT. CHỦ TỊCH UBND XÃ\nPHÓ CHỦ TỊCH UBND XÃ", id="deputy"),
        pytest.param("Trưởng phòng Kinh tế", "TUQ. CHỦ TỊCH UBND XÃ\nTRƯỞNG PHÒNG KINH TẾ", id="other"),
    ],
)  # fmt: skip
def test_who_signs_by_delegation_signs_in_the_heads_place(title: str, signed_as: str) -> None:
    """Nghị định 30/2020/NĐ-CP, article 13 and appendix I."""
    facts = FACTS._replace(signer_title=title, in_place_of="Chủ tịch UBND xã")
    paper = opened(facts)
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]

    assert any(signed_as in text for text in cells)
