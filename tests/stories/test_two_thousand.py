"""Two thousand messages against strict providers in a bad mood: none lost, none doubled, each on its right road.

Answers are lost after acceptance, connections are cut before it, gateways show pages, the account may make a hundred calls a
minute, tokens live for a minute; people are outside the window, away from Zalo, without Zalo, or have their phone off.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.config import SmsSettings
from bot.delivery import sender as sending
from bot.sandbox import Fault, Limits, Param, Registered
from bot.zalo.templates import templates
from tests.db.making import an_item, put_message, put_notice
from tests.sms.gateways.providers import KEYS
from tests.sms.gateways.stand import BRAND, provider
from tests.stories.stage import OA, Stage, instant
from tests.stories.test_sms_road import LosesSome

PEOPLE, EACH = 400, 5
PER_MINUTE = 100
DAY = 86_400
IDS = {key: f"id-{key}" for key in templates()}
# What is odd about the tenth, the next tenth … of the people, and the road on which they hear.
MOODS = {
    0: ("outside", "zbs_uid"),
    1: ("away", "sms"),
    2: ("unlinked", "zbs_phone"),
    3: ("without", "sms"),
    4: ("off", "sms"),
}


def mood(person: int) -> tuple[str, str]:
    """What is odd about a person, and the road that reaches them."""
    return MOODS.get(person % 10, ("well", "zalo"))


def phone(person: int) -> str:
    return f"8491234{person:04}"


class Province(Stage):
    """Four hundred officers of one commune."""

    async def fill(self) -> None:
        """The people, as we know them and as Zalo does."""
        path = self.folder / "people.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(("code", "name", "title", "unit", "roles", "zalo_user_id", "phone"))
            for n in range(PEOPLE):
                linked = "" if mood(n)[0] in ("unlinked", "without") else f"p-{n}"
                row = (f"P{n}", f"Nguyễn Mẫu {n}", "Công chức", "X1", "officer", linked)
                rows.writerow((*row, f"0{phone(n)[2:]}"))
        answer = await self.load_file("people", path)
        assert answer["created"] == PEOPLE, answer
        now = self.clock.now()
        for n in range(PEOPLE):
            what = mood(n)[0]
            self.world.add_person(
                f"p-{n}",
                f"Nguyễn Mẫu {n}",
                phone_number="" if what == "without" else phone(n),
                last_interaction=now - (9 * DAY if what == "outside" else 3600),
            )
            if what == "away":
                self.world.phone(f"p-{n}").blocks(-227)
            if what == "off":
                await self.world.phone(f"p-{n}").switches_off()

    async def write(self) -> dict[str, int]:
        """Five messages to everybody, each about work of its own; code of the work → person."""
        store, codes = self.service.store, {}
        await self.service.engine.refresh(self.clock.now())
        directory = self.service.engine.snapshot.directory
        async with store.tx() as tx:
            for number in range(1, PEOPLE * EACH + 1):
                n = number % PEOPLE
                person = directory.people_by_code[f"P{n}"]
                code = an_item(number).code
                codes[code] = n
                message = await put_message(
                    tx,
                    person.id,
                    f"Việc {code} sắp đến hạn",
                    deadline_at=instant("17/3/2025 16:30"),
                    created_at=self.clock.now(),
                )
                await put_notice(tx, number, person.id, message)
        return codes

    async def minutes(self, count: int) -> None:
        """Let time go on in steps of three seconds."""
        service = self.service
        for _ in range(count * 20):
            await service.roads.deliver()
            await self.sandbox.settle()
            await service.handle_pass()
            await service.roads.resolve()
            self.clock.jump_to(self.clock.now() + 3)

    def heard(self, gateway: LosesSome) -> dict[str, Counter[str]]:
        """How often each code was heard, by road."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for n in range(PEOPLE):
            for message in self.world.phone(f"p-{n}").messages:
                road = "zalo" if message.text.startswith("Việc ") else "zbs"
                found[_code(message.text)][road] += 1
        for one in gateway.kept:
            found[_code(one["Content"])]["sms"] += 1
        return found


def _code(text: str) -> str:
    start = text.index("000.00.12.H01-250317-")
    return text[start:].split(maxsplit=1)[0].rstrip(".,;:)(")


@asynccontextmanager
async def province(folder: Path, gateway: LosesSome) -> AsyncIterator[Province]:
    async with provider(gateway) as sms:
        keys = {"gateway": "esms", "url": sms.url, "brandname": BRAND, **KEYS["esms"]}
        zalo = {"templates": IDS, "requests_per_minute": PER_MINUTE}
        stage = Province(folder, "17/3/2025 08:00", sms=SmsSettings.model_validate(keys), zalo=zalo)
        stage.world.limits = stage.world.tokens._limits = Limits(
            token_life=60, requests_per_minute=PER_MINUTE, kept_messages=100
        )
        await stage.open()
        try:
            for key, ours in templates().items():
                stage.world.desk.register(
                    Registered(
                        template_id=IDS[key],
                        oa_id=OA,
                        name=ours.name,
                        text="\n".join(f"{r.label}: {r.value}" for r in ours.rows),
                        params=tuple(Param(n, p.kind.value) for n, p in ours.parameters.items()),
                    )
                )
            await stage.fill()
            yield stage
            await stage.sums_agree()
        finally:
            await stage.close()


async def test_none_lost_none_doubled_each_on_its_road(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(sending, "SETTLE_EVERY_S", 0.0)
    gateway = LosesSome()
    async with province(tmp_path, gateway) as stage:
        faults = stage.sandbox.faults
        faults.set(Fault.ANSWER_LOST, times=None, every=37)
        faults.set(Fault.CUT, times=None, every=41)
        faults.set(Fault.BAD_GATEWAY, times=None, every=43)
        codes = await stage.write()
        await stage.minutes(75)
        heard = stage.heard(gateway)

        # None lost, none doubled. Who has the phone off has it on Zalo too, for when it is switched on.
        for code, n in codes.items():
            what, road = mood(n)
            expected = Counter({road.partition("_")[0]: 1})
            if what == "off":
                expected["zalo"] = 1
            assert heard[code] == expected, (code, what, heard[code])
        assert len(heard) == len(codes)
        rows = stage.service.store._connections[1]
        states = rows.execute(
            "SELECT state, channel, count(*) FROM message GROUP BY 1, 2"
        ).fetchall()
        assert {state for state, _, _ in states} <= {"sent", "delivered"}, states
        # Every refusal led to the next road, and every attempt says how it ended.
        assert rows.execute("SELECT count(*) FROM attempt WHERE outcome IS NULL").fetchone() == (0,)
        # The trouble was real: tokens died every minute, answers were lost, roads refused.
        outcomes = dict(rows.execute("SELECT outcome, count(*) FROM attempt GROUP BY 1").fetchall())
        assert min(outcomes["unknown"], outcomes["other_road"]) > 50, outcomes
        [(generation,)] = rows.execute("SELECT generation FROM sender_account").fetchall()
        assert generation > 10
        # No minute over its limit, each refresh token used once, nobody called for a lost grant.
        spoken = sorted(
            m.at_ms
            for n in range(PEOPLE)
            for m in stage.world.phone(f"p-{n}").messages
            if m.text.startswith("Việc ")
        )
        for place, at in enumerate(spoken):
            window = [t for t in spoken[place : place + PER_MINUTE + 20] if t < at + 60_000]
            assert len(window) <= PER_MINUTE
        assert [a[0] for a in await stage.service.store.all("open_alarms")] == []
