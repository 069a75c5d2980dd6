"""What a message says by template or SMS: the table of templates and the values of each."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.carrying import Parcel
from bot.delivery.parcels import Line, key_of, parcel_of
from bot.sms.short import PARTS, short_form
from bot.sms.text import MAX_PARTS, refused_signs
from bot.zalo.filling import fill
from bot.zalo.templates import template
from db.directory import Directory
from db.snapshot import Snapshot
from db.words import Audience, Kind
from handlers.views import Detail
from messages_vi.briefly import with_others
from messages_vi.formats import tally
from messages_vi.table import NOTICES
from schedules.calendar import official_days
from schedules.policy import default_policy_body, parse_policy
from tests.db.making import NOW, a_person, a_unit, an_item, moment

UNITS = (a_unit(), a_unit(2, name="Văn phòng UBND tỉnh Mẫu", level="tinh"))
SNAPSHOT = Snapshot(
    Directory(UNITS, [a_person()]),
    {1: parse_policy(default_policy_body())},
    list(official_days()),
    ("0", 1, 1),
)
STEP = Detail(step="Thẩm định hồ sơ", procedure="Đăng ký kết hôn")
WINDOW = '{"op":"occurrence","window":["2025-02-15","2025-03-14"],"period":"2025-03"}'
REPORT: dict[str, Any] = {
    "kind": "report",
    "code": "R22-2025-03",
    "title": "Báo cáo kiểm soát thủ tục hành chính, tháng 3 năm 2025",
    "to_unit_id": 2,
    "due_at": moment("20/03/2025", "17:00"),
    "due_precision": "date",
    "derivation": WINDOW,
}
LATE = moment("17/03/2025", "08:00")
LONG_AGO = moment("12/03/2025", "09:00")


def encoded(detail: Detail) -> str:
    return msgspec.json.encode(detail).decode()


def line(audience: str = "assignee", rung: str = "due_soon", number: int = 1, **item: Any) -> Line:
    """A step of person 1, or another item."""
    about = an_item(number, **({"detail": encoded(STEP)} | item))
    return Line(Audience(audience), rung, about)


def report(rung: str, **more: Any) -> Line:
    """A report of commune 1 to the province."""
    return line(rung=rung, **(REPORT | {"detail": ""} | more))


def told(*lines: Line, person: str = "Nguyễn Thị Mẫu") -> Parcel:
    found = parcel_of(SNAPSHOT, a_person(name=person), lines, NOW)
    assert found is not None
    return found


# --- which template ---

REPORT_AHEAD = ("due_in_days", "due_tomorrow", "due_today")


@pytest.mark.parametrize(
    ("audience", "kind", "rung", "digest", "key"),
    [
        pytest.param("assignee", "step", "handover", False, "officer_step", id="a step"),
        pytest.param("assignee", "step", "received", False, "officer_step", id="from a colleague"),
        pytest.param("assignee", "step", "halfway", False, "officer_due", id="halfway"),
        pytest.param("assignee", "step", "still_overdue:3", False, "officer_due", id="still late"),
        pytest.param("assignee", "task", "received", False, "officer_due", id="a task handed on"),
        pytest.param("assignee", "dossier", "due_in_days:3", False, "officer_due", id="dossier"),
        pytest.param("assignee", "report", "due_in_days:3", False, "report_due", id="report"),
        pytest.param("assignee", "report", "overdue", False, "officer_due", id="late report"),
        pytest.param("assignee", "report", "nudge:1", False, "officer_due", id="urged report"),
        pytest.param("assignee", "step", "handover", True, "officer_due", id="digest"),
        pytest.param("assignee", "report", "due_today", True, "officer_due", id="reports' digest"),
        pytest.param("head", "step", "silent@halfway", False, "head_escalation", id="head"),
        pytest.param("head", "dossier", "handover", True, "head_escalation", id="head's digest"),
        pytest.param("coordinator", "report", "silent", False, "head_escalation", id="coordinator"),
        pytest.param("leader", "task", "overdue", False, "head_escalation", id="leader"),
        pytest.param("receiver", "report", "confirm", False, "head_escalation", id="receiver"),
    ],
)
def test_the_table(audience: str, kind: str, rung: str, digest: bool, key: str) -> None:
    assert key_of(Audience(audience), kind, rung, digest=digest) == key


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(("audience", "rung"), [(a, r) for a, _kind, r in NOTICES])
def test_everything_a_ladder_tells_has_a_template_and_an_sms(
    audience: Audience, kind: Kind, rung: str
) -> None:
    more = REPORT | {"kind": kind} if kind in (Kind.REPORT, Kind.TASK) else {"kind": kind}
    found = told(line(audience, rung, **more))

    assert fill(template(found.key), found.values) == found.values
    assert short_form(found).length.parts <= PARTS


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"derivation": "{}"}, id="no data window"),
        pytest.param({"derivation": "not JSON"}, id="another derivation"),
        pytest.param({"derivation": '{"window":null}'}, id="window of nothing"),
        pytest.param({"to_unit_id": None}, id="no receiver"),
        pytest.param({"due_at": LATE}, id="late meanwhile"),
    ],
)
def test_a_report_that_the_reports_template_would_tell_wrongly_takes_the_general_one(
    change: dict[str, Any],
) -> None:
    assert told(report("due_today")).key == "report_due"
    assert told(report("due_today", **change)).key == "officer_due"


# --- which values ---


def test_a_step_handed_over() -> None:
    assert told(line(rung="handover")) == Parcel(
        "officer_step",
        {
            "nguoi_nhan": "Nguyễn Thị Mẫu",
            "co_quan": "UBND xã Mẫu 1",
            "ma_ho_so": "000.00.12.H01-250317-0001",
            "thu_tuc": "Đăng ký kết hôn",
            "buoc": "Thẩm định hồ sơ",
            "han_xu_ly": "09:00 19/03/2025",
        },
    )


def test_a_report_coming_due() -> None:
    assert told(report("due_in_days:3")).values == {
        "nguoi_nhan": "Nguyễn Thị Mẫu",
        "co_quan": "UBND xã Mẫu 1",
        "bao_cao": REPORT["title"],
        "ngay_chot": "14/03/2025",
        "han_gui": "20/03/2025",
        "noi_nhan": "Văn phòng UBND tỉnh Mẫu",
    }


def test_an_item_due() -> None:
    assert told(line("head", "overdue", due_at=LONG_AGO)).values == {
        "nguoi_nhan": "Nguyễn Thị Mẫu",
        "co_quan": "UBND xã Mẫu 1",
        "ma_viec": "000.00.12.H01-250317-0001",
        "noi_dung": "Thẩm định hồ sơ – Đăng ký kết hôn",
        "han_xu_ly": "09:00 12/03/2025",
        "tinh_trang": "Quá hạn 03 ngày làm việc",
    }


@pytest.mark.parametrize(
    ("rung", "due", "words"),
    [
        pytest.param("due_soon", "17/03/2025 11:00", "Còn 02 giờ làm việc", id="hours"),
        pytest.param("due_soon", "17/03/2025 09:30", "Còn 30 phút làm việc", id="minutes"),
        pytest.param("due_soon", "17/03/2025 10:30", "Còn 01 giờ 30 phút làm việc", id="both"),
        pytest.param("due_tomorrow", "18/03/2025 10:00", "Còn 01 ngày 01 giờ làm việc", id="days"),
        pytest.param("due_in_days:9", "21/04/2025 10:00", "Còn 24 ngày làm việc", id="many days"),
        pytest.param("due_today", "17/03/2025 09:00", "Đến hạn", id="this very minute"),
        pytest.param("overdue", "17/03/2025 07:30", "Quá hạn 01 giờ 30 phút làm việc", id="late"),
        pytest.param("overdue", "14/03/2025 17:00", "Quá hạn 01 ngày làm việc", id="yesterday"),
        pytest.param("silent@due_soon", "17/03/2025 11:00", "Chưa có phản hồi", id="silent"),
        pytest.param("silent", "12/03/2025 09:00", "Quá hạn 03 ngày làm việc", id="silent, late"),
        pytest.param("handover", "17/03/2025 11:00", "Mới được giao", id="new"),
        pytest.param("received", "17/03/2025 11:00", "Mới được chuyển đến", id="handed on"),
        pytest.param("nudge:17", "17/03/2025 11:00", "Đang được đôn đốc", id="urged"),
        pytest.param("confirm:1", "12/03/2025 09:00", "Chờ xác nhận hoàn thành", id="confirm"),
        pytest.param("claim_check", "12/03/2025 09:00", "Đã báo xong, chờ xác nhận", id="claim"),
        pytest.param("blocked", "12/03/2025 09:00", "Có vướng mắc, cần tháo gỡ", id="stuck"),
        pytest.param("rejected", "12/03/2025 09:00", "Chưa nhận được kết quả", id="not arrived"),
    ],
)
def test_where_an_item_stands(rung: str, due: str, words: str) -> None:
    day, _space, clock = due.partition(" ")
    found = told(line("head", rung, due_at=moment(day, clock))).values["tinh_trang"]

    assert found == words or words.startswith(found.rstrip("…"))
    assert len(found) <= 30


@pytest.mark.parametrize(
    ("detail", "title", "words"),
    [
        pytest.param(STEP, "Đăng ký kết hôn", "Thẩm định hồ sơ – Đăng ký kết hôn", id="step"),
        pytest.param(Detail(step="Ký"), "Kết hôn", "Ký – Kết hôn", id="no procedure"),
        pytest.param(Detail(), "Kết hôn", "Kết hôn", id="title alone"),
        pytest.param(Detail(), " \u200b", "Bước xử lý hồ sơ", id="nothing to read"),
    ],
)
def test_what_an_item_is_about(detail: Detail, title: str, words: str) -> None:
    found = told(line(detail=encoded(detail), title=title))

    assert found.values["noi_dung"] == words


def test_a_code_is_told_whole_or_not_at_all() -> None:
    assert told(line(code="A" * 30)).values["ma_viec"] == "A" * 30
    for code in ("A" * 31, "", "\u200b"):
        assert told(line(code=code)).values["ma_viec"] == "(xem trên Zalo)"


# --- several lines ---


def test_a_digest_tells_the_most_urgent_line_and_how_many_more() -> None:
    later = [line(number=n, rung="handover", due_at=NOW + n * 86_400) for n in range(2, 5)]
    found = told(later[0], line(rung="overdue", due_at=LONG_AGO), *later[1:])

    assert found.key == "officer_due"
    assert found.values["noi_dung"] == "Thẩm định hồ sơ… và 03 việc khác"
    assert found.values["ma_viec"].endswith("0001")
    assert found.values["tinh_trang"] == "Quá hạn 03 ngày làm việc"
    assert "va 03 viec khac" in short_form(found).text


def test_lines_done_with_meanwhile_do_not_count() -> None:
    done = line("head", "overdue", 2, state="done", due_at=LONG_AGO)
    claimed = line("head", "confirm", 3, state="claimed")
    found = told(done, claimed)

    assert found.values["noi_dung"] == "Thẩm định hồ sơ – Đăng ký kết hôn"
    assert found.values["tinh_trang"] == "Chờ xác nhận hoàn thành"
    assert parcel_of(SNAPSHOT, a_person(), [done], NOW) is None
    assert parcel_of(SNAPSHOT, a_person(), [], NOW) is None


# --- whatever the data brings ---

anything = st.text(max_size=300)
rungs = st.sampled_from(sorted({(a, r) for a, _kind, r in NOTICES} | {("assignee", "received")}))
named = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(sorted(Kind)),
        "code": anything,
        "title": anything,
        "to_unit_id": st.sampled_from([None, 2]),
        "due_at": st.integers(NOW - 90 * 86_400, NOW + 200 * 86_400),
        "due_precision": st.sampled_from(["date", "time"]),
        "derivation": st.sampled_from([WINDOW, "{}"]),
        "detail": st.builds(Detail, step=anything, procedure=anything).map(encoded),
    }
)


@given(st.lists(st.tuples(rungs, named), min_size=1, max_size=3), anything, anything)
def test_any_names_fit(
    about: list[tuple[tuple[str, str], dict[str, Any]]], person: str, unit: str
) -> None:
    directory = Directory((a_unit(name=unit), UNITS[1]), ())
    world = Snapshot(directory, SNAPSHOT.policies, list(official_days()), SNAPSHOT.versions)
    lines = [line(audience, rung, n, **item) for n, ((audience, rung), item) in enumerate(about, 1)]
    found = parcel_of(world, a_person(name=person), lines, NOW)
    assert found is not None
    sent = short_form(found)

    assert fill(template(found.key), found.values) == found.values
    assert sent.length.parts <= MAX_PARTS
    assert not sent.cut
    assert sent.text.isascii()
    assert refused_signs(sent.text) == ""
    if len(lines) > 1:
        assert f"va {len(lines) - 1:02} viec khac" in sent.text


@given(st.integers(1, 12_345), st.sampled_from(["assignee", "head"]))
def test_the_longest_names_leave_room_for_the_others_of_a_digest(
    others: int, audience: str
) -> None:
    long = {"code": "H01.25.10-250317-000123456789A", "due_at": LONG_AGO}
    lines = [line(audience, "claim_check", n, **long) for n in (1, 2)]
    found = told(*lines, person="Tôn Nữ Hoàng Thị Phương Thảo An")
    long = {
        "co_quan": "Trung tâm Phục vụ hành chính công phường Thạnh Mẫu Đông Nam",
        "noi_dung": with_others("Thẩm định hồ sơ – Cấp bản sao trích lục hộ tịch", others),
    }
    sent = short_form(found._replace(values=found.values | long))

    assert f"va {tally(others)} viec khac" in sent.text
    assert not sent.cut


@pytest.mark.parametrize(
    ("name", "called"),
    [
        pytest.param("Lê Mẫu Bình", "Võ Mẫu Nam (thay Lê Mẫu Bình)", id="both have room"),
        pytest.param("Nguyễn Hoàng Mẫu Phương Thảo", "Võ Mẫu Nam", id="only the reader has"),
    ],
)
def test_in_whose_place_is_said_where_there_is_room(name: str, called: str) -> None:
    people = [a_person(1, name="Võ Mẫu Nam"), a_person(2, name=name)]
    world = Snapshot(
        Directory(UNITS, people), SNAPSHOT.policies, list(official_days()), ("0", 1, 1)
    )
    parcel = parcel_of(world, people[0], [line()._replace(behalf_of=2)], NOW)

    assert parcel is not None
    assert parcel.values["nguoi_nhan"] == called
