"""Every text as people read it: golden files to review, and rules no wording may break."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from db.words import Audience, Kind
from messages_vi.catalogue import SOURCE_LOCALE
from messages_vi.extremes import VARIANTS
from messages_vi.language import languages
from messages_vi.plain import plain
from messages_vi.preview import main, sheets
from messages_vi.render import MAX_TEXT, digest_for, render
from messages_vi.samples import Specimen, digest, notice, reply, specimens

GOLDEN = Path(__file__).parent / "golden"
SPECIMENS = list(specimens())
FORMS = ("đồng chí", "anh/chị", "Ông/Bà")
DANGLING = re.compile(
    r"  | [,.;:!?)”]|[(“] |\(\)|“”|None|%\(|[,;:][,;:.]|– –"  # anywhere
    r"|(?<!^)(?<=\n)[^\n]*[,;–-]$|^- ?$",  # at the end of a line, but for the greeting's comma
    re.MULTILINE,
)


@pytest.fixture(params=SPECIMENS, ids=[specimen.title for specimen in SPECIMENS])
def specimen(request: pytest.FixtureRequest) -> Specimen:
    found: Specimen = request.param
    return found


@pytest.mark.parametrize("language", sorted(languages()))
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_text_keeps_the_rules(specimen: Specimen, variant: str, language: str) -> None:
    text = render(specimen.template, VARIANTS[variant](specimen.context), language)
    assert 0 < len(text) <= MAX_TEXT
    assert unicodedata.is_normalized("NFC", text)
    assert not (found := DANGLING.search(text)), f"{found[0]!r} in\n{text}"
    assert text.splitlines()[-1].endswith("."), text
    bare = plain(text)
    assert bare.isascii()
    assert "?" not in bare


@pytest.mark.parametrize("form", FORMS)
def test_a_text_speaks_to_a_person_in_one_form(specimen: Specimen, form: str) -> None:
    context = dict(specimen.context)
    context["person"] = {**context["person"], "form_of_address": form}
    text = render(specimen.template, context).lower()
    assert form.lower() in text
    assert not [other for other in FORMS if other != form and other.lower() in text]


SHEETS = [(language, listener) for language in sorted(languages()) for listener in sheets(language)]


def _golden(folder: Path, language: str, listener: str) -> Path:
    return folder / ("" if language == SOURCE_LOCALE else language) / f"{listener}.txt"


@pytest.mark.parametrize(("language", "listener"), SHEETS)
def test_the_texts_are_those_that_were_reviewed(language: str, listener: str) -> None:
    reviewed = _golden(GOLDEN, language, listener).read_text(encoding="utf-8")
    mend = "read the difference; if it is meant: python -m messages_vi.preview tests/messages_vi/golden"
    assert sheets(language)[listener] == reviewed, mend


def test_no_golden_file_is_left_over() -> None:
    assert set(GOLDEN.rglob("*.txt")) == {_golden(GOLDEN, *sheet) for sheet in SHEETS}


def test_the_preview_prints_or_writes_all_texts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([])
    printed = capsys.readouterr().out
    assert all(f"=== {specimen.title} " in printed for specimen in SPECIMENS)
    main([str(tmp_path)])
    assert set(tmp_path.rglob("*.txt")) == {_golden(tmp_path, *sheet) for sheet in SHEETS}


def test_an_officer_reads_what_hour_and_time_left_then_code_and_procedure() -> None:
    text = render("officer/due_soon", notice(Audience.ASSIGNEE, Kind.STEP, "due_soon"))
    assert text.splitlines()[1:7] == [
        "Bước xử lý hồ sơ do đồng chí phụ trách sắp đến hạn:",
        "- Hạn: 16 giờ 30 phút ngày 17/3/2025",
        "- Thời gian còn lại: 2 giờ làm việc",
        "- Mã hồ sơ: H01.25.10-250317-0001",
        "- Bước: Thẩm định hồ sơ",
        "- Thủ tục: Cấp bản sao trích lục hộ tịch",
    ]


def test_a_report_names_its_data_window_receiver_and_source() -> None:
    text = render("officer/due_today", notice(Audience.ASSIGNEE, Kind.REPORT, "due_today"))
    assert "- Số liệu từ 21/02/2025 đến 20/3/2025\n" in text
    assert "- Nơi nhận: Văn phòng UBND tỉnh Mẫu\n" in text
    assert "- Căn cứ: Kế hoạch số 01/KH-UBND của UBND tỉnh Mẫu\n" in text
    assert "- Hạn: ngày 17/3/2025\n" in text


def test_a_head_reads_the_count_first_then_code_officer_and_lateness() -> None:
    text = render("head/still_overdue", notice(Audience.HEAD, Kind.STEP, "still_overdue"))
    opening, count, first = text.splitlines()[:3]
    assert opening == "Kính báo cáo đồng chí Chủ tịch UBND xã Mẫu,"
    assert count.startswith("Có 01 bước xử lý hồ sơ quá hạn")
    assert first == "- H01.25.10-250317-0001 – Nguyễn Văn Mẫu – quá hạn 2 ngày làm việc"


@pytest.mark.parametrize("audience", Audience)
def test_a_digest_says_its_page_and_what_it_does_not_list(audience: Audience) -> None:
    context = {**digest(audience), "page": 3, "pages": 3, "overflow": 1250, "slot": "afternoon"}
    text = render(digest_for(audience), context)
    assert "(trang 3/3)" in text
    assert "buổi chiều" in text
    assert "Ngoài ra còn 1.250 việc chưa liệt kê trong tin này." in text


@pytest.mark.parametrize("audience", Audience)
def test_only_the_last_page_of_a_digest_asks_for_answers(audience: Audience) -> None:
    context = {**digest(audience), "page": 1, "pages": 2, "overflow": 0}
    text = render(digest_for(audience), context)
    assert text.endswith("Danh sách được tiếp tục ở trang sau.")
    assert "ề nghị" not in text


def test_a_digest_without_anything_says_so() -> None:
    nothing = dict.fromkeys(("due", "overdue", "handed", "claimed", "unsynced", "asked"), 0)
    text = render("head/digest", {**digest(Audience.HEAD), "lines": [], "counts": nothing})
    assert "không có việc cần nhắc" in text
    assert "đôn đốc" not in text


def test_a_head_without_a_title_is_spoken_to_by_name() -> None:
    context = dict(notice(Audience.HEAD, Kind.STEP, "silent"))
    context["person"] = {"name": "Lê Văn Thử", "title": "", "form_of_address": "đồng chí"}
    assert render("head/silent", context).startswith("Kính báo cáo đồng chí Lê Văn Thử,")


def test_only_the_latest_three_answers_are_told() -> None:
    answers = [
        {"who": "Nguyễn Văn Mẫu", "what": f"Trả lời {n}", "when": 1742177700} for n in range(5)
    ]
    text = render(
        "head/overdue", {**notice(Audience.HEAD, Kind.STEP, "overdue"), "answers": answers}
    )
    assert [n for n in range(5) if f"Trả lời {n} " in text] == [0, 1, 2]


def test_nothing_is_offered_to_undo_when_nothing_can_be_undone() -> None:
    assert "Hoàn tác" in render("reply/recorded", reply("recorded"))
    assert "Hoàn tác" not in render("reply/recorded", {**reply("recorded"), "undo_until": None})


def test_what_may_be_typed_now_is_said_when_it_is_known() -> None:
    text = render(
        "reply/not_understood",
        {**reply("not_understood"), "choices": ["xác nhận", "chưa nhận được"]},
    )
    assert "“xác nhận”, “chưa nhận được”." in text


def test_an_answer_to_a_digest_that_counts_for_nothing_says_so() -> None:
    text = render("reply/recorded_all", {**reply("recorded_all"), "n": 0})
    assert text == "Không có việc nào còn chờ trả lời “Đã xong” của đồng chí."


@pytest.mark.parametrize("template", ["reply/already_recorded", "head/overdue"])
def test_an_answer_of_somebody_who_is_gone_keeps_its_sentence(template: str) -> None:
    context = {
        **notice(Audience.HEAD, Kind.STEP, "overdue"),
        **reply("already_recorded"),
        "who": "",
    }
    context["answers"] = [{"who": "", "what": "Đã xong", "when": 1742177700}]
    text = render(template, context)
    assert "cán bộ khác" in text
    assert not DANGLING.search(text)
