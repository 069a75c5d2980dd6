"""`policy`: what is shown can be changed and loaded; what could never be told is refused."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Desk


@pytest.fixture
def shown(desk: Desk) -> dict[str, object]:
    """The policy in force."""
    desk.run("db", "upgrade")
    return json.loads(desk.run("policy", "show").stdout)


def load(desk: Desk, policy: dict[str, object], *options: str):
    path = desk.folder / "policy.json"
    path.write_text(json.dumps(policy), encoding="utf-8")
    return desk.run("policy", "load", str(path), *options)


def test_a_new_version_is_loaded_and_in_force(desk, shown):
    shown["version"], shown["undo_minutes"] = shown["version"] + 1, 30
    assert json.loads(load(desk, shown).stdout)["version"] == shown["version"]
    assert json.loads(desk.run("policy", "show").stdout)["undo_minutes"] == 30


def test_a_dry_run_keeps_nothing(desk, shown):
    shown["version"] += 1
    assert load(desk, shown, "--dry-run").exit_code == 0
    assert json.loads(desk.run("policy", "show").stdout)["version"] == shown["version"] - 1


def test_a_version_used_already_is_refused_with_the_next_one(desk, shown):
    refused = load(desk, shown)
    assert refused.exit_code == 1
    assert f"take {shown['version'] + 1}" in refused.stderr


def test_a_rung_without_words_is_refused(desk, shown):
    shown["version"] = 2
    shown["ladders"]["step"].append({"rung": "whisper", "to": "leader", "when": {"due": True}})
    refused = load(desk, shown)
    assert refused.exit_code == 1
    assert "leader/step/whisper" in refused.stderr


def test_kinds_without_a_ladder_are_named_when_a_policy_is_loaded(desk, shown):
    shown["version"] += 1
    del shown["ladders"]["supplement"]
    shown["ladders"]["task"] = []
    told = load(desk, shown)
    assert told.exit_code == 0
    assert "no ladder for supplement:" in told.stderr
