"""The floors of the house: the import contracts of `pyproject.toml` hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_imports_only_go_down() -> None:
    code = (
        "import sys; from importlinter.cli import lint_imports as run; sys.exit(run(no_cache=True))"
    )
    run = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    # Each contract is told by name, so a failure says which floor was broken and by which import.
    assert run.returncode == 0, f"{run.stdout}\n{run.stderr}"
    assert run.stdout.count("KEPT") == 3
