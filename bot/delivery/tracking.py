"""Tracking ids of templates by telephone number: our name of a message, which receipts and quick replies bring back.

`nv-<install>-<message>`. `install` tells this database from any other that uses the same account (a trial, an older
one), so that its receipts never move our messages.
"""

from __future__ import annotations

import secrets
from typing import Final

from schedules.errors import RejectedInput

INSTALL_KEY: Final = "install"  # in the table `meta`
LONGEST: Final = 48  # characters; source: the template API, `tracking_id`
_LONGEST_NUMBER: Final = 19  # digits of a message id


def new_install() -> str:
    """A name for a new database, twelve hexadecimal digits."""
    return secrets.token_hex(6)


def tracking_id(install: str, message_id: int) -> str:
    """The tracking id of a message; raises `RejectedInput` when it would be longer than 48 characters.

    >>> tracking_id("0a1b2c3d4e5f", 42)
    'nv-0a1b2c3d4e5f-42'
    """
    made = f"nv-{install}-{message_id}"
    if len(made) > LONGEST or message_id < 0:
        raise RejectedInput("tracking_id", made, f"at most {LONGEST} characters, ids from 0")
    return made


def message_of(tracking: str, install: str) -> int | None:
    """The message a tracking id names, or None when it is not one of this database.

    >>> message_of("nv-0a1b2c3d4e5f-42", "0a1b2c3d4e5f"), message_of("nv-other-42", "0a1b2c3d4e5f")
    (42, None)
    """
    ours, dash, number = tracking.rpartition("-")
    fits = number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER
    if not (install and dash and fits and ours == f"nv-{install}"):
        return None
    found = int(number)
    return found if found < 2**63 else None  # what no column of ids can hold names nothing
