"""Languages are data: what is spoken, what a person may type, and a third one that exists only here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from db.words import Answer, Audience, Kind
from handlers import vocabulary
from handlers.sentences import LONGEST
from messages_vi import catalogue, formats, labels, language
from messages_vi.language import language_named, settle, speaking, spoken
from messages_vi.periods import period_words
from messages_vi.plain import plain
from messages_vi.render import render
from messages_vi.samples import notice, specimens
from schedules.errors import RejectedInput
from schedules.text import fold

DUE = 1742203800  # Monday 17/3/2025, 16:30 in Vietnam


def test_vietnamese_is_spoken_unless_somebody_has_a_language() -> None:
    assert spoken() == "vi"
    with speaking("en"):
        assert spoken() == "en"
        with speaking(""):
            assert spoken() == "vi"
        with speaking("tlh"):  # a catalogue that is gone
            assert spoken() == "vi"
        assert spoken() == "en"
    assert spoken() == "vi"


def test_a_province_without_a_catalogue_is_refused() -> None:
    with pytest.raises(RejectedInput):
        settle("tlh")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("English", "en"),
        ("english.", "en"),
        ("Tiếng Anh", "en"),
        ("tieng viet", "vi"),
        ("TIẾNG VIỆT!", "vi"),
        ("Vietnamese", "vi"),
        ("en", "en"),
        ("vi", "vi"),
        ("tiếng Mẫu", ""),
        ("xong", ""),
        ("", ""),
    ],
)
def test_a_language_is_known_by_its_names(said: str, found: str) -> None:
    assert language_named(said) == found


@pytest.mark.parametrize(
    ("spoken_here", "day", "long", "moment", "due", "number", "tally", "span", "month"),
    [
        (
            "vi",
            "17/3/2025",
            "thứ Hai, ngày 17 tháng 3 năm 2025",
            "16 giờ 30 phút ngày 17/3/2025",
            "ngày 17/3/2025",
            "1.250",
            "03",
            "1 ngày 4 giờ làm việc",
            "tháng 02 năm 2025",
        ),
        (
            "en",
            "17 Mar 2025",
            "Monday, 17 March 2025",
            "16:30 on 17 Mar 2025",
            "17 Mar 2025",
            "1,250",
            "3",
            "1 day 4 hours of work",
            "February 2025",
        ),
    ],
)
def test_dates_and_numbers_are_those_of_the_language(
    spoken_here: str,
    day: str,
    long: str,
    moment: str,
    due: str,
    number: str,
    tally: str,
    span: str,
    month: str,
) -> None:
    monday = date(2025, 3, 17)
    with speaking(spoken_here):
        assert (formats.day(monday), formats.long_day(monday)) == (day, long)
        assert (formats.moment(DUE), formats.due(DUE, "date")) == (moment, due)
        assert (formats.count(1250), formats.tally(3)) == (number, tally)
        assert formats.span_minutes(720) == span
        assert period_words("2025-02") == month


def test_a_number_asks_for_its_form() -> None:
    with speaking("en"):
        assert formats.span_minutes(480) == "1 day of work"
        assert formats.span_minutes(960) == "2 days of work"
        one, two = (labels.counted(labels.NEW_DATE, n) for n in (1, 2))
    assert (one, two) == ("%(date)s (%(n)s working day)", "%(date)s (%(n)s working days)")


# --- what may be typed and tapped


@pytest.mark.parametrize("own", sorted(language.languages()))
def test_titles_fit_a_button_in_every_language(own: str) -> None:
    titles = [
        *labels.BUTTONS.values(),
        *labels.ALL_BUTTONS.values(),
        *labels.BLOCK_REASONS.values(),
        *labels.DELAY_REASONS.values(),
        labels.MORE_REASONS,
        labels.STILL_THERE,
        labels.OTHER_REASON,
        labels.OTHER_DATE,
    ]
    long = [word for title in titles if len(word := labels.text(title, own)) > labels.MAX_TITLE]
    assert not long
    with speaking(own):
        date_title = labels.counted(labels.NEW_DATE, 10)
        assert len(date_title % {"date": formats.day(date(2026, 9, 28)), "n": "10"}) <= 35


@pytest.mark.parametrize("own", sorted(language.languages()))
def test_every_invitation_is_understood(own: str) -> None:
    known = vocabulary.vocabulary()
    for invited in (labels.BUTTONS, labels.TYPED):
        for answer, label in invited.items():
            words = tuple(fold(labels.text(label, own)).replace(",", "").split())
            assert known.get(words) == answer, words
            assert len(words) <= LONGEST


@pytest.mark.parametrize("own", sorted(language.languages()))
def test_two_invitations_never_look_alike(own: str) -> None:
    typed = [*labels.TYPED.values(), *labels.REQUESTS.values(), labels.STILL_THERE]
    words = [plain(labels.text(word, own)).lower() for word in typed]
    assert len(set(words)) == len(words)


def test_words_of_another_language_take_no_meaning_from_vietnamese_ones() -> None:
    known = vocabulary.vocabulary()
    assert known[("xong",)] == Answer.DONE
    assert known[("ok",)] == Answer.SEEN
    assert known[("chua",)] == vocabulary.Part.NOT


# --- a third language


INDONESIAN = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: id\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

msgid "Tiếng Việt"
msgstr "Bahasa Indonesia"

msgid "Đã xong"
msgstr "Selesai"

msgid "xong"
msgstr "selesai"

msgid "Kính gửi %(form)s %(name)s,"
msgstr "Yth. %(name)s,"

msgid "- Hạn: %(due)s"
msgstr "- Tenggat: %(due)s"

msgid "%(clock)s ngày %(day)s"
msgstr "%(day)s pukul %(clock)s"
"""
REMEMBERED = (
    language.languages,
    language._names,
    labels.everywhere,
    vocabulary.vocabulary,
)


@pytest.fixture
def third(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A folder with a catalogue beside those there are, and nothing else."""
    for own in catalogue.locales():
        source = catalogue.FOLDER / own / "LC_MESSAGES" / "messages.po"
        _put(tmp_path, own, source.read_text(encoding="utf-8"))
    _put(tmp_path, "id", INDONESIAN)
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    _forget()
    yield "id"
    monkeypatch.undo()
    _forget()


def _put(folder: Path, own: str, source: str) -> None:
    (folder / own / "LC_MESSAGES").mkdir(parents=True)
    (folder / own / "LC_MESSAGES" / "messages.po").write_text(source, encoding="utf-8")


def _forget() -> None:
    for function in REMEMBERED:
        function.cache_clear()


def test_a_third_language_is_a_catalogue_and_no_code(third: str) -> None:
    told = notice(Audience.ASSIGNEE, Kind.STEP, "due_soon")
    text = render("officer/due_soon", told, third)

    assert text.startswith("Yth. Nguyễn Văn Mẫu,\n")
    assert "- Tenggat: 17 Mar 2025 pukul 16.30\n" in text
    assert "“Selesai”" in text
    assert "- Thời gian còn lại: 2 giờ làm việc" in text  # what is not translated stays readable
    assert language_named("bahasa indonesia") == language_named("tiếng Indonesia") == third
    assert vocabulary.vocabulary()[("selesai",)] == Answer.DONE
    for specimen in specimens():
        assert render(specimen.template, specimen.context, third)
