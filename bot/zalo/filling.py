"""Values into the parameters of a template: each in the form and within the length of its kind, before the call."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

from bot.zalo.bodies import BadMessage
from bot.zalo.templates import Kind, Template
from schedules.civil import to_civil

# What may be shortened without becoming false; a shortened code, number or date would be another one.
_SHORTENED: Final = frozenset(
    {Kind.NAME, Kind.ADDRESS, Kind.LABEL, Kind.STATUS, Kind.CONTACT, Kind.PRODUCT, Kind.BANK_NOTE}
)
_DAY: Final = r"(0[1-9]|[12]\d|3[01])/(0[1-9]|1[0-2])/\d{4}"
_CLOCK: Final = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?"
_FORMS: Final[Mapping[Kind, re.Pattern[str]]] = {
    Kind.PHONE: re.compile(r"\+?\d{3,14}"),
    Kind.QUANTITY: re.compile(r"\d{1,20}"),
    Kind.DATE: re.compile(rf"({_CLOCK} )?{_DAY}|{_CLOCK}|(0[1-9]|1[0-2])/\d{{4}}"),
    Kind.OTP: re.compile(r"[0-9A-Za-z]{1,10}"),
    Kind.URL: re.compile(r"https?://\S+"),
    Kind.CURRENCY: re.compile(r"\d{1,12}"),
}


def fill(template: Template, values: Mapping[str, str]) -> dict[str, str]:
    """The `template_data` of a send: every parameter of the template, none besides; raises `BadMessage` naming the one
    that is missing, strange, malformed or too long.

    Values are made NFC and one line. Words too many for their kind are cut at a word and end with "…"; codes, numbers
    and dates never are. Source: kinds of parameters with their maximum lengths, ZBS template guidelines.

    `fill(template("officer_due"), {"ma_viec": "H99-1", …})["ma_viec"]` is `H99-1`.
    """
    missing = sorted(template.parameters.keys() - values.keys())
    strange = sorted(values.keys() - template.parameters.keys())
    if missing or strange:
        told = [f"missing {', '.join(missing)}"] * bool(missing)
        told += [f"unknown {', '.join(strange)}"] * bool(strange)
        raise BadMessage(f"template {template.key}: {'; '.join(told)}")
    return {
        name: _value(f"{template.key}.{name}", parameter.kind, parameter.longest, values[name])
        for name, parameter in template.parameters.items()
    }


def date_value(instant: int, *, with_hour: bool = True) -> str:
    """An instant (seconds UTC) as the kind `date` wants it, in Vietnamese time.

    >>> date_value(1742203800), date_value(1742203800, with_hour=False)
    ('16:30 17/03/2025', '17/03/2025')
    """
    return to_civil(instant).strftime("%H:%M %d/%m/%Y" if with_hour else "%d/%m/%Y")


def shortened(text: str, longest: int) -> str:
    """A text of at most so many characters, cut at a word with "…" at the end.

    >>> shortened("Cấp giấy phép xây dựng", 14)
    'Cấp giấy phép…'
    """
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    cut = head if text[longest - 1] == " " else head.rpartition(" ")[0] or head
    return cut.rstrip(" ,;:–-") + "…"


def filled_text(template: Template, values: Mapping[str, str]) -> str:
    """The words a reader sees, line by line; for previews and for the journal."""
    data = fill(template, values)
    put: Callable[[str], str] = lambda text: re.sub(  # noqa: E731 - one expression, used thrice
        r"<([a-z][a-z0-9_]*)>", lambda found: data[found[1]], text
    )
    lines = [put(template.title), *map(put, template.paragraphs)]
    return "\n".join([*lines, *(f"{row.label}: {put(row.value)}" for row in template.rows)])


def _value(where: str, kind: Kind, longest: int, given: str) -> str:
    value = " ".join(unicodedata.normalize("NFC", given).split())
    if not value:
        raise BadMessage(f"{where} is empty")
    if kind in _SHORTENED:
        return shortened(value, longest)
    form = _FORMS.get(kind)
    if form is not None and not form.fullmatch(value):
        raise BadMessage(f"{where} {value!r} is no {kind.value}: {form.pattern}")
    if len(value) > longest:
        raise BadMessage(f"{where} has {len(value)} characters; at most {longest} are allowed")
    return value
