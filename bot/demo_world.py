"""Who and what the demo opens with: the cast and their phones, the approved templates, the accounts they use.

The cast is chosen from the written sample before it is loaded, so that each road to a person is seen within minutes.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from bot.clock import Clock
from bot.demo_past import Claim, Row, find_claim, rows, write
from bot.sandbox.actors import Persona
from bot.sandbox.model import HOUR, OPEN_WINDOW, Card
from bot.sandbox.sms import SmsAccount
from bot.sandbox.templates import Param, Registered
from bot.sandbox.world import World
from bot.zalo.templates import Template, templates
from schedules.civil import at, civil_date, parse_civil, to_instant

DAY = date(2025, 3, 17)  # a Monday on which the reports of communes and district offices are due
START = "07:28"
APP_ID, OA_ID = "1000000000000000001", "2000000000000000001"
OA_NAME = "Nhắc Việc – tỉnh An Mẫu"
BRAND = "NHACVIEC"
FIRST_TEMPLATE: Final = 300001
FIRST_ROW: Final = 4  # phones side by side on a wide screen; the other roads stand together below
_NO_ZALO_EVERY: Final = 2  # of those who are not linked every second has no Zalo at all
_ASKED_FOR: Final = {
    date(2025, 3, day) for day in (19, 20, 21)
}  # promised: asked about from 17/3 on
CLAIMED_AT: Final = at(date(2025, 3, 14), "16:00")  # a working day later the source is asked again

CLOSED, UNLINKED, NO_ZALO, OFF = (
    "Ban đầu Zalo không cho nhắn tự do: nhận tin theo mẫu.",
    "Chưa liên kết, số máy có Zalo: nhận tin theo mẫu qua số điện thoại. Gõ “liên kết” để liên kết tài khoản.",
    "Không dùng Zalo: nhận SMS, không có nút trả lời.",
    "Ban đầu máy tắt: tin Zalo chờ lâu thì có thêm SMS. Bật máy ở nút ⋮ để nhận.",
)
"""What to look at on the phones that show the other roads."""
AGREED = "Người nộp hồ sơ {code} đã đồng ý nhận SMS: ký thư xin lỗi ở máy thủ trưởng, người dân được báo ngày hẹn mới."
CITIZEN, CITIZEN_NAME, CITIZEN_PHONE = "nguoi-dan", "Phạm Mẫu Dân", "0900000017"
LOOKS_UP = "Người dân có Zalo, chưa quan tâm tài khoản: gõ “tra cứu {code}”, rồi mã tra cứu {secret} in trên giấy tiếp nhận."
VISITOR, VISITOR_NAME = "khach", "Trần Mẫu Khách"
CLAIMING = "Thứ Sáu đã báo xong một hồ sơ, nguồn vẫn ghi đang xử lý: 16:00 được hỏi lại."


class Member(NamedTuple):
    """A phone the page opens with."""

    code: str
    name: str
    persona: Persona | None = None
    hint: str = ""


class Cast(NamedTuple):
    """The members in order, and the world's user id of everybody with a phone by the person's code."""

    members: tuple[Member, ...]
    phones: Mapping[str, str]
    claim: Claim | None = None

    @property
    def shown(self) -> list[str]:
        """User ids of the phones on the page."""
        return [self.phones[member.code] for member in self.members]

    @property
    def personas(self) -> dict[str, Persona]:
        """Who answers by himself."""
        return {self.phones[m.code]: m.persona for m in self.members if m.persona}

    @property
    def hints(self) -> dict[str, str]:
        """What to look at, by user id."""
        return {self.phones[m.code]: m.hint for m in self.members if m.hint}


def choose(folder: Path) -> Cast:
    """Choose the cast from the sample in `folder`; two of them lose their link to Zalo there."""
    people = rows(folder, "people.csv")
    members = _members(people, rows(folder, "dossiers.csv"))
    unlinked = {member.code for member in members if member.hint in (UNLINKED, NO_ZALO)}
    for person in people:
        if person["code"] in unlinked:
            person["zalo_user_id"] = ""
    write(folder, "people.csv", people)
    claim = find_claim(folder, people, CLAIMED_AT)
    claimer = next((p for p in people if claim and p["code"] == claim.person), None)
    if claimer is not None and claimer["code"] not in {member.code for member in members}:
        members = (*members, Member(claimer["code"], claimer["name"], None, CLAIMING))
    phones = {person["code"]: _user_id(person) for person in people}
    if chosen := _agree(folder, people, members):
        agreed = AGREED.format(code=chosen["code"])
        look_up = LOOKS_UP.format(code=chosen["code"], secret=chosen["lookup_code"])
        members = (
            *members,
            Member(CITIZEN, CITIZEN_NAME, None, agreed),
            Member(VISITOR, VISITOR_NAME, None, look_up),
        )
        phones |= {CITIZEN: f"8{CITIZEN_PHONE}", VISITOR: "80000000018"}
    return Cast(members, phones, claim)


def _agree(folder: Path, people: list[Row], members: Iterable[Member]) -> Row | None:
    """Let the applicant of one dossier agree to hear of it; its row, None where there is none.

    It is one whose head has a phone on the page and is asked about the promised date from the first minute on.
    """
    heads = {member.code for member in members if member.persona == Persona.NUDGING}
    units = {person["unit"] for person in people if person["code"] in heads}
    dossiers = rows(folder, "dossiers.csv")
    due = [row for row in dossiers if row["unit"] in units and row["status"] == "4"]
    due = [row for row in due if row["due_at"] and _on(row["due_at"]) in _ASKED_FOR]
    for row in dossiers:
        row["notify_sms"] = ""
    if not due:
        return None
    chosen = min(due, key=lambda row: (_on(row["due_at"]), row["code"]))
    chosen |= {"phone": CITIZEN_PHONE, "notify_sms": "1"}
    write(folder, "dossiers.csv", dossiers)
    return chosen


def _on(told: str) -> date:
    return civil_date(to_instant(parse_civil(told)))


def make_world(folder: Path, clock: Clock, cast: Cast) -> World:
    """Everybody of the sample with a phone, an account with its templates, and an SMS gateway."""
    world = World(
        clock,
        app_id=APP_ID,
        app_secret=secrets.token_hex(16),
        oa_id=OA_ID,
        webhook_secret=secrets.token_hex(16),
        oa_name=OA_NAME,
    )
    units = {row["code"]: row["name"] for row in rows(folder, "units.csv")}
    hints = {member.code: member.hint for member in cast.members}
    for place, person in enumerate(rows(folder, "people.csv")):
        hint = hints.get(person["code"], "")
        linked = bool(person["zalo_user_id"])
        made = world.add_person(
            cast.phones[person["code"]],
            person["name"],
            f"{person['title']} · {units[person['unit']]}",
            phone_number=f"84{person['phone'][1:]}" if person["phone"] else "",
            follows=linked,
            last_interaction=_last_interaction(clock.now(), linked, hint),
            zalo=linked or hint == UNLINKED or (not hint and place % _NO_ZALO_EVERY == 0),
        )
        made.online = hint != OFF
    if CITIZEN in cast.phones:
        number = f"84{CITIZEN_PHONE[1:]}"
        world.add_person(
            cast.phones[CITIZEN], CITIZEN_NAME, "Người nộp hồ sơ", phone_number=number, zalo=False
        )
        world.add_person(cast.phones[VISITOR], VISITOR_NAME, "Người dân", follows=False)
    for template_id, template in zip(template_ids().values(), templates().values(), strict=True):
        world.desk.register(_registered(template_id, template))
    return world


def template_ids() -> dict[str, str]:
    """The ids under which our templates are approved in this world, by key."""
    return {key: str(number) for number, key in enumerate(templates(), FIRST_TEMPLATE)}


def sms_account(world: World) -> SmsAccount:
    """The province as a customer of the gateway."""
    return world.sms.open(secrets.token_hex(16), secrets.token_hex(16), BRAND)


def _user_id(person: Row) -> str:
    """The id in the world; who is not linked has one that the service does not know."""
    return person["zalo_user_id"] or f"8{person['phone'] or person['code']}"


def _last_interaction(now: int, linked: bool, hint: str) -> int | None:
    if not linked:
        return None
    return now - OPEN_WINDOW - 24 * HOUR if hint == CLOSED else now - HOUR


def _registered(template_id: str, ours: Template) -> Registered:
    lines = [ours.title, *ours.paragraphs, *(f"{row.label}: {row.value}" for row in ours.rows)]
    return Registered(
        template_id=template_id,
        oa_id=OA_ID,
        name=ours.name,
        text="\n".join(lines),
        params=tuple(Param(name, given.kind.value) for name, given in ours.parameters.items()),
        responses=tuple(button.text for button in ours.buttons if button.kind == "response"),
        tag=ours.tag,
        sample={name: given.sample for name, given in ours.parameters.items()},
        card=Card(ours.title, ours.paragraphs, tuple((row.label, row.value) for row in ours.rows)),
        links=tuple(button.text for button in ours.buttons if button.kind != "response"),
    )


# --- the cast ---


def _members(people: list[Row], dossiers: list[Row]) -> tuple[Member, ...]:
    """One who answers, one who stays silent, an officer at work, those above them; then who is reached otherwise.

    The silent commune is the one with most steps at hand: its head and an officer hear something from the first
    minute on, while the report of the day begins at 08:00.
    """
    by_unit: dict[str, list[Row]] = {}
    for person in people:
        if person["zalo_user_id"] and person["phone"]:  # the other roads go by the number
            by_unit.setdefault(person["unit"], []).append(person)
    communes = [unit for unit in by_unit if unit.count(".") == 2 and _has(by_unit[unit], "head")]
    communes = [u for u in communes if _has(by_unit[u], "coordinator") and _is_commune(by_unit[u])]
    at_hand = _steps_at_hand(by_unit, dossiers)
    # Its reports are confirmed by the district, so somebody there must hear of them.
    heard = (u for u in communes if _pick(by_unit.get(u.rpartition(".")[0], []), "coordinator"))
    answering = next(heard, communes[0])
    others = [unit for unit in communes if unit != answering]
    silent = max(others, key=lambda unit: sum(person["unit"] == unit for person in at_hand))
    officers = [person for person in at_hand if not _has([person], "coordinator")]
    soonest = list(officers)
    officers.sort(key=lambda p: (silent, answering, p["unit"]).index(p["unit"]))
    district = answering.rpartition(".")[0]
    found = [
        (_pick(by_unit[answering], "coordinator"), Persona.DILIGENT),
        (_pick(by_unit[silent], "coordinator"), Persona.SILENT),
        (_pick(by_unit[silent], "head"), Persona.NUDGING),
        (_pick(officers, "officer"), Persona.PROMISING),
        (_pick(by_unit[answering], "head"), None),
        (_pick(by_unit.get(district, []), "coordinator"), Persona.CONFIRMING),
    ]
    usual = [Member(row["code"], row["name"], persona) for row, persona in found if row]
    taken = {member.code for member in usual}
    reporting = [_pick(by_unit[unit], "coordinator") for unit in communes]
    awaiting = (*soonest, *(row for row in reporting if row))  # the latter from 08:00 on
    free = {row["code"]: row["name"] for row in awaiting if row["code"] not in taken}
    roads = zip(free.items(), (CLOSED, UNLINKED, NO_ZALO, OFF), strict=False)
    reached = (Member(code, name, None, hint) for (code, name), hint in roads)
    return (*usual[:FIRST_ROW], *reached, *usual[FIRST_ROW:])


def _steps_at_hand(by_unit: Mapping[str, list[Row]], dossiers: Iterable[Row]) -> list[Row]:
    """Who holds a dossier with a step still to come, once for each step, the next one first."""
    found: list[tuple[int, Row]] = []
    for row in dossiers:
        due = to_instant(parse_civil(row["step_due_at"])) if row["step_due_at"] else 0
        if due > at(DAY, START):
            holders = [p for p in by_unit.get(row["unit"], []) if p["name"] == row["holder"]]
            found += [(due, holder) for holder in holders if len(holders) == 1]
    return [person for _, person in sorted(found, key=lambda pair: pair[0])]


def _is_commune(people: list[Row]) -> bool:
    return any(
        "xã" in p["title"] or "phường" in p["title"] or "thị trấn" in p["title"] for p in people
    )


def _has(people: list[Row], role: str) -> bool:
    return any(role in p["roles"].split(";") for p in people)


def _pick(people: list[Row], role: str) -> Row | None:
    return next((p for p in people if role in p["roles"].split(";")), None)
