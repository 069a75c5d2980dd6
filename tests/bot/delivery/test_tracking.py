"""Tracking ids bring a message's id back, and nothing else brings one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.tracking import LONGEST, message_of, new_install, tracking_id
from schedules.errors import RejectedInput

INSTALL = "0a1b2c3d4e5f"


@given(st.integers(0, 2**63 - 1))
def test_what_is_made_is_read_again(message_id: int) -> None:
    made = tracking_id(INSTALL, message_id)

    assert len(made) <= LONGEST
    assert message_of(made, INSTALL) == message_id


@pytest.mark.parametrize(
    "told",
    [
        "", "-", "7", "nv-7", f"nv-{INSTALL}", f"nv-{INSTALL}-", f"nv-{INSTALL}--7", f"nv-{INSTALL}-7 ",
        f"nv-{INSTALL}-٧", f"nv-{INSTALL}-²", f"nv-{INSTALL}-+7", f"nv-{INSTALL}-1e3", f"NV-{INSTALL}-7",
        "nv-ffffffffffff-7", f"nv-{INSTALL}-{2**63}", f"nv-{INSTALL}-{'9' * 5000}",
    ],
)  # fmt: skip
def test_what_is_not_ours_names_no_message(told: str) -> None:
    assert message_of(told, INSTALL) is None


def test_without_a_name_nothing_is_ours() -> None:
    assert message_of("nv--7", "") is None


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(told: str) -> None:
    assert message_of(told, INSTALL) is None


def test_names_of_new_databases_differ() -> None:
    assert new_install() != new_install()


def test_what_is_too_long_is_told() -> None:
    with pytest.raises(RejectedInput):
        tracking_id("x" * 40, 2**62)
