"""What a stop of sending holds back, by sender."""

from __future__ import annotations

import pytest

from db.halts import Halt, Held, held, scope_of


def _halt(scope: str) -> Halt:
    return Halt(1, scope, "thử", None, 0, 0, None, None)


@pytest.mark.parametrize(
    ("scopes", "account", "level"),
    [
        ((), "1", 0),
        (("all",), "1", 2),
        (("all",), None, 2),  # SMS too
        (("citizens",), "1", 1),
        (("citizens",), None, 1),
        (("account:1",), "1", 2),
        (("account:1",), "2", 0),
        (("account:1",), None, 0),
        (("citizens", "account:1"), "2", 1),
    ],
)
def test_what_a_sender_holds_back(scopes: tuple[str, ...], account: str | None, level: int) -> None:
    assert held([_halt(scope) for scope in scopes]).level(account) == level


def test_an_account_is_named_in_its_scope() -> None:
    assert scope_of("2000000000000000001") == "account:2000000000000000001"
    assert held([]) == Held()
