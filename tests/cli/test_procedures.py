"""`procedure` sets what holds for a whole, `procedures check` shows processes and what does not add up in them."""

from __future__ import annotations

import json

from tests.cli.conftest import Desk

UNITS = "code,name,level\nX1,UBND xã Mẫu Một,xa\n"
PEOPLE = "code,name,title,unit,roles\nlan,Trần Mẫu Lan,Công chức,X1,officer\n"
# Land registration of `domain.md` §3: the published steps of the first version are 12 days of the 10 there are.
PROCESS = """Mã TTHC,Tên TTHC,Bước,Tên bước,Vai trò,Số giờ,Tổng số giờ,Trường hợp,Giai đoạn,Số giờ trực tuyến,Từ ngày,Đến ngày,Căn cứ
1.004227,Đăng ký biến động,1,Tiếp nhận,Công chức,4,80,,,,01/01/2025,,Quyết định mẫu 1
1.004227,Đăng ký biến động,2,Thẩm định,Công chức,"72",80,,,,01/01/2025,,Quyết định mẫu 1
1.004227,Đăng ký biến động,3,Phê duyệt,Vua,16,80,,,,01/01/2025,,Quyết định mẫu 1
1.004227,Đăng ký biến động,4,Trả kết quả,Công chức,4,80,,,,01/01/2025,,Quyết định mẫu 1
1.004227,Đăng ký biến động,1,Tiếp nhận,Công chức,,80,Có xác minh,GĐ1,2,01/01/2025,,Quyết định mẫu 1
1.001193.H01,Đăng ký khai sinh,1,Tiếp nhận,Công chức,"0,5",4,,,,,,
"""


def filled(desk: Desk) -> None:
    for kind, text in (("units", UNITS), ("people", PEOPLE), ("procedures", PROCESS)):
        (desk.folder / f"{kind}.csv").write_text(text, encoding="utf-8")
        answer = desk.json("import", kind, f"{kind}.csv", "--json")
        assert answer["rejected"] == []


def test_what_does_not_add_up_is_shown_with_its_mend(desk: Desk) -> None:
    filled(desk)
    result = desk.run("procedures", "check", "1.004227", "--json")
    (found,) = json.loads(result.stdout)
    assert result.exit_code == 1
    assert {f["kind"] for f in found["faults"]} == {
        "steps_exceed_whole",
        "role_unknown",
        "step_without_time",
    }
    assert all(f["what"] and f["mend"] for f in found["faults"])
    assert "2 giờ" in next(f["mend"] for f in found["faults"] if f["kind"] == "step_without_time")
    usual, checked = found["parts"]
    assert (usual["sum"], usual["total"], usual["valid_from"]) == (96 * 60, 80 * 60, "2025-01-01")
    assert (checked["case"], checked["sum"], checked["sum_online"]) == ("Có xác minh", 120, 120)
    told = desk.run("procedures", "check")
    assert told.exit_code == 1
    assert "Đăng ký biến động" in told.stdout
    assert "Phê duyệt" in told.stdout
    assert "12 ngày làm việc" in told.stdout


def test_a_process_that_adds_up_is_shown_by_either_code(desk: Desk) -> None:
    filled(desk)
    for code in ("1.001193", "1.001193.H01"):
        (found,) = desk.json("procedures", "check", code, "--json")
        assert (found["code"], found["faults"]) == ("1.001193.H01", [])
    assert desk.json("procedures", "check", "9.999999", "--json") == []


def test_the_import_tells_its_doubts_at_once(desk: Desk) -> None:
    filled(desk)
    answer = desk.json("import", "procedures", "procedures.csv", "--json")
    assert answer["unchanged"] == 6
    assert {w["kind"] for w in answer["warnings"]} >= {"steps_exceed_whole", "role_unknown"}
    assert all(w["code"] == "1.004227" and w["what"] and w["mend"] for w in answer["warnings"])


def test_a_bad_cell_is_named_with_row_field_value_and_mend(desk: Desk) -> None:
    bad = (
        PROCESS.splitlines()[0]
        + "\n1.1,Mẫu,1,Bước,,1,,,thứ hai,,,,\n1.1,Mẫu,1,Bước,,1,,,,,02/01/2025,01/01/2025,\n"
    )
    (desk.folder / "bad.csv").write_text(bad, encoding="utf-8")
    result = desk.run("import", "procedures", "bad.csv", "--json")
    first, second = json.loads(result.stdout)["rejected"]
    assert (first["row"], second["row"]) == (2, 3)
    assert 'cột "Giai đoạn" (phase): "thứ hai"' in first["error"]
    assert 'cột "Đến ngày" (valid_to): "01/01/2025"' in second["error"]
    assert "bad.csv" in desk.run("import", "procedures", "bad.csv").stderr


def test_the_hour_of_the_afternoon_rule(desk: Desk) -> None:
    usual = {"code": "1.001193", "after_pause": "resume", "supplement_days": None}
    assert desk.json("procedure", "1.001193") == usual | {"answer_until": "15:00"}
    assert desk.json("procedure", "*", "--answer-until", "off")["answer_until"] == "off"
    assert desk.json("procedure", "1.001193", "--answer-until", "14:30")["answer_until"] == "14:30"
    assert desk.json("procedure", "1.001193.H01")["answer_until"] == "14:30"
    assert desk.json("procedure", "2.000908")["answer_until"] == "off"
    refused = desk.run("procedure", "*", "--answer-until", "chiều")
    assert refused.exit_code == 1
    assert "15:00" in refused.stderr
