"""Whole documents in the layouts offices use, each with its obligations beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.schedules.plans.expected import HERE, expected, plan_in, rows_of

DOCUMENTS = sorted([*HERE.glob("*.txt"), *HERE.glob("*.md")])


@pytest.mark.parametrize("path", DOCUMENTS, ids=[path.name for path in DOCUMENTS])
def test_a_document_is_read_as_written_beside_it(path: Path) -> None:
    found = rows_of(plan_in(path.read_text(encoding="utf-8"), path.stem))
    assert found == expected(path.stem)
