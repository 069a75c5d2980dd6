"""The script that finds, installs or does without a browser, on machines made of three small commands."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browser.conftest import ENSURE

ROOT, SOMEBODY = "0", "1000"
BROWSER = 'echo "Chromium 1.0"'
APT = f"""echo "$@" >>"$MACHINE/apt.log"
if [ "$1" = install ]; then printf '#!/bin/sh\\n{BROWSER}\\n' >"$MACHINE/chromium" && "$CHMOD" +x "$MACHINE/chromium"; fi"""


class Machine:
    """A folder with the only commands there are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def has(self, name: str, script: str) -> None:
        command = self.folder / name
        command.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        command.chmod(0o755)

    def ensure(self, *options: str, ci: str = "") -> subprocess.CompletedProcess[str]:
        env = {
            "PATH": str(self.folder),
            "MACHINE": str(self.folder),
            "CHMOD": str(shutil.which("chmod")),
            "CI": ci,
        }
        shell = str(shutil.which("sh"))
        return subprocess.run(  # noqa: S603 - our own script
            [shell, str(ENSURE), *options], env=env, capture_output=True, text=True, check=False
        )

    @property
    def asked_of_apt(self) -> list[str]:
        log = self.folder / "apt.log"
        return log.read_text(encoding="utf-8").splitlines() if log.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path)
    made.has("id", f"echo {SOMEBODY}")
    return made


@pytest.mark.parametrize("name", ["chromium", "google-chrome", "chromium-browser"])
def test_a_browser_of_the_machine_is_used(machine: Machine, name: str) -> None:
    machine.has(name, BROWSER)
    machine.has("id", f"echo {ROOT}")
    machine.has("apt-get", APT)

    assert machine.ensure("--find").stdout.strip() == str(machine.folder / name)
    assert machine.ensure(ci="true").returncode == 0
    assert machine.asked_of_apt == []


def test_a_script_that_only_tells_how_to_get_one_is_no_browser(machine: Machine) -> None:
    machine.has("chromium-browser", "echo 'install the snap first' >&2; exit 1")

    assert machine.ensure("--find").stdout == ""
    assert machine.ensure(ci="true").returncode == 1


def test_root_on_debian_gets_the_one_of_the_distribution(machine: Machine) -> None:
    machine.has("id", f"echo {ROOT}")
    machine.has("apt-get", APT)

    assert machine.ensure(ci="true").returncode == 0
    update, install = machine.asked_of_apt
    assert update.startswith("update")
    assert install.endswith("--no-install-recommends chromium")
    assert machine.ensure("--find").stdout.strip() == str(machine.folder / "chromium")


@pytest.mark.parametrize(
    ("user", "apt"),
    [
        (SOMEBODY, APT),  # may not install
        (ROOT, None),  # no Debian
        (ROOT, "exit 100"),  # the archive does not answer
    ],
    ids=["not-root", "not-debian", "archive-away"],
)
def test_otherwise_the_tests_are_left_out_except_where_nothing_may_be(
    machine: Machine, user: str, apt: str | None
) -> None:
    machine.has("id", f"echo {user}")
    if apt is not None:
        machine.has("apt-get", apt)
    lenient, strict = machine.ensure(), machine.ensure(ci="true")

    assert (lenient.returncode, strict.returncode) == (0, 1)
    assert lenient.stderr.count("\n") == 1
    assert "left out" in lenient.stderr
