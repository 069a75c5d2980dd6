"""Rendering: a template, what it is about, and a language become the text a person reads. No decisions.

Templates are plain text (no escaping), sandboxed, and strict: a missing name is an error, never an empty place. They are
compiled once a language. Two things happen then instead of at each message, which makes rendering about seven times as
fast: shared pieces are put in where they are included, and `_("…")` becomes the translated text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.sandbox import SandboxedEnvironment

from messages_vi import labels
from messages_vi.catalogue import translations
from messages_vi.language import languages, speaking, spoken
from messages_vi.phrases import Phrases
from messages_vi.table import (
    CALLS,
    CITIZEN,
    DIGESTS,
    NOTICES,
    REPLIES,
    SMS,
    digest_for,
    reply_for,
    sms_for,
    template_for,
)
from schedules.errors import RejectedInput

__all__ = [
    "LINES_PER_PAGE",
    "MAX_TEXT",
    "digest_for",
    "preload",
    "render",
    "reply_for",
    "sms_for",
    "template_for",
]

MAX_TEXT: Final = 2000  # characters of a Zalo consultation message
# Lines of a digest, or colleagues to choose from, that fit with the longest names.
LINES_PER_PAGE: Final = 8

# No language of CLDR tells numbers apart that agree with one of these.
_NUMBERS: Final = 200
_INCLUDE: Final = re.compile(r'{% include "(shared/\w+\.j2)" %}\n')
_TRAILING: Final = re.compile(r"[ \t]+$", re.MULTILINE)
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


def render(template: str, context: Mapping[str, object], locale: str = "") -> str:
    """The finished text: NFC, no trailing spaces, never two empty lines in a row. Without `locale` in the language that
    is spoken.

    `context` is described in `messages_vi.context`. Raises `RejectedInput` when the text would not fit one message; a
    name missing from the context is jinja2's `UndefinedError`, an error of ours.
    """
    if locale:
        with speaking(locale):
            return render(template, context)
    compiled, words = _compiled(template, spoken())
    names = compiled.new_context({**words, **context}, shared=True)
    text = "".join(compiled.root_render_func(names))
    return _checked(template, _tidy(text))


def preload(also: Iterable[str] = ()) -> None:
    """Compile every template now, in the language that is spoken and those that people have: the first message is as quick
    as the others, and a broken one shows at the start."""
    told = (*NOTICES.values(), *DIGESTS.values(), *map(reply_for, REPLIES), *SMS.values(), *CALLS)
    told += (*CITIZEN.values(),)
    for language in ({*also} & languages()) | {spoken()}:
        for template in dict.fromkeys(told):
            _compiled(template, language)


def _tidy(text: str) -> str:
    text = unicodedata.normalize("NFC", text).strip()
    if " \n" in text or "\t" in text:
        text = _TRAILING.sub("", text)
    return _EMPTY_LINES.sub("\n\n", text) if "\n\n\n" in text else text


def _checked(template: str, text: str) -> str:
    if len(text) > MAX_TEXT:
        mend = f"at most {MAX_TEXT} characters: give a page {LINES_PER_PAGE} lines or fewer"
        raise RejectedInput(template, len(text), mend)
    return text


@cache
def _compiled(template: str, locale: str) -> tuple[Template, dict[str, Any]]:
    environment = _environment(locale)
    return environment.get_template(f"{template}.j2"), environment.globals


@cache
def _environment(locale: str) -> _DataEnvironment:
    catalogue = translations(locale)
    return _DataEnvironment(catalogue.gettext, catalogue.ngettext)


class _Loader(PackageLoader):
    """Reads a template with its shared pieces already in place."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool] | None]:
        source, path, fresh = super().get_source(environment, template)
        whole = _INCLUDE.sub(lambda found: self.get_source(environment, found[1])[0], source)
        return whole, path, fresh


class _Translator(CodeGenerator):
    """Compiles `_("text %(name)s", name=value)` to the translated text and a `%`, and `item.code` to a direct look-up.

    `counted("text %(n)s", number, n=…)` becomes the same where a language has one form for all numbers; else the form
    is looked up by the number.
    """

    environment: _DataEnvironment

    def visit_Call(  # noqa: N802 - the name jinja2 looks for
        self,
        node: nodes.Call,
        frame: Frame,
        forward_caller: bool = False,
    ) -> None:
        match node:
            case nodes.Call(node=nodes.Name(name="_" | "gettext"), args=[nodes.Const(value=text)]):
                self._write_filled(f"{self.environment.gettext(text)!r}", node.kwargs, frame)
            case nodes.Call(
                node=nodes.Name(name="counted"), args=[nodes.Const(value=text), number]
            ):
                forms = {self.environment.counted(text, n) for n in range(_NUMBERS)}
                if len(forms) == 1:
                    self._write_filled(f"{forms.pop()!r}", node.kwargs, frame)
                    return
                self.write(f"(environment.counted({text!r}, ")
                self.visit(number, frame)
                self.write(")")
                self._write_filled("", node.kwargs, frame)
                self.write(")")
            case _:
                super().visit_Call(node, frame, forward_caller)

    def _write_filled(self, text: str, values: list[nodes.Keyword], frame: Frame) -> None:
        """`(text % {…})`; without a text only what comes behind one."""
        self.write(f"({text} % {{" if text else " % {")
        for keyword in values:
            self.write(f"{keyword.key!r}: ")
            self.visit(keyword.value, frame)
            self.write(", ")
        self.write("})" if text else "}")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - as above
        """A key that stands in the mapping is read in place; all else, and all that is missing, goes the usual way."""
        match node:
            case nodes.Getattr(node=nodes.Name(name=name), attr=key):
                ref = frame.symbols.ref(name)
                self.write(f"({ref}[{key!r}] if type({ref}) is dict and {key!r} in {ref} else ")
                super().visit_Getattr(node, frame)
                self.write(")")
            case _:
                super().visit_Getattr(node, frame)


class _DataEnvironment(SandboxedEnvironment):
    """One language's templates. In a mapping `a.b` is the key `b` and nothing else: a key may be called `items`."""

    code_generator_class = _Translator

    def __init__(
        self,
        gettext: Callable[[str], str],
        ngettext: Callable[[str, str, int], str] = lambda one, _many, _number: one,
    ) -> None:
        super().__init__(
            loader=_Loader("messages_vi"),
            extensions=["jinja2.ext.i18n"],
            undefined=StrictUndefined,
            autoescape=False,  # chat and SMS are plain text; the pages of the dashboard escape on their own
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.newstyle_gettext = True  # {% trans %} passes its variables the way `_()` does
        self.gettext = gettext
        self._ngettext = ngettext
        self.filters.update(Phrases(gettext, self.counted).filters())
        self.globals.update(
            button={str(key): gettext(word) for key, word in labels.BUTTONS.items()},
            typed={str(key): gettext(word) for key, word in labels.TYPED.items()},
            help_word=gettext(labels.REQUESTS[labels.Request.HELP]),
            still_there=gettext(labels.STILL_THERE),
            halt_button=gettext(labels.HALT),
            delay_reasons=[gettext(word) for word in labels.DELAY_REASONS.values()],
            block_reasons=[gettext(word) for word in labels.BLOCK_REASONS.values()],
        )

    def counted(self, text: str, number: int) -> str:
        """The form of a text that a number asks for."""
        return self._ngettext(text, text, number)

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, dict):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)
