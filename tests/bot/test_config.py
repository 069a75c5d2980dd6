"""Settings: environment over file over defaults, all problems at once, no secret ever printed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.config import Settings, check_for_service, load
from schedules.errors import Misconfigured

KEY = "mot-khoa-bi-mat-du-dai-de-chay"
SANDBOX = {
    "NHACVIEC_ZALO__OPENAPI_URL": "http://127.0.0.1:9000",
    "NHACVIEC_ZALO__OAUTH_URL": "http://127.0.0.1:9000",
}


@pytest.fixture(autouse=True)
def _empty_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty working folder and none of our variables."""
    for name in list(os.environ):
        if name.startswith("NHACVIEC_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def given(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def toml(text: str, name: str = "nhacviec.toml") -> None:
    Path(name).write_text(text, encoding="utf-8")


def problems(settings: Settings) -> list[str]:
    try:
        check_for_service(settings)
    except Misconfigured as error:
        return error.problems
    return []


def test_the_defaults_are_the_promised_ones() -> None:
    found = load()

    assert (found.database, found.host, found.port) == (
        "sqlite:///var/nhacviec.db",
        "127.0.0.1",
        8080,
    )
    assert (found.public_url, found.clock, found.sms.gateway) == ("", "", "none")
    assert found.zalo.requests_per_minute == 100
    assert found.zalo.is_real


def test_the_file_wins_over_defaults_and_the_environment_over_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    toml('port = 9001\nhost = "127.0.0.2"\n[zalo]\noa_id = "41900"\napp_id = "1"\n')
    given(monkeypatch, NHACVIEC_PORT="9002", NHACVIEC_ZALO__APP_ID="2")
    found = load()

    assert (found.host, found.port) == ("127.0.0.2", 9002)
    assert (found.zalo.oa_id, found.zalo.app_id) == ("41900", "2")


def test_what_a_command_hands_in_wins_over_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, NHACVIEC_PORT="9002")

    assert load(port=9003).port == 9003


def test_another_file_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    toml("port = 9001\n")
    toml("port = 9004\n", "khac.toml")
    given(monkeypatch, NHACVIEC_CONFIG="khac.toml")

    assert load().port == 9004


def test_a_named_file_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, NHACVIEC_CONFIG="khong-co.toml")
    with pytest.raises(Misconfigured, match=r"NHACVIEC_CONFIG: khong-co\.toml"):
        load()


def test_a_file_that_is_no_toml_is_told_with_its_name() -> None:
    toml("port = = 1")
    with pytest.raises(Misconfigured, match=r"nhacviec\.toml"):
        load()


def test_all_problems_are_told_at_once_with_key_and_value(monkeypatch: pytest.MonkeyPatch) -> None:
    toml('farbe = "rot"\n[igate]\nevery = 0\n')
    given(
        monkeypatch,
        NHACVIEC_PORT="achtzig",
        NHACVIEC_ZALO__REQUESTS_PER_MINUTE="0",
        NHACVIEC_SMS__GATEWAY="brieftaube",
    )
    with pytest.raises(Misconfigured) as caught:
        load()
    told = "\n".join(caught.value.problems)

    assert len(caught.value.problems) == 5
    for key, value in {
        "NHACVIEC_PORT": "'achtzig'",
        "NHACVIEC_ZALO__REQUESTS_PER_MINUTE": "'0'",
        "NHACVIEC_SMS__GATEWAY": "'brieftaube'",
        "NHACVIEC_IGATE__EVERY": "0",
        "NHACVIEC_FARBE": "'rot'",
    }.items():
        assert f"{key} = {value}" in told


def test_a_secret_of_the_wrong_kind_is_told_without_it() -> None:
    toml("secret_key = 12345678901234567\n[zalo]\nrefresh_token = 987654321\n")
    with pytest.raises(Misconfigured) as caught:
        load()

    assert len(caught.value.problems) == 2
    assert all("= ***:" in problem for problem in caught.value.problems)
    assert not any("12345" in p or "98765" in p for p in caught.value.problems)


