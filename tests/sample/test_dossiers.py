"""The sample's dossiers: what peaks, runs late, rests and ends, and what the feeds tell wrongly."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from bot.ingest.columns import fold
from bot.ingest.feed import unwrap
from bot.ingest.rows import DossierRow, ProgressRow
from bot.ingest.statuses import settled_status
from bot.sample.write import sample
from schedules.calendar import official_calendar
from schedules.civil import civil_date, to_civil
from schedules.hours import parse_hours
from tests.sample.province import Province


def test_both_forms_tell_the_same(province: Province) -> None:
    assert province.feed.rejected == []
    assert [dossier.flags for dossier in province.dossiers if dossier.flags] == []
    from_feed = [
        (d.code, d.procedure_code, d.received_at, d.due_at, d.status, d.holder, d.step_due_at,
         d.finished_at, d.returned_at, d.phone, d.lookup_code, d.also, d.step_name, d.intake_due_at)
        for d in province.feed.rows
    ]  # fmt: skip
    from_file = [
        (d.code, d.procedure_code, d.received_at, d.due_at, d.status, d.holder, d.step_due_at,
         d.finished_at, d.returned_at, d.phone, d.lookup_code, d.also, d.step_name, d.intake_due_at)
        for d in province.dossiers
    ]  # fmt: skip
    assert from_feed == from_file
    assert [dossier.unit for dossier in province.feed.rows] == [
        province.unit[dossier.unit].name for dossier in province.dossiers
    ]


def test_received_on_the_thirty_working_days_before(province: Province) -> None:
    calendar = official_calendar()
    days = {civil_date(dossier.received_at) for dossier in province.dossiers}
    last = calendar.working_day_back(province.on - timedelta(days=1))
    assert days == {calendar.working_day_back(last, back) for back in range(30)}


def test_promised_dates_follow_the_working_time_of_the_unit(province: Province) -> None:
    totals = {step.code: step.total_minutes for step in province.steps}
    wrong = set()
    main = {other: code for code, other in province.truth["two_codes"].items()}
    rests = [row.code for row in province.progress.rows if row.status in {5, 6}]
    rested = {main.get(code, code) for code in rests}
    for dossier in province.dossiers:
        total = totals[dossier.procedure_code]
        assert total is not None
        if dossier.due_at is not None and dossier.code not in rested:
            calendar = official_calendar(parse_hours(province.unit[dossier.unit].hours))
            if dossier.due_at != calendar.add_minutes(dossier.received_at, total):
                wrong.add(dossier.code)
    assert wrong == province.truth["wrong_date"].keys() - rested
    assert 0 < len(wrong) < 50  # a faulty calculator's, for the coordinator to see


def test_a_pause_that_ended_has_moved_the_promised_date(province: Province) -> None:
    resumed = [
        item
        for item in unwrap((province.folder / "dossiers.json").read_bytes()).items
        if isinstance(item, dict)
        and item["DanhSachHoSoBoSung"]
        and item["DanhSachHoSoBoSung"][0]["TrangThaiBoSung"]
    ]
    assert len(resumed) > 20
    for item in resumed:
        (supplement,) = item["DanhSachHoSoBoSung"]
        assert supplement["NgayHenTraMoi"] == item["NgayHenTra"]
        if supplement["NgayBoSung"] < supplement["NgayHenTraTruoc"]:
            assert supplement["NgayHenTraMoi"] > supplement["NgayHenTraTruoc"]
        else:  # what was late when it rested stays late
            assert supplement["NgayHenTraMoi"] == supplement["NgayHenTraTruoc"]


# --- how much, when, where


def shares(found: Counter[int]) -> dict[int, float]:
    return {key: number / found.total() for key, number in found.items()}


def test_mondays_and_mornings_are_full(province: Province) -> None:
    received = [to_civil(dossier.received_at) for dossier in province.dossiers]
    hours = shares(Counter(moment.hour for moment in received))
    assert 0.42 < hours[8] + hours[9] < 0.58
    days = Counter(moment.date() for moment in received)
    quiet = {day: n for day, n in days.items() if day > max(days) - timedelta(days=15)}
    mondays = [n for day, n in quiet.items() if day.weekday() == 0]
    others = [n for day, n in quiet.items() if day.weekday() != 0]
    assert sum(mondays) / len(mondays) > 1.15 * sum(others) / len(others)


def test_the_first_days_after_tet_are_the_fullest(province: Province) -> None:
    """Tết 2025 ended on Sunday 02/02, Tết 2026 on Sunday 22/02."""
    first = {2025: date(2025, 2, 3), 2026: date(2026, 2, 23)}[province.on.year]
    days = Counter(civil_date(dossier.received_at) for dossier in province.dossiers)
    after = [days[first + timedelta(days=n)] for n in range(3)]
    assert sum(after) / 3 > 1.4 * (days.total() - sum(after)) / (len(days) - 3)
    assert max(days, key=days.__getitem__) == first


def test_in_summer_more_comes_in_and_more_of_it_for_school(tmp_path: Path) -> None:
    found = {}
    for name, day in (("spring", date(2026, 5, 29)), ("summer", date(2026, 7, 31))):
        sample(tmp_path / name, communes=12, dossiers=2000, on=day)
        items = unwrap((tmp_path / name / "dossiers.json").read_bytes()).items
        of = [item["MaTTHC"] for item in items if isinstance(item, dict)]
        found[name] = sum(code in {"2.000815", "2.000635", "2.000908"} for code in of) / len(of)
    assert found["summer"] > found["spring"] + 0.05
    days = Counter()
    sample(tmp_path / "june", communes=12, dossiers=4000, on=date(2026, 6, 20))
    for item in unwrap((tmp_path / "june" / "dossiers.json").read_bytes()).items:
        if isinstance(item, dict) and (item["NgayTiepNhan"] or item["NgayNopHoSo"]):
            days[(item["NgayTiepNhan"] or item["NgayNopHoSo"])[:10]] += 1
    june = [n for day, n in days.items() if day.startswith("2026-06")]
    may = [n for day, n in days.items() if day.startswith("2026-05")]
    assert sum(june) / len(june) > 1.1 * sum(may) / len(may)


def test_wards_get_more_than_rural_communes(province: Province) -> None:
    dossiers = Counter(province.unit[dossier.unit].code for dossier in province.dossiers)
    of: dict[str, list[int]] = {}
    for unit in province.units:
        of.setdefault(province.kind(unit), []).append(dossiers[unit.code])
    assert sum(of["phường"]) / len(of["phường"]) > 2 * sum(of["xã"]) / len(of["xã"])


# --- late, and told wrongly


def late(province: Province) -> list[DossierRow]:
    """Finished after the promised date, or not finished although it has passed."""
    found = []
    for dossier in province.dossiers:
        until = dossier.finished_at
        if until is None and dossier.status in {2, 4}:
            until = province.now
        if until and dossier.due_at and civil_date(until) > civil_date(dossier.due_at):
            found.append(dossier)
    return found


def test_one_unit_has_most_of_what_is_overdue(province: Province) -> None:
    """An Giang, 30/01/2026: 65.9 % of all that was overdue lay in one special zone."""
    overdue = Counter(dossier.unit for dossier in late(province) if dossier.finished_at is None)
    (unit, number), *_ = overdue.most_common(1)
    assert province.kind(province.unit[unit]) in {"đặc", "phường"}
    assert 0.4 < number / overdue.total() < 0.8


def test_one_to_four_in_a_hundred_are_late(province: Province) -> None:
    found = Counter(dossier.unit for dossier in late(province))
    everywhere = Counter(dossier.unit for dossier in province.dossiers)
    assert 0.005 < found.total() / everywhere.total() < 0.04
    (unit, worst), *_ = found.most_common(1)
    others = (found.total() - worst) / (everywhere.total() - everywhere[unit])
    assert 0.005 < others < 0.025
    assert worst / everywhere[unit] > 5 * others


def test_of_half_of_the_other_overdue_ones_the_end_was_not_told(province: Province) -> None:
    """Gia Lai, 9/2025: 61 % of what was overdue or late in intake was a fault of the synchronisation."""
    unsynced = province.truth["unsynced"].keys()
    assert 0.002 < len(unsynced) / len(province.dossiers) < 0.01
    codes = {dossier.code: dossier for dossier in province.dossiers}
    assert {codes[code].status for code in unsynced} == {4}
    overdue = [d for d in late(province) if d.finished_at is None]
    (swamped, _), *_ = Counter(d.unit for d in overdue).most_common(1)
    others = [d.code for d in overdue if d.unit != swamped]
    assert 0.35 < sum(code in unsynced for code in others) / len(others) < 0.9


def test_what_rests_or_was_stopped_is_sent_as_finished(province: Province) -> None:
    distorted = province.truth["distorted"]
    codes = {d.code: d.status for d in province.dossiers if d.status in {5, 6, 8}}
    assert {code: str(status) for code, status in codes.items()} == distorted
    assert 0.01 < len(distorted) / len(province.dossiers) < 0.06
    rows = [
        item
        for item in unwrap((province.folder / "progress.json").read_bytes()).items
        if isinstance(item, dict)
    ]
    texts = {fold(row["NoiDungXuLy"]) for row in rows if row["TrangThai"] == "9"}
    assert texts == {
        "canbotrahosobosung", "congdanthuchiennvtc", "dungxulyhoso", "ketthucxulyhoso",
    }  # fmt: skip
    assert {row["TrangThai"] for row in rows} == {"2", "3", "4", "7", "9"}


def test_faults_keep_their_shares(province: Province) -> None:
    number = len(province.dossiers)
    bounds = {
        "two_codes": (0.03, 0.05), "wrong_date": (0.002, 0.01), "vague_holder": (0.001, 0.01),
        "same_name": (0.0003, 0.02), "late_intake": (0.001, 0.01),
    }  # fmt: skip
    for fault, (least, most) in bounds.items():
        assert least < len(province.truth[fault]) / number < most, fault
    statuses = Counter(dossier.status for dossier in province.dossiers)
    assert statuses.keys() == set(range(1, 11))
    for status, (least, most) in {3: (30, 70), 5: (50, 150), 7: (25, 60), 8: (12, 60)}.items():
        assert least < statuses[status] < most, status


# --- consistent in itself


def test_a_dossier_at_work_has_a_holder_and_a_step_due(province: Province) -> None:
    for dossier in province.dossiers:
        at_work = dossier.status in {2, 4}
        assert (dossier.step_due_at is not None) is at_work
        assert bool(dossier.step_name) is at_work
        assert bool(dossier.holder) is (at_work or dossier.status in {1, 5, 6})
        assert (dossier.due_at is None) is (dossier.status in {1, 3})
        assert (dossier.finished_at is not None) is (dossier.status in {9, 10})
        assert (dossier.returned_at is not None) is (dossier.status == 10)
        assert (dossier.supplement_asked_at is not None) is (dossier.status == 5)
        assert dossier.received_at < province.now
        assert max(dossier.finished_at or 0, dossier.returned_at or 0) <= province.now


def test_what_came_online_waits_for_intake_or_was_taken_in(province: Province) -> None:
    waiting = [dossier for dossier in province.dossiers if dossier.status == 1]
    assert 10 < len(waiting) < 100
    for dossier in waiting:
        calendar = official_calendar(parse_hours(province.unit[dossier.unit].hours))
        assert dossier.intake_due_at == calendar.add_minutes(dossier.received_at, 480)
    late_ones = {d.code for d in waiting if (d.intake_due_at or 0) < province.now}
    assert late_ones == province.truth["late_intake"].keys()
    online = sum(dossier.intake_due_at is not None for dossier in province.dossiers)
    assert 0.4 < online / len(province.dossiers) < 0.5


def test_some_citizens_want_to_hear(province: Province) -> None:
    items = unwrap((province.folder / "dossiers.json").read_bytes()).items
    asked = [i for i in items if isinstance(i, dict) and (i["ThongBaoZalo"] or i["ThongBaoSMS"])]
    assert 0.1 < len(asked) / len(items) < 0.25
    assert all(item["SoDienThoai"] for item in asked)


def test_progress_tells_of_steps_some_twice_some_out_of_order(province: Province) -> None:
    rows = province.progress.rows
    assert province.progress.rejected == []
    assert all(row.at <= province.now for row in rows)
    assert 0.01 < (len(rows) - len(set(rows))) / len(rows) < 0.03
    others = {other: code for code, other in province.truth["two_codes"].items()}
    by_code: dict[str, list[ProgressRow]] = {}
    for row in rows:
        by_code.setdefault(others.get(row.code, row.code), []).append(row)
    shuffled = sum(
        [row.at for row in found] != sorted(row.at for row in found) for found in by_code.values()
    )
    assert 0.02 < shuffled / len(by_code) < 0.07
    steps = Counter(step.code for step in province.steps)
    for dossier in province.dossiers:
        told = set(by_code.get(dossier.code, []))
        rested = sum(row.status in {5, 6} for row in told)
        if dossier.status in {9, 10}:
            assert len(told) == steps[dossier.procedure_code] + 2 * rested
        if dossier.status in {5, 6, 8}:  # sent as 9, told by their text
            assert settled_status(9, told) == dossier.status


def test_land_given_for_the_first_time_waits_between_its_phases(province: Province) -> None:
    firsts = [dossier for dossier in province.dossiers if dossier.procedure_code == "9.000012"]
    told = {row.code: row for row in province.progress.rows if row.status == 6}
    assert len(firsts) > 20
    assert any(dossier.status == 6 for dossier in firsts)
    assert any(dossier.status != 6 and dossier.code in told for dossier in firsts)
