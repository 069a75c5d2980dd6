"""The table of templates: nothing missing, nothing left over, nothing told that a message must not know."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from jinja2 import meta, nodes

import messages_vi
from db.words import HEADS_OWN, Audience, Kind
from messages_vi import context
from messages_vi.render import _environment
from messages_vi.samples import reply
from messages_vi.table import (
    CALLS,
    CITIZEN,
    DIGESTS,
    NOTICES,
    REPLIES,
    SMS,
    digest_for,
    reply_for,
    template_for,
)
from schedules.errors import RejectedInput
from schedules.policy import Rung, default_policy_body, parse_policy

FOLDER = Path(messages_vi.__file__).parent / "templates"
CHAT = {*NOTICES.values(), *DIGESTS.values(), *(reply_for(name) for name in REPLIES), *CALLS}
CHAT |= {*CITIZEN.values()}
NAMED = CHAT | {*SMS.values()}
FILES = {path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.j2")}
SHARED = {name for name in FILES if name.startswith("shared/")}
LADDERS = parse_policy(default_policy_body()).ladders
RUNGS = [(kind, rung) for kind, ladder in LADDERS.items() for rung in ladder]


@pytest.mark.parametrize(
    ("kind", "rung"), RUNGS, ids=[f"{rung.audience}-{kind}-{rung.key}" for kind, rung in RUNGS]
)
def test_every_rung_of_the_default_policy_has_a_template(kind: str, rung: Rung) -> None:
    template = template_for(rung.audience, kind, rung.name)
    assert template in FILES
    assert template_for(rung.audience, kind, f"{rung.key}:2") == template


def test_every_entry_of_the_table_is_asked_for_by_the_default_policy_or_a_head() -> None:
    asked = {template_for(rung.audience, kind, rung.name) for kind, rung in RUNGS}
    asked.add(template_for("assignee", "step", "nudge"))  # a head's "Đôn đốc" to many lines at once
    asked.add(template_for("assignee", "report", "nudge"))  # who receives a report
    asked |= {template_for("head", kind, "nudge") for kind in HEADS_OWN}  # and a leader's
    asked.add(template_for("assignee", "step", "stand_in"))  # what is open when a delegation begins
    assert set(NOTICES.values()) == asked


def test_every_template_is_named_and_every_named_template_is_there() -> None:
    assert FILES - SHARED == NAMED


def test_every_shared_piece_is_included_somewhere() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.j2"))
    unused = {name for name in SHARED if f'{{% include "{name}.j2" %}}\n' not in sources}
    assert not unused


def test_every_filter_is_used_somewhere() -> None:
    environment = _environment("vi")
    used = {node.name for name in FILES for node in _tree(name).find_all(nodes.Filter)}
    ours = {name for name, call in environment.filters.items() if "messages_vi" in call.__module__}
    assert ours <= used


def test_a_kind_of_its_own_goes_before_the_general_words() -> None:
    assert template_for("head", "dossier", "due_tomorrow") == "head/due_tomorrow_dossier"
    assert template_for("head", "report", "due_tomorrow") == "head/due_tomorrow"


@pytest.mark.parametrize(
    ("audience", "kind", "rung"),
    [
        ("citizen", "step", "overdue"),
        ("head", "wedding", "overdue"),
        ("leader", "step", "handover"),
        ("head", "step", ""),
    ],
    ids=["unknown audience", "unknown kind", "a rung without words", "no rung"],
)
def test_what_has_no_words_is_refused_by_name(audience: str, kind: str, rung: str) -> None:
    with pytest.raises(RejectedInput, match=f"{audience}/{kind}/{rung}"):
        template_for(audience, kind, rung)


def test_unknown_digests_and_replies_are_refused_with_the_known_ones() -> None:
    assert digest_for(Audience.HEAD) == "head/digest"
    with pytest.raises(RejectedInput, match="one of: assignee"):
        digest_for("citizen")
    with pytest.raises(RejectedInput, match="one of: recorded"):
        reply_for("thanks")


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(("audience", "rung"), [(a, r) for a, k, r in NOTICES if k is None])
def test_general_words_serve_every_kind(audience: Audience, kind: Kind, rung: str) -> None:
    assert template_for(audience, kind, rung) in FILES


@pytest.mark.parametrize("name", sorted(FILES))
def test_templates_use_only_what_the_contexts_declare(name: str) -> None:
    views = (
        context.PersonView,
        context.LineView,
        context.AnswerView,
        context.Choice,
        context.Counts,
        context.TroubleView,
        context.DossierView,
        context.DoubtView,
        context.PictureCounts,
        context.UnitLine,
        context.ReasonCount,
        context.HaltView,
        context.RoadCost,
        context.RollView,
        context.RollNameView,
        context.DraftView,
        context.HoleView,
    )
    fields = {field for view in views for field in get_type_hints(view)}
    words = {"button", "typed", "block_reasons", "delay_reasons", "help_word", "still_there"}
    names = {*get_type_hints(context.NoticeContext), *get_type_hints(context.DigestContext)}
    names |= {*reply("desk_roll"), *reply("recorded"), *reply("citizen_details")}
    names |= {*words, "_", "counted", "line", "alarm"}
    names |= {*get_type_hints(context.AlarmContext), *get_type_hints(context.WindowContext)}
    names |= {*get_type_hints(context.CitizenContext), *get_type_hints(context.LinkContext)}
    names |= {*get_type_hints(context.WarningsContext), "doubt", "code"}
    names |= {*reply("unit_picture"), "halt_button", "one", "halt", "trouble", "road"}
    names |= {*get_type_hints(context.HolesContext), "hole", "choice"}
    if "sms" in name:
        names = {"_", *_parameters()}
    tree = _tree(name)
    assert meta.find_undeclared_variables(tree) <= names
    for node in tree.find_all(nodes.Getattr):
        if isinstance(node.node, nodes.Name) and node.node.name in words | {"loop"}:
            continue
        assert node.attr in fields, f"{name} asks for .{node.attr}, which contexts do not declare"


def _parameters() -> set[str]:
    """All parameters of the approved templates, which short forms are told."""
    files = (FOLDER.parent / "zbs").glob("*.toml")
    return {name for f in files for name in tomllib.loads(f.read_text("utf-8"))["parameters"]}


def _tree(name: str) -> Any:
    source = (FOLDER / f"{name}.j2").read_text(encoding="utf-8")
    return _environment("vi").parse(source)


def _texts() -> Iterator[str]:
    """All but the short forms, which speak to one kind of reader as the approved templates do."""
    for name in FILES:
        if "sms" in name:
            continue
        yield (FOLDER / f"{name}.j2").read_text(encoding="utf-8")


def test_no_template_writes_a_form_of_address_itself() -> None:
    """Forms come from the person, so that `đồng chí` and `anh/chị` never meet in one text."""
    for source in _texts():
        assert "đồng chí" not in source.lower()
        assert "anh/chị" not in source.lower()