def test_no_secret_is_ever_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {
        "NHACVIEC_SECRET_KEY": "bi-mat-1-" * 4,
        "NHACVIEC_ZALO__APP_SECRET": "bi-mat-2",
        "NHACVIEC_ZALO__WEBHOOK_SECRET": "bi-mat-3",
        "NHACVIEC_ZALO__ACCESS_TOKEN": "bi-mat-4",
        "NHACVIEC_ZALO__REFRESH_TOKEN": "bi-mat-5",
        "NHACVIEC_FEED__PASSWORD": "bi-mat-6",
        "NHACVIEC_IGATE__CLIENT_SECRET": "bi-mat-7",
        "NHACVIEC_SMS__SECRET_KEY": "bi-mat-8",
        "NHACVIEC_SMS__API_KEY": "bi-mat-9",
    }
    given(monkeypatch, **secrets)
    found = load()

    for text in (repr(found), str(found), found.model_dump_json(), str(found.model_dump())):
        assert "bi-mat" not in text
    assert found.zalo.app_secret.get_secret_value() == "bi-mat-2"


# --- what the service needs ---


def test_the_service_needs_a_secret_key_and_says_how_to_make_one() -> None:
    [problem] = problems(load())

    assert "NHACVIEC_SECRET_KEY is missing" in problem
    assert "token_urlsafe" in problem


def test_a_short_secret_key_is_refused_without_being_told() -> None:
    [problem] = problems(load(secret_key="ngan"))

    assert "shorter than 16" in problem
    assert "ngan" not in problem.replace("shorter than", "")


def test_a_good_secret_key_is_enough() -> None:
    assert problems(load(secret_key=KEY)) == []


@pytest.mark.parametrize(
    "hosts",
    [
        pytest.param({}, id="as they come"),
        pytest.param({"openapi_url": "https://openapi.zalo.me/"}, id="with a slash"),
        pytest.param({"openapi_url": "https://OpenAPI.Zalo.me"}, id="in capitals"),
        pytest.param({"openapi_url": "http://127.0.0.1:9000"}, id="tokens still real"),
        pytest.param({"oauth_url": "http://127.0.0.1:9000"}, id="messages still real"),
    ],
)
def test_a_moved_clock_is_refused_with_a_real_host(hosts: dict[str, str]) -> None:
    found = problems(load(secret_key=KEY, clock="2025-03-17T07:25:00+07:00 x120", zalo=hosts))

    assert len(found) == 1
    assert "NHACVIEC_CLOCK" in found[0]
    assert "real Zalo hosts" in found[0]


def test_a_moved_clock_is_welcome_with_a_test_server(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, **SANDBOX)
    found = load(secret_key=KEY, clock="2025-03-17T07:25:00+07:00 x120")

    assert problems(found) == []
    assert not found.zalo.is_real


def test_a_clock_that_cannot_be_read_is_told_with_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given(monkeypatch, **SANDBOX)
    found = problems(load(clock="morgen früh"))

    assert len(found) == 2
    assert any("NHACVIEC_CLOCK" in p and "morgen früh" in p for p in found)


# --- the database ---


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///var/nhacviec.db", "var/nhacviec.db"),
        ("sqlite:////srv/nhacviec/x.db", "/srv/nhacviec/x.db"),
        ("sqlite:///x.db", "x.db"),
    ],
)
def test_the_path_of_the_embedded_database(url: str, path: str) -> None:
    assert load(database=url).sqlite_path == Path(path)


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///", "x.db", "", "mysql://u@h/d", "postgresql://h/d"]
)
def test_other_databases_are_refused_with_the_mend(url: str) -> None:
    with pytest.raises(Misconfigured, match="sqlite:///PATH"):
        _ = load(database=url).sqlite_path


def test_the_password_of_a_database_is_not_told() -> None:
    with pytest.raises(Misconfigured) as caught:
        _ = load(database="postgresql://nguoi:mat-khau@may/csdl").sqlite_path

    assert "mat-khau" not in str(caught.value)
    assert "may/csdl" in str(caught.value)
