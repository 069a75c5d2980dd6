"""Made-up people, offices and work for looking at the texts: what `messages_vi.preview` prints and the tests render."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from db.words import HEADS_OWN, Audience, BlockReason, DelayReason, Kind, Occasion
from messages_vi import doubts, labels, samples_linking, troubles
from messages_vi.citizen_samples import citizen_reply, citizen_specimens
from messages_vi.context import (
    AlarmContext,
    AnswerView,
    CitizenContext,
    DigestContext,
    DoubtView,
    ItemView,
    LineView,
    NamedView,
    NoticeContext,
    PersonView,
    TroubleView,
    WarningsContext,
    WindowContext,
)
from messages_vi.formats import long_day
from messages_vi.labels import text as _
from messages_vi.overview_samples import overview
from messages_vi.periods import window_words
from messages_vi.samples_desk import desk_reply, state
from messages_vi.samples_leave import holes, leave_reply, no_holes
from messages_vi.table import (
    CITIZEN,
    DESK,
    DIGESTS,
    LEAVE_REPLIES,
    LINKING,
    OVERVIEW,
    REPLIES,
    digest_for,
    reply_for,
    template_for,
)
from schedules.apology import BadDate
from schedules.policy import default_policy_body, parse_policy

DUE: Final = 1742203800  # Monday 17/3/2025, 16:30 in Vietnam
SENT: Final = 1742177700  # the same day, 09:15
HOUR: Final = 3600

OFFICER: Final = PersonView(
    name="Nguyễn Văn Mẫu", title="Công chức Tư pháp – Hộ tịch", form_of_address="đồng chí"
)
COLLEAGUE: Final = NamedView(name="Trần Thị Ví Dụ", title="Chuyên viên")
PEOPLE: Final[Mapping[Audience, PersonView]] = {
    Audience.ASSIGNEE: OFFICER,
    Audience.HEAD: PersonView(
        name="Lê Văn Thử", title="Chủ tịch UBND xã Mẫu", form_of_address="đồng chí"
    ),
    Audience.COORDINATOR: PersonView(
        name="Phạm Thị Thí Dụ", title="Cán bộ đầu mối KSTTHC", form_of_address="đồng chí"
    ),
    Audience.LEADER: PersonView(
        name="Hoàng Văn Giả Định", title="Phó Chủ tịch UBND tỉnh", form_of_address="đồng chí"
    ),
    Audience.RECEIVER: PersonView(
        name="Vũ Thị Minh Họa", title="Phòng Kiểm soát TTHC", form_of_address="đồng chí"
    ),
}


def claim() -> AnswerView:
    """The holder said that it is done."""
    return AnswerView(who="Nguyễn Văn Mẫu", what=_(labels.DONE), when=SENT)


def stuck(reason: BlockReason) -> AnswerView:
    """The holder said why it does not go on."""
    return AnswerView(who="Nguyễn Văn Mẫu", what=_stuck(reason), when=SENT)


def _stuck(reason: BlockReason) -> str:
    return f"{_(labels.BLOCKED)} ({_(labels.BLOCK_REASONS[reason])})"


# Those above hear later than the others.
_LATER_TIMES: Final[Mapping[Audience, tuple[int, int]]] = {
    Audience.COORDINATOR: (-480, 1),
    Audience.LEADER: (-1440, 3),
    Audience.RECEIVER: (-480, 1),
}
# Working minutes left, working days late, for each rung of the ladders.
_TIMES: Final[Mapping[str, tuple[int, int]]] = {
    "handover": (960, 0),
    "halfway": (480, 0),
    "due_soon": (120, 0),
    "promise_lapsed": (60, 0),
    "due_in_days": (1440, 0),
    "due_tomorrow": (480, 0),
    "due_today": (390, 0),
    "silent": (60, 0),
    "overdue": (0, 0),
    "still_overdue": (-720, 2),
    "claim_check": (-60, 0),
    "not_synced": (-60, 0),
    "confirm": (-60, 0),
    "keep_date": (720, 0),
    "sign_today": (480, 0),
    "second_slip": (-480, 1),
}


class Specimen(NamedTuple):
    """One text to look at."""

    title: str
    template: str
    context: Mapping[str, Any]


def item(kind: Kind, left_minutes: int = 120, late_days: int = 0) -> ItemView:
    """A typical piece of work of a kind."""
    view = ItemView(
        code="H01.25.10-250317-0001",
        title="Cấp bản sao trích lục hộ tịch",
        kind=kind,
        kind_label=labels.kind_label(kind),
        step="",
        procedure="Cấp bản sao trích lục hộ tịch",
        due=DUE,
        due_precision="time",
        left_minutes=left_minutes,
        late_days=late_days,
        source="",
        window="",
        to_unit="",
        unclear="",
        namesakes=False,
        promised=DUE,
    )
    if kind in HEADS_OWN:
        view["due"], view["promised"] = DUE + HOUR // 2, DUE + 24 * HOUR
    if kind == Kind.STEP:
        view["step"] = "Thẩm định hồ sơ"
    if kind in (Kind.REPORT, Kind.TASK):
        view["procedure"] = ""
        view["due_precision"] = "date"
        view["source"] = "Kế hoạch số 01/KH-UBND của UBND tỉnh Mẫu"
    if kind == Kind.REPORT:
        view["code"] = "R22-2025-03"
        view["title"] = (
            "Báo cáo kết quả số hóa hồ sơ, giải quyết thủ tục hành chính tháng 3 năm 2025"
        )
        view["window"] = window_words(date(2025, 2, 21), date(2025, 3, 20))
        view["to_unit"] = "Văn phòng UBND tỉnh Mẫu"
    if kind == Kind.TASK:
        view["code"] = "NV-2025-014"
        view["title"] = "Rà soát, đơn giản hóa thủ tục hành chính thuộc phạm vi quản lý"
    return view


def notice(audience: Audience, kind: Kind, rung: str) -> NoticeContext:
    """What a single notice of a rung is told."""
    times = _LATER_TIMES.get(audience, _TIMES[rung]) if rung == "overdue" else _TIMES[rung]
    bearer = PEOPLE[Audience.HEAD] if kind in HEADS_OWN else OFFICER
    answers = {
        "silent": [],
        "confirm": [claim()],
        "not_synced": [stuck(BlockReason.SYNC), claim()],
    }.get(rung, [stuck(BlockReason.CITIZEN)])
    if kind in HEADS_OWN and answers:
        answers = [AnswerView(who=bearer["name"], what=_(labels.KEEP), when=SENT)]
    return NoticeContext(
        person=PEOPLE[audience],
        unit={"name": "UBND xã Mẫu"},
        item=item(kind, *times),
        assignee=NamedView(name=bearer["name"], title=bearer["title"]),
        n=3,
        answers=answers,
        coordinator_told=True,
    )


def in_place() -> NoticeContext:
    """A coordinator is told of a step whose holder nobody can be found for."""
    context = notice(Audience.ASSIGNEE, Kind.STEP, "handover")
    context["person"] = PEOPLE[Audience.COORDINATOR]
    context["item"]["unclear"] = "Chuyên viên"
    return context


def namesakes() -> NoticeContext:
    """The same where two people of the unit bear the name."""
    context = in_place()
    context["item"]["unclear"], context["item"]["namesakes"] = OFFICER["name"], True
    return context


def alone() -> NoticeContext:
    """A head hears that a step is not synchronised, and nobody else can be told."""
    context = notice(Audience.HEAD, Kind.STEP, "not_synced")
    context["coordinator_told"] = False
    return context


def line(number: int, kind: Kind, rung: str) -> LineView:
    """One line of a digest."""
    bearer = PEOPLE[Audience.HEAD] if kind in HEADS_OWN else OFFICER
    return LineView(
        **item(kind, *_TIMES[rung]),
        number=number,
        rung=rung,
        over="",
        assignee=NamedView(name=bearer["name"], title=bearer["title"]),
        unit={"name": "UBND xã Mẫu"},
    )


def digest(audience: Audience) -> DigestContext:
    """A morning digest with a line of every sort that the audience may see."""
    watched = [(Kind.STEP, "still_overdue"), (Kind.DOSSIER, "due_in_days"), (Kind.STEP, "handover")]
    claims = [(Kind.REPORT if audience == Audience.RECEIVER else Kind.TASK, "confirm")]
    reports = [(Kind.REPORT, "still_overdue")]
    shown = {
        Audience.ASSIGNEE: [*watched, (Kind.REPORT, "due_in_days")],
        Audience.HEAD: [*watched, (Kind.APOLOGY, "keep_date"), *claims],
        Audience.RECEIVER: [*reports, *claims],
        Audience.COORDINATOR: [*reports, *watched[:1], (Kind.DOSSIER, "not_synced")],
    }.get(audience, [*reports, *watched[:1]])
    rungs = [rung for _kind, rung in shown]
    return DigestContext(
        person=PEOPLE[audience],
        unit={"name": "UBND xã Mẫu" if audience == Audience.HEAD else "UBND tỉnh Mẫu"},
        lines=[line(number, kind, rung) for number, (kind, rung) in enumerate(shown, 1)],
        counts={
            "overdue": rungs.count("still_overdue"),
            "due": rungs.count("due_in_days"),
            "handed": rungs.count("handover"),
            "claimed": rungs.count("confirm"),
            "unsynced": rungs.count("not_synced"),
            "over": 0,
            "asked": rungs.count("keep_date"),
        },
        page=1,
        pages=1,
        overflow=0,
        nudged=False,
        slot="morning",
    )


ADMIN: Final = PersonView(
    name="Bùi Văn Tượng Trưng", title="Chuyên viên CNTT", form_of_address="đồng chí"
)


def reply(name: str) -> dict[str, Any]:
    """What a reply is told; names that it does not need are there too."""
    if name in OVERVIEW:
        people: dict[str, Any] = {str(audience): person for audience, person in PEOPLE.items()}
        return overview(name, _reply(name), people | {"admin": ADMIN})
    return _reply(name)


def _reply(name: str) -> dict[str, Any]:
    kind = {"nudge": Kind.REPORT, "confirmed": Kind.REPORT, "rejected": Kind.REPORT}.get(
        name, Kind.STEP
    )
    boss, receiver = PEOPLE[Audience.HEAD], PEOPLE[Audience.RECEIVER]
    person = {
        "nudged": boss,
        "blocked_to_head": boss,
        "sync_to_coordinator": PEOPLE[Audience.COORDINATOR],
        "confirm_recorded": receiver,
    }
    if name in DESK:
        told = name in ("report_called_off", "report_moved_told")
        desk = PEOPLE[Audience.ASSIGNEE if told else Audience.RECEIVER]
        return desk_reply(desk, item(Kind.REPORT))
    if name.startswith("citizen"):
        return citizen_reply(name)
    if name in LEAVE_REPLIES:
        return dict(leave_reply(name))
    if name.startswith(("apology", "second_slip")):
        return _apology_reply(name)
    said = labels.CONFIRM if name == "confirm_recorded" else labels.DONE
    return {
        "person": person.get(name, OFFICER),
        "item": item(Kind.REPORT if name == "confirm_recorded" else kind),
        "unit": {"name": "UBND xã Mẫu"},
        "what": _(said),
        "reason": _stuck(BlockReason.TAX),
        "who": OFFICER["name"],
        "when": SENT,
        "until": SENT + 5 * HOUR,
        "undo_until": SENT + HOUR // 4,
        "n": 7,
        "colleagues": [
            {"number": 1, **COLLEAGUE},
            {"number": 2, "name": "Đỗ Văn Làm Mẫu", "title": ""},
        ],
        "to": COLLEAGUE,
        "assignee": {"name": OFFICER["name"], "title": OFFICER["title"]},
        "sender": {"name": boss["name"], "title": boss["title"]} if name == "nudge" else COLLEAGUE,
        "holder": COLLEAGUE,
        "confirmer": {"name": receiver["name"], "title": receiver["title"]},
        "choices": [],
        "lines": [
            line(1, Kind.STEP, "still_overdue"),
            line(2, Kind.DOSSIER, "due_in_days"),
            line(3, Kind.REPORT, "handover"),
        ],
        "overflow": 4,
        "period": "today",
        "new_date": long_day(date(2025, 3, 24)),
    }


def _apology_reply(name: str) -> dict[str, Any]:
    """What a reply about a promised date is told."""
    second = name == "apology_once" or name.startswith("second")
    told = name == "second_slip_told"
    reason = labels.DELAY_REASONS[DelayReason.PARTNER]
    if name == "apology_bad_date":
        reason = labels.BAD_DATES[BadDate.DAY_OFF]
    head = PEOPLE[Audience.HEAD]
    return {
        "person": PEOPLE[Audience.LEADER] if told else head,
        "item": item(Kind.EXTENSION if second else Kind.APOLOGY),
        "unit": {"name": "UBND xã Mẫu"},
        "sender": {"name": head["name"], "title": head["title"]} if told else COLLEAGUE,
        "what": long_day(date(2025, 3, 17)),
        "new_date": long_day(date(2025, 3, 24)),
        "reason": _(reason),
        "when": SENT,
        "until": SENT + 24 * HOUR,
        "undo_until": SENT + HOUR // 4,
    }


def alarm() -> AlarmContext:
    """An administrator is told of several troubles at once."""
    keys = {
        "zalo:1000000000000000002": "",
        "line:17": "Nguyễn Văn Mẫu (Công chức Tư pháp – Hộ tịch)",
    }
    told = [
        (troubles.told(key, about), SENT - n * HOUR) for n, (key, about) in enumerate(keys.items())
    ]
    return AlarmContext(
        person=ADMIN,
        alarms=[TroubleView(what=t.what, mend=t.mend, since=since) for t, since in told],
        n=3,
        overflow=1,
    )


def warnings() -> WarningsContext:
    """A coordinator is told of what is newly wrong with the data."""
    counts = {"promise_differs": 3, "holder_unknown": 2, "procedure_unknown": 1}
    told = []
    for number, (kind, count) in enumerate(counts.items(), 1):
        what, mend = doubts.coordinator_words(kind, count)
        of_dossiers = kind != "procedure_unknown"
        codes = (
            [f"H01.25.10-250317-{number}00{n}" for n in range(1, 3)]
            if of_dossiers
            else ["1.000001"]
        )
        told.append(DoubtView(what=what, mend=mend, codes=codes, more=count - len(codes)))
    return WarningsContext(
        person=PEOPLE[Audience.COORDINATOR], doubts=told, n=6, total=14, overflow=0
    )


def window(*, free: bool) -> WindowContext:
    """An officer is asked to keep the window open."""
    return WindowContext(person=OFFICER, until=DUE, free=free)


def news(*, limit: bool = True, supplemented: bool = True) -> CitizenContext:
    """What a citizen hears; without `limit` neither a date nor a reason is known."""
    return CitizenContext(
        person=PersonView(name="", title="", form_of_address="Ông/Bà"),
        unit={"name": "UBND xã Mẫu"},
        dossier={
            "code": "H01.25.10-250317-0001",
            "procedure": "Cấp bản sao trích lục hộ tịch",
            "received": SENT,
            "due": DUE if limit else None,
        },
        until=DUE if limit else None,
        new_date=DUE,
        reason="Chờ ý kiến của cơ quan phối hợp" if limit else "",
        supplemented=supplemented,
        step="Thẩm định hồ sơ" if limit else "",
    )


def specimens() -> Iterator[Specimen]:
    """Every notice of the default policy, every digest, every reply, and what is about no item."""
    seen = set()
    policy = parse_policy(default_policy_body())
    once = [(Kind.REPORT, policy.ad_hoc.ladder), (Kind.REPORT, policy.ad_hoc.short)]
    for kind, ladder in (*policy.ladders.items(), *once):
        for rung in ladder:
            title = f"{rung.audience}/{kind}/{rung.name}"
            if title not in seen:
                seen.add(title)
                template = template_for(rung.audience, kind, rung.name)
                yield Specimen(title, template, notice(rung.audience, Kind(kind), rung.name))
    for audience in DIGESTS:
        yield Specimen(f"{audience}/digest", digest_for(audience), digest(audience))
    urged = digest(Audience.ASSIGNEE)
    urged["nudged"] = True
    yield Specimen("assignee/digest/nudged", digest_for(Audience.ASSIGNEE), urged)
    for name in REPLIES:
        if name not in LINKING:
            yield Specimen(f"reply/{name}", reply_for(name), reply(name))
    yield from (Specimen(*one) for one in samples_linking.samples())
    for occasion, template in CITIZEN.items():
        yield Specimen(f"citizen/{occasion}", template, news())
    resumed = CITIZEN[Occasion.CLOCK_RESUMED]
    yield Specimen("citizen/paid", resumed, news(supplemented=False))
    for occasion in (Occasion.RECEIVED, Occasion.SUPPLEMENT_ASKED, Occasion.DATE_MOVED):
        yield Specimen(f"citizen/{occasion}/bare", CITIZEN[occasion], news(limit=False))
    yield Specimen("citizen/step/bare", CITIZEN[Occasion.STEP], news(limit=False))
    for title, name, context in citizen_specimens():
        yield Specimen(title, reply_for(name), context)
    yield Specimen("admin/alarm", "admin/alarm", alarm())
    yield Specimen("leader/summary", "leader/summary", reply("leader_picture"))
    yield from _other_outcomes()
    yield Specimen("assignee/step/handover/unclear", "officer/handover", in_place())
    yield Specimen("assignee/step/handover/namesakes", "officer/handover", namesakes())
    yield Specimen("head/step/not_synced/alone", "head/not_synced", alone())
    yield Specimen("coordinator/warnings", "coordinator/warnings", warnings())
    nudged = notice(Audience.ASSIGNEE, Kind.REPORT, "due_today")
    yield Specimen("assignee/report/nudge", "officer/nudge_report", nudged)
    receiver = PEOPLE[Audience.RECEIVER]
    yield Specimen("receiver/state", "receiver/state", state(receiver))
    yield Specimen("receiver/complete", "receiver/complete", state(receiver, 0))
    yield Specimen("coordinator/holes", "coordinator/holes", holes())
    yield Specimen("coordinator/holes/none", "coordinator/holes", no_holes())
    yield Specimen(
        "assignee/stand_in", "officer/stand_in", notice(Audience.ASSIGNEE, Kind.STEP, "due_soon")
    )
    yield Specimen("assignee/still_there/free", "officer/still_there", window(free=True))
    yield Specimen("assignee/still_there/last", "officer/still_there", window(free=False))


def _other_outcomes() -> Iterator[Specimen]:
    """Replies whose words differ by what became of it."""
    told: dict[str, dict[str, Any]] = {
        "unit_picture/officer": {"to": COLLEAGUE, "lines": [], "overflow": 0, "units": []},
        "unit_picture/further": {"further": True},
        "leader_picture/well": {"n": 0, "units": [], "before": None},
        "urged_late/nobody": {"n": 0, "names": [], "to": COLLEAGUE},
        "urged_late/nothing": {
            "n": 0,
            "found": 0,
            "resting": 0,
            "unheard": [],
            "nobody": False,
            "overflow": 0,
        },
        "who_is_meant/nobody": {"names": []},
        "promise_noted/late": {"late": True},
        "promise_noted/beyond": {"beyond": True},
        "wish_when/not_later": {"not_later": True},
        "wish_asked/unheard": {"reached": False},
        "wish_asked/nobody": {"reached": False, "to": None},
        "wish_asked/report": {"law": False},
        "wish_to_decide/letter": {"letter": True},
        "wish_to_decide/report": {"moves": True},
        "wish_decided/report": {"moves": True},
        "wish_decided/declined": {"agreed": False},
        "given_back/lost": {"to": None},
        "wish_answered/report": {"moves": True},
        "wish_answered/declined": {"agreed": False},
        "wish_answered/letter": {"letter": True},
        "wish_answered/kept": {"letter": True, "agreed": False},
        "wish_answered/reopened": {"agreed": None},
        "system_health/well": {"troubles": [], "halts": [], "overflow": 0},
    }
    for title, differs in told.items():
        name = title.partition("/")[0]
        context = reply(name) | {"to": None} if name == "urged_late" else reply(name)
        yield Specimen(f"reply/{title}", reply_for(name), context | differs)
