"""The approved templates we need, read from `messages_vi/zbs/`.

A file describes one template: title, paragraphs, rows of the table, buttons, and the kind of every parameter. Markers
are written as Zalo writes them, `<ten_tham_so>`. Limits and rules of review are in
`bot.zalo.layout`, filling in `bot.zalo.filling`, submission in `bot.zalo.submission`.
"""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import msgspec

from db.words import Answer
from schedules.errors import RejectedInput
from schedules.text import fold


class Kind(StrEnum):
    """Kinds of parameters, in the order of Zalo's list."""

    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"
    CODE = "code"
    LABEL = "label"
    STATUS = "status"
    CONTACT = "contact"
    GENDER = "gender"
    PRODUCT = "product"
    QUANTITY = "quantity"
    DATE = "date"
    OTP = "otp"
    URL = "url"
    CURRENCY = "currency"
    BANK_NOTE = "bank_note"


LONGEST: Final[dict[Kind, int]] = {
    Kind.NAME: 30,
    Kind.PHONE: 15,
    Kind.ADDRESS: 200,
    Kind.CODE: 30,
    Kind.LABEL: 30,
    Kind.STATUS: 30,
    Kind.CONTACT: 50,
    Kind.GENDER: 5,
    Kind.PRODUCT: 200,
    Kind.QUANTITY: 20,
    Kind.DATE: 20,
    Kind.OTP: 10,
    Kind.URL: 200,
    Kind.CURRENCY: 12,
    Kind.BANK_NOTE: 90,
}
"""Characters a value of each kind may have."""

MARKER: Final = re.compile(r"<([a-z][a-z0-9_]*)>")


class Parameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A parameter: its kind, what it means (for the reviewer), and an example."""

    kind: Kind
    meaning: str
    sample: str

    @property
    def longest(self) -> int:
        """Characters a value may have."""
        return LONGEST[self.kind]


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of the table; the label is fixed."""

    label: str
    value: str


class TemplateButton(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A button: to a page, to the account, or a quick reply. `target` of a page is a place named by the province
    (`lookup`) with what follows it; `answer` of a quick reply is what a tap on it says.
    """

    kind: Literal["website", "account", "response"]
    text: str
    target: str = ""
    answer: Answer | None = None


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One template as it is submitted. `tag` 1 is a transaction: allowed at any hour by user id."""

    key: str
    name: str
    audience: Literal["officer", "head", "citizen", "admin"]
    purpose: str
    tag: Literal[1, 2, 3]
    title: str
    paragraphs: tuple[str, ...]
    rows: tuple[Row, ...]
    buttons: tuple[TemplateButton, ...]
    parameters: dict[str, Parameter]

    @property
    def quick_reply(self) -> bool:
        """Whether it is answered by its own buttons. Such a template is made by hand in the portal and goes by telephone
        number only.
        """
        return any(button.kind == "response" for button in self.buttons)


@cache
def templates() -> dict[str, Template]:
    """All templates by key, which is the name of their file; raises `RejectedInput` naming a file that cannot be read."""
    folder = files("messages_vi").joinpath("zbs")
    found = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    return {
        name.removesuffix(".toml"): parse(
            name.removesuffix(".toml"), folder.joinpath(name).read_text(encoding="utf-8")
        )
        for name in found
    }


def template(key: str) -> Template:
    """One template; raises `RejectedInput` naming those there are."""
    if key not in templates():
        raise RejectedInput("template", key, f"use one of: {', '.join(templates())}")
    return templates()[key]


@cache
def _answers() -> dict[str, Answer]:
    buttons = (button for found in templates().values() for button in found.buttons)
    return {fold(button.text): button.answer for button in buttons if button.answer is not None}


def answer_of(caption: str) -> Answer | None:
    """What the caption of a quick reply says, or None when no template has such a button.

    >>> answer_of("Đang vướng mắc")
    <Answer.BLOCKED: 'blocked'>
    """
    return _answers().get(fold(caption).strip())


def parse(key: str, source: str) -> Template:
    """A template from TOML; raises `RejectedInput`."""
    try:
        return msgspec.convert({"key": key, **tomllib.loads(source)}, Template)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise RejectedInput("template", key, str(error)) from None


def markers(text: str) -> list[str]:
    """The parameters a text speaks of, in order.

    >>> markers("Kính gửi <nguoi_nhan>, <co_quan> xin thông báo")
    ['nguoi_nhan', 'co_quan']
    """
    return MARKER.findall(text)


def longest_form(text: str, parameters: dict[str, Parameter]) -> int:
    """Characters of a text when every parameter is as long as its kind allows."""
    fixed = len(MARKER.sub("", text))
    return fixed + sum(parameters[name].longest for name in markers(text) if name in parameters)
