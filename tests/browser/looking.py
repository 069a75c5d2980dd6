"""How the tests look at a page: what it asked for, who it named, how well its words stand out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Page, Request, Response

HOST = "127.0.0.1"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}",  # no name of the outside can even be asked for
]
LEAST_CONTRAST = 4.5  # WCAG 2.1, 1.4.3 level AA, for text of any size
CONTROLS = "button|link|textbox|searchbox|radio|checkbox|switch|combobox|article|log|timer|region"


class Watch:
    """Collects what must not happen in a context: foreign requests, pages with a loose policy, complaints."""

    def __init__(self) -> None:
        self.foreign: list[str] = []
        self.loose_pages: list[str] = []
        self.problems: list[str] = []

    def over(self, context: BrowserContext) -> None:
        """Watch everything that happens in this context from now on."""
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(str(error.error)))

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "data" and parts.hostname != HOST:
            self.foreign.append(request.url)

    def _response(self, response: Response) -> None:
        if response.request.resource_type != "document":
            return
        policy = response.headers.get("content-security-policy", "")
        strict = re.match(r"default-src '(none|self)'", policy) and "unsafe" not in policy
        if not strict or "*" in policy or "frame-ancestors 'none'" not in policy:
            self.loose_pages.append(f"{response.url}: {policy}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.problems.append(message.text)


async def nameless(page: Page) -> list[str]:
    """Controls and landmarks that a screen reader could not call by a name, from the tree it is given."""
    snapshot = await page.locator("body").aria_snapshot()
    named = re.compile(rf'- \'?(?:{CONTROLS}) "')
    kind = re.compile(rf"\s*- '?(?:{CONTROLS})\b")
    return [line for line in snapshot.splitlines() if kind.match(line) and not named.search(line)]


# --- contrast ---


class Words(NamedTuple):
    """A piece of text on the page with its colour and those of what lies behind it, nearest first."""

    text: str
    colour: str
    behind: list[str]


_WORDS = """() => {
  const behind = (element) => {
    const found = [];
    for (let up = element; up; up = up.parentElement) found.push(getComputedStyle(up).backgroundColor);
    return found;
  };
  const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const words = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !shown(element) || element.closest("noscript, .unseen")) continue;
    words.push([node.data.trim(), getComputedStyle(element).color, behind(element)]);
  }
  for (const field of document.querySelectorAll("input[placeholder]")) {
    words.push([field.placeholder, getComputedStyle(field, "::placeholder").color, behind(field)]);
  }
  return words;
}"""


async def faint(page: Page) -> list[str]:
    """Every piece of visible text whose contrast with its ground is below 4.5 to 1."""
    words = [Words(*found) for found in await page.evaluate(_WORDS)]
    assert words, "the page shows no text at all"
    return [f"{ratio:.2f} {w.text[:40]!r}" for w, ratio in _rated(words) if ratio < LEAST_CONTRAST]


def _rated(words: list[Words]) -> Iterator[tuple[Words, float]]:
    for word in words:
        ground = (255.0, 255.0, 255.0)
        for layer in reversed(word.behind):
            ground = _over(layer, ground)
        yield word, contrast(_over(word.colour, ground), ground)


Colour = tuple[float, float, float]


def _over(colour: str, ground: Colour) -> Colour:
    """`rgb(…)` or `rgba(…)` laid over an opaque ground."""
    red, green, blue, *alpha = (float(part) for part in re.findall(r"[\d.]+", colour))
    share = alpha[0] if alpha else 1.0
    laid = [c * share + g * (1 - share) for c, g in zip((red, green, blue), ground, strict=True)]
    return laid[0], laid[1], laid[2]


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of WCAG 2.1: 1 for equal colours, 21 for black on white."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


# --- focus ---

_RING = """() => {
  const focused = document.activeElement;
  const ring = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
  };
  // A radio button hides behind its label, which then wears the ring.
  const wearer = focused.matches("input[type=radio]") ? focused.nextElementSibling : focused;
  return [focused === document.body ? "" : `${focused.tagName} ${focused.className || focused.id}`, ring(wearer)];
}"""


async def ring_of_focus(page: Page) -> tuple[str, float]:
    """What has the focus, and how wide the ring around it is in pixels."""
    named, width = await page.evaluate(_RING)
    return named, width


# --- width ---

_SIDEWAYS = """() => {
  const width = document.documentElement.clientWidth;
  const wide = [...document.body.querySelectorAll("*")].filter((element) => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility() && !element.closest(".unseen") && (box.right > width + 0.5 || box.left < -0.5);
  });
  const named = wide.map((element) => `${element.tagName} ${element.className}`);
  return document.documentElement.scrollWidth > width ? ["the page itself", ...named] : named;
}"""


async def sideways(page: Page) -> list[str]:
    """What sticks out of the window to the left or right."""
    found: list[str] = await page.evaluate(_SIDEWAYS)
    return found
