"""What the papers say is checked against the code: names, tables, links, and that both READMEs are one text."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from bot.cli import main
from bot.config import Settings
from db import words
from schedules.policy import _TIMES, default_policy_body

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.vi.md")
PAPERS = [
    path.relative_to(ROOT).as_posix()
    for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
]
CLOSED_LISTS = [
    value
    for value in vars(words).values()
    if isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum
]
LADDERS: dict[str, list[dict[str, Any]]] = json.loads(default_policy_body())["ladders"]

FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
TABLE = re.compile(r"^\|.*\n\|[-:| ]+\n((?:\|.*\n)*)", re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?<![\w/.])(nhacviec|make) ([a-z]+)\b")


def paper(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def prose(name: str) -> str:
    """A paper without its fenced blocks."""
    return FENCE.sub("", paper(name))


def section(name: str, heading: str) -> str:
    """What stands below the only heading that contains `heading`, up to the next heading."""
    parts = HEADING.split(prose(name))[1:]
    (found,) = (
        text for title, text in zip(parts[1::3], parts[2::3], strict=True) if heading in title
    )
    return found


def rows(text: str) -> list[list[str]]:
    """The rows of all tables, without their heads."""
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for body in TABLE.findall(text)
        for line in body.splitlines()
    ]


def bare(cell: str) -> str:
    return cell.replace("`", "")


# --- the two READMEs


@pytest.mark.parametrize("name", READMES)
def test_readme_names_both_commands_before_its_first_section(name: str) -> None:
    top = paper(name).split("\n## ")[0]
    assert {"make run", "make test"} <= {" ".join(found) for found in COMMAND.findall(top)}


def test_both_readmes_have_the_same_headings() -> None:
    english, vietnamese = ([level for level, _ in HEADING.findall(prose(n))] for n in READMES)
    assert english == vietnamese
    assert len(english) > 5


def test_both_readmes_have_the_same_tables_links_and_commands() -> None:
    english, vietnamese = (paper(name) for name in READMES)
    for find in (_first_cells, _links_to_others, COMMAND.findall):
        assert find(english) == find(vietnamese)


def _first_cells(text: str) -> list[str]:
    return [bare(row[0]) for row in rows(text) if "`" in row[0]]


def _links_to_others(text: str) -> list[str]:
    """Links that lead neither to the twin nor to a heading of the same paper."""
    return [link for link in LINK.findall(text) if link not in READMES and link[0] != "#"]


def test_every_section_of_the_vietnamese_readme_is_in_vietnamese() -> None:
    parts = HEADING.split(prose("README.vi.md"))[1:]
    texts = zip(parts[1::3], parts[2::3], strict=True)
    assert [title for title, text in texts if not re.search("[ạảấầậắếềệốộờợủứự]", text)] == []


# --- names in the papers and in the code


def test_the_readme_lists_the_commands_there_are() -> None:
    named = [COMMAND.match(bare(row[0])) for row in rows(prose("README.md"))]
    found = {match[2] for match in named if match and match[1] == "nhacviec"}
    assert found == set(main.commands)


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_names_only_commands_and_targets_there_are(name: str) -> None:
    targets = re.findall(r"^([a-z]+):", paper("Makefile"), re.MULTILINE)
    known = {("nhacviec", c) for c in main.commands} | {("make", t) for t in targets}
    code = "\n".join(FENCE.findall(paper(name)) + re.findall(r"`([^`\n]+)`", prose(name)))
    assert set(COMMAND.findall(code)) - known == set()


def test_the_settings_paper_names_every_key_with_its_default() -> None:
    told = {bare(row[0]): bare(row[1]) for row in rows(prose("docs/settings.md"))}
    del told["NHACVIEC_CONFIG"]  # says where settings are read from; it is none itself
    assert told == dict(_keys(Settings, "NHACVIEC_"))


def _keys(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, str]]:
    """Every key as the environment spells it, with its default as the paper writes it."""
    for name, field in model.model_fields.items():
        key, default = prefix + name.upper(), field.get_default(call_default_factory=True)
        if isinstance(default, BaseModel):
            yield from _keys(type(default), f"{key}__")
        else:
            plain = default.get_secret_value() if isinstance(default, SecretStr) else str(default)
            yield key, plain or "–"


@pytest.mark.parametrize("closed_list", CLOSED_LISTS, ids=lambda e: e.__name__)
def test_the_glossary_has_every_word_of_a_closed_list(closed_list: type[StrEnum]) -> None:
    table = rows(section("docs/glossary.md", f"`{closed_list.__name__}`"))
    assert [bare(row[0]) for row in table] == [str(value) for value in closed_list]


def test_the_policy_paper_explains_every_word_of_when() -> None:
    explained = {bare(row[0]) for row in rows(section("docs/policy.md", "Vocabulary"))}
    assert set(_TIMES) <= explained


@pytest.mark.parametrize("kind", LADDERS)
def test_the_policy_paper_shows_the_default_ladder(kind: str) -> None:
    shown = [row[1:] for row in rows(section("docs/policy.md", f"`{kind}`"))]
    assert shown == [_rung_row(rung) for rung in LADDERS[kind]]


def _rung_row(rung: dict[str, Any]) -> list[str]:
    """A rung as the paper writes it."""
    return [
        f"`{rung['rung']}`",
        f"`{rung['to']}`",
        ", ".join(f"`{word}`{_value(word, value)}" for word, value in rung["when"].items()),
        rung.get("deliver", "now"),
        "yes" if rung.get("asks") else "",
        "yes" if rung.get("rests_on_promise") else "",
    ]


def _value(word: str, value: object) -> str:
    if value is True:
        return ""
    return {"after": f" `{value}`", "share": f" {value} %"}.get(word, f" {value}")


def test_the_operations_paper_explains_every_check_of_the_doctor_and_of_db_check() -> None:
    source = "".join(paper(f"bot/cli/{name}.py") for name in ("checks", "doctor", "symptoms"))
    checks = set(re.findall(r"\b(?:ok|warn|fail)\(\s*\"(\w+)\"", source))
    told = {
        name
        for row in rows(section("docs/operations.md", "Read the doctor"))
        for name in bare(row[0]).split(", ")
    }
    assert len(checks) > 10
    assert checks <= told


# --- all papers


def test_links_point_to_files_and_headings_that_exist() -> None:
    """Pictures too: the papers show what the demo looks like."""
    broken = [
        (name, link)
        for name in PAPERS
        for link in LINK.findall(prose(name))
        if not link.startswith(("http://", "https://")) and not _leads_somewhere(name, link)
    ]
    assert broken == []


def _leads_somewhere(name: str, link: str) -> bool:
    file, _, anchor = link.partition("#")
    target = (ROOT / name).parent / file if file else ROOT / name
    if not anchor:
        return target.exists()
    titles = [title for _, title in HEADING.findall(prose(str(target.relative_to(ROOT))))]
    return anchor in {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_tidy(name: str) -> None:
    text = paper(name)
    assert unicodedata.is_normalized("NFC", text)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert [line for line in text.splitlines() if line != line.rstrip()] == []
    assert len(re.findall("^```", text, re.MULTILINE)) % 2 == 0
