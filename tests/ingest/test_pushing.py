"""At the feed's door: who gets in, the envelope and the bare arrays, and the answers that senders look for."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.ingest.sessions import LASTS_S, WINDOW_S, WRONG
from bot.web import feeds
from db.sqlite import connect
from tests.ingest.pushing import CODE, ITEM, NAME, PASSWORD, STEP, opened

LOGIN = (NAME, PASSWORD)
GOOD = {"error_code": "0", "message": "Đồng bộ thành công"}


# --- who gets in


async def test_a_session_opens_the_door_until_its_time_is_over(tmp_path: Path) -> None:
    async with opened(tmp_path) as door:
        body = {"session": await door.session(), "service": "DongBoHoSoMC", "data": []}
        assert (await door.post("", body))[0] == 200
        door.clock.jump_to(door.clock.now() + LASTS_S - 1)
        assert (await door.post("", body))[0] == 200
        door.clock.jump_to(door.clock.now() + 1)
        status, told = await door.post("", body)
        assert (status, told["error_code"]) == (401, "-1")
        assert "đăng nhập lại" in told["message"]


@pytest.mark.parametrize("session", ["", "x", "9999999999.abc.def", "é.ü.ä", 7, None, ["x"]])
async def test_a_session_of_ones_own_making_opens_nothing(tmp_path: Path, session: Any) -> None:
    async with opened(tmp_path) as door:
        body = {"session": session, "service": "DongBoHoSoMC", "data": [ITEM]}
        assert (await door.post("", body))[0] == 401
        longer = str(9_999_999_999) + (await door.session())[10:]  # a later end, the old proof
        assert (await door.post("", body | {"session": longer}))[0] == 401
        assert await door.items() == {}


async def test_a_new_password_ends_the_sessions_of_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    async with opened(tmp_path / "a") as door:
        session = await door.session()
    async with opened(tmp_path / "b", password="mat-khau-moi") as door:
        body = {"session": session, "service": "DongBoHoSoMC", "data": []}
        assert (await door.post("", body))[0] == 401


@pytest.mark.parametrize(
    "given",
    [
        {"username": NAME, "password": "x"},
        {"username": "x", "password": PASSWORD},
        {"username": NAME},
        {"username": NAME, "password": [PASSWORD]},
        [NAME, PASSWORD],
        {},
    ],
)
async def test_a_wrong_password_is_told_and_never_logged(tmp_path: Path, given: object) -> None:
    async with opened(tmp_path) as door:
        with capture_logs() as logs:
            status, told = await door.post("/login", given)
        assert (status, told["error_code"]) == (401, "-1")
        assert "session" not in told
        assert PASSWORD not in str(logs)


async def test_after_too_many_wrong_passwords_the_right_one_waits_too(tmp_path: Path) -> None:
    wrong = {"username": NAME, "password": "x"}
    async with opened(tmp_path) as door:
        session = await door.session()
        for _ in range(WRONG):
            assert (await door.post("/login", wrong))[0] == 401
        status, told = await door.post("/login", {"username": NAME, "password": PASSWORD})
        assert (status, told["message"]) == (
            429,
            f"Sai mật khẩu quá nhiều lần; thử lại sau {WINDOW_S} giây",
        )
        assert (await door.post("/DongBoHoSoMC", [], auth=LOGIN))[0] == 429
        body = {"session": session, "service": "DongBoHoSoMC", "data": []}
        assert (await door.post("", body))[0] == 200  # who is in stays in
        door.clock.jump_to(door.clock.now() + WINDOW_S)
        assert (await door.post("/login", {"username": NAME, "password": PASSWORD}))[0] == 200


@pytest.mark.parametrize("path", ["/DongBoHoSoMC", "/CapNhatTienDoHoSoMC"])
async def test_bare_arrays_want_name_and_password(tmp_path: Path, path: str) -> None:
    async with opened(tmp_path) as door:
        assert (await door.post(path, []))[0] == 401
        assert (await door.post(path, [], auth=(NAME, "x")))[0] == 401
        for header in ("Basic ?", "Basic eA==", "Bearer x", "Basic /////w=="):
            assert (await door.post(path, [], headers={"Authorization": header}))[0] == 401
        assert (await door.post(path, [], auth=LOGIN))[0] == 200


@pytest.mark.parametrize(("name", "password"), [("", ""), (NAME, ""), ("", PASSWORD)])
async def test_without_settings_the_door_is_shut(tmp_path: Path, name: str, password: str) -> None:
    async with opened(tmp_path, name=name, password=password) as door:
        for path in ("", "/login", "/DongBoHoSoMC", "/CapNhatTienDoHoSoMC"):
            status, _ = await door.post(path, {"username": name, "password": password})
            assert status == 403


# --- dossiers and steps


async def test_the_envelope_stores_a_dossier_and_what_it_owes(tmp_path: Path) -> None:
    async with opened(tmp_path) as door:
        told = await door.push("DongBoHoSoMC", [ITEM], isUpdating="False")
        assert told == GOOD | {"result": [{"MaHoSo": CODE, "error_code": "0"}]}
        assert set(await door.items()) == {f"dossier:{CODE}", f"step:{CODE}:1", f"apology:{CODE}"}
        assert door.woken == 1
        told = await door.push("CapNhatTienDoHoSoMC", [STEP, STEP])
        assert told == GOOD | {"result": [{"MaHoSo": CODE, "error_code": "0"}] * 2}
        assert (await door.items())[f"step:{CODE}:2"].state == "open"


@pytest.mark.parametrize("updating", ["False", False, None])
async def test_what_is_sent_as_new_and_is_known_is_taken_and_said(
    tmp_path: Path, updating: object
) -> None:
    """ "đã tồn tại" for who looks for it, and error_code 0 with "thành công": nothing has to be sent again."""
    async with opened(tmp_path) as door:
        await door.push("DongBoHoSoMC", [ITEM])
        ended = ITEM | {"TrangThaiHoSo": "9", "NgayKetThucXuLy": "20260305143000"}
        told = await door.push("DongBoHoSoMC", [ended], isUpdating=updating)
        assert told["error_code"] == "0"
        assert told["result"][0]["error_code"] == "0"
        assert "đã tồn tại" in told["result"][0]["message"]
        assert (await door.items())[f"dossier:{CODE}"].state == "done"


@pytest.mark.parametrize("updating", ["True", "true", True])
async def test_an_update_of_what_is_not_known_is_taken_too(
    tmp_path: Path, updating: object
) -> None:
    async with opened(tmp_path) as door:
        told = await door.push("DongBoHoSoMC", [ITEM], isUpdating=updating)
        assert told == GOOD | {"result": [{"MaHoSo": CODE, "error_code": "0"}]}
        assert (
            len(await door.items()) == 3
        )  # dossier, step, and the question whether its date will hold


async def test_bare_arrays_do_the_same(tmp_path: Path) -> None:
    async with opened(tmp_path) as door:
        query = "?MaDinhDanhDV=000.00.01.H22&isUpdating=True"
        status, told = await door.post(f"/DongBoHoSoMC{query}", [ITEM], auth=LOGIN)
        assert (status, told) == (200, GOOD | {"result": [{"MaHoSo": CODE, "error_code": "0"}]})
        status, told = await door.post("/CapNhatTienDoHoSoMC", [STEP], auth=LOGIN)
        assert (status, told) == (200, GOOD | {"result": [{"MaHoSo": CODE, "error_code": "0"}]})
        assert f"step:{CODE}:2" in await door.items()


async def test_the_bytes_themselves_say_thanh_cong(tmp_path: Path) -> None:
    async with opened(tmp_path) as door:
        url = "/feeds/dvcqg/CapNhatTienDoHoSoMC"
        headers = {"Authorization": "Basic bW90LWN1YTptYXQta2hhdS1tYXU="}
        async with door.client.post(url, data=json.dumps([STEP]), headers=headers) as answer:
            assert answer.content_type == "application/json"
            assert "Đồng bộ thành công".encode() in await answer.read()


async def test_a_bad_item_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    bad = ITEM | {"MaHoSo": "H01.12-260305-0004", "NgayTiepNhan": "32/13/2026"}
    nowhere = ITEM | {"MaHoSo": "H01.12-260305-0005", "DonViXuLy": "UBND xã Không Có"}
    async with opened(tmp_path) as door:
        told = await door.push("DongBoHoSoMC", [bad, "x", ITEM, nowhere])
        assert told["error_code"] == "0"
        assert told["message"].startswith("Đồng bộ thành công 1/4 mục; 3 mục chưa nhận: ")
        codes = [one["error_code"] for one in told["result"]]
        assert codes == ["-1", "-1", "0", "-1"]
        assert '"Ngày tiếp nhận" (received_at): "32/13/2026"' in told["result"][0]["message"]
        assert "dùng dd/MM/yyyy" in told["result"][0]["message"]
        assert "danh mục đơn vị" in told["result"][3]["message"]
        assert told["result"][3]["MaHoSo"] == "H01.12-260305-0005"


async def test_when_nothing_can_be_taken_nothing_says_thanh_cong(tmp_path: Path) -> None:
    async with opened(tmp_path) as door:
        told = await door.push("CapNhatTienDoHoSoMC", [STEP | {"ThoiDiemXuLy": "hôm qua"}])
        assert told["error_code"] == "-1"
        assert "thành công" not in json.dumps(told, ensure_ascii=False)
        assert door.woken == 0


async def test_many_items_are_stored_in_short_transactions(tmp_path: Path) -> None:
    many = [ITEM | {"MaHoSo": f"H01.12-260305-{n:04}"} for n in range(1201)]
    async with opened(tmp_path) as door:
        told = await door.push("DongBoHoSoMC", many)
        assert [one["MaHoSo"] for one in told["result"]] == [item["MaHoSo"] for item in many]
        assert len(await door.items("H01.12-260305-1200")) == 3


async def test_nothing_private_is_kept_anywhere(tmp_path: Path) -> None:
    async with opened(tmp_path) as door:
        with capture_logs() as logs:
            await door.push("DongBoHoSoMC", [ITEM])
            await door.push("DongBoHoSoMC", [ITEM | {"NgayTiepNhan": "Nguyễn Mẫu An"}])
    conn = connect(tmp_path / "feeds.db")
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    conn.close()
    kept = (tmp_path / "feeds.db").read_bytes() + str(logs).encode()
    for private in ("Nguyễn Mẫu An", "000000000001", "can-cuoc", "8000", "0900500001"):
        assert private.encode() not in kept


# --- looking up


@pytest.mark.parametrize(
    "asked",
    [
        {"mahoso": CODE},
        {"data": {"mahoso": CODE.lower()}},
        {"data": [{"MaHoSo": CODE}]},
        {"data": [CODE]},
    ],
)
async def test_a_sender_asks_whether_a_dossier_is_known(
    tmp_path: Path, asked: dict[str, object]
) -> None:
    async with opened(tmp_path) as door:
        body = {"session": await door.session(), "service": "TraCuuHoSo", **asked}
        _, told = await door.post("", body)
        assert (told["error_code"], told["result"]) == ("-1", [])
        await door.push("DongBoHoSoMC", [ITEM])
        _, told = await door.post("", body)
        assert told == {
            "error_code": "0",
            "message": "Tra cứu thành công",
            "result": [
                {
                    "MaHoSo": CODE,
                    "TrangThaiHoSo": "4",
                    "NgayTiepNhan": "20260305091000",
                    "NgayHenTra": "20260310091000",
                    "error_code": "0",
                }
            ],
        }


# --- what is no delivery at all


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<xml/>",
        b"{",
        b'"x"',
        b'{"session": "x"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"data": "x"}',
        b"9" * 9_000,
    ],
    ids=lambda body: repr(body[:12]),
)
async def test_malformed_bodies_are_told_what_is_wrong(tmp_path: Path, body: bytes) -> None:
    async with opened(tmp_path) as door:
        for path in ("", "/DongBoHoSoMC", "/CapNhatTienDoHoSoMC"):
            status, told = await door.post(path, body, auth=LOGIN)
            assert (status, told["error_code"]) == (400, "-1")
            assert told["message"].startswith("data: ")


async def test_a_service_we_do_not_have(tmp_path: Path) -> None:
    async with opened(tmp_path) as door:
        told = await door.push("LayThuTuc", [])
        assert told["error_code"] == "-1"
        assert 'không có dịch vụ "LayThuTuc"' in told["message"]


async def test_a_body_beyond_the_limit_is_not_read_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "MAX_BODY", 100_000)
    async with opened(tmp_path) as door:
        big = json.dumps([ITEM] * 500).encode()
        status, told = await door.post("/DongBoHoSoMC", big, auth=LOGIN)
        assert (status, told["error_code"]) == (413, "-1")
        packed = {"Content-Encoding": "gzip"}  # what it unpacks to counts
        status, told = await door.post(
            "/DongBoHoSoMC", gzip.compress(big), auth=LOGIN, headers=packed
        )
        assert status == 413
        small = gzip.compress(json.dumps([ITEM]).encode())
        status, told = await door.post("/DongBoHoSoMC", small, auth=LOGIN, headers=packed)
        assert (status, told["message"]) == (200, "Đồng bộ thành công")
