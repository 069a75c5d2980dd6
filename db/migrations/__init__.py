"""Schema changes in order: `NNNN_purpose.sql`, each applied once together with the record of it."""

from __future__ import annotations

from importlib.resources import files

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

MIGRATIONS = Migrations("nhacviec")


def _register(name: str, script: str) -> None:
    def apply(db: Database) -> None:
        db.executescript(script)

    MIGRATIONS(name=name)(apply)


for _file in sorted(files(__package__).iterdir(), key=lambda f: f.name):
    if _file.name.endswith(".sql"):
        _register(_file.name.removesuffix(".sql"), _file.read_text(encoding="utf-8"))
