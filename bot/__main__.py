"""`python -m bot` is `nhacviec`."""

from __future__ import annotations

from bot.cli import main

main(prog_name="nhacviec")
