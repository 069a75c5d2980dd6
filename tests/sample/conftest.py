"""One sample of each time for all tests of this folder."""

from __future__ import annotations

import pytest

from tests.sample.province import AFTER, BEFORE, Province


@pytest.fixture(scope="package", params=[BEFORE, AFTER], ids=["districts", "two levels"])
def province(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Province:
    """102 communes and 5,000 dossiers, under districts and since."""
    return Province(tmp_path_factory.mktemp("tinh"), request.param)
