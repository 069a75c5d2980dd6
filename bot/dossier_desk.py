"""The service's side of the citizens' room: dossiers behind codes, second proofs as keyed hashes, agreements by number."""

from __future__ import annotations

import contextlib

import msgspec

from bot.config import CitizenSettings
from bot.consents import Given, end, withdraw_all
from bot.ingest.aliases import gather
from bot.ingest.columns import Cell, Column
from bot.ingest.errors import BadCell
from bot.ingest.knowing import known_of
from bot.ingest.news import news_of, noted_of, same
from bot.ingest.phones import phone
from bot.ingest.promises import in_force
from bot.ingest.shapes import Known
from bot.ingest.steps import pauses_of, status_of
from db.codes import other_generation
from db.sealing import Sealer
from db.snapshot import Snapshot
from db.store import Reader, Row, Tx
from db.words import ConsentSource, Occasion
from handlers.dossier_desk import CitizenRules, Shown
from schedules.pauses import PAUSED

PHONE, CODE = "phone", "code"
_PHONE_COLUMN = Column("phone", "Số điện thoại")


class CitizenDesk:
    """Implements `handlers.dossier_desk.DossierDesk`."""

    def __init__(self, sealer: Sealer, settings: CitizenSettings) -> None:
        self._sealer = sealer
        self._rules = CitizenRules(
            contact=settings.contact,
            tries_of_account=settings.tries_of_account,
            tries_of_dossier=settings.tries_of_dossier,
            lookups_a_day=settings.lookups_a_day,
            menus_a_day=settings.menus_a_day,
            state_openly=settings.state_openly,
            tells_steps=Occasion.STEP in settings.wanted,
            surveys=Occasion.SATISFACTION in settings.wanted,
            rights_unit=settings.rights_unit,
            account_kept_days=settings.account_kept_days,
        )

    @property
    def rules(self) -> CitizenRules:
        """The rules in force."""
        return self._rules

    async def find(self, reader: Reader, snapshot: Snapshot, code: str, now: int) -> Shown | None:
        """The dossier behind a code; several behind one code are nobody's."""
        told = await gather(reader, [code])
        wanted = {code, other_generation(code)}
        known = [
            k
            for k in await known_of(reader, told)
            if not wanted.isdisjoint(told.groups[k.dossier.code])
        ]
        if len(known) != 1:
            return None
        group = told.groups[known[0].dossier.code]
        rows = await reader.all("secrets_of_dossiers", codes=msgspec.json.encode(group).decode())
        return _shown(known[0], snapshot, rows, now)

    def key(self, text: str) -> str:
        """A keyed hash of a text."""
        return self._sealer.lookup(text)

    def proofs(self, said: str) -> frozenset[tuple[str, str]]:
        """The number as the feeds have it, and the code of the slip in the spellings that people use."""
        bare = "".join(said.split())
        spelled = {said.strip(), bare, bare.upper(), bare.lower(), bare.replace("-", "").upper()}
        found = {(CODE, self._sealer.lookup(one)) for one in spelled if one}
        with contextlib.suppress(BadCell):
            found.add((PHONE, self._sealer.lookup(phone(Cell(_PHONE_COLUMN, said)))))
        return frozenset(found)

    async def began(self, tx: Tx, snapshot: Snapshot, code: str, now: int) -> None:
        """What stands now is noted as told; the reminder of a supplement's limit is still to come."""
        told = await gather(tx, [code])
        noted = await noted_of(tx, told)
        for known in await known_of(tx, told):
            if code not in told.groups[known.dossier.code]:
                continue
            rests = pauses_of(known)
            for one in news_of(known, snapshot.calendar(known.dossier.unit_id), now):
                earlier = (n for n in noted[known.dossier.code] if n.occasion == one.occasion)
                if any(same(one.occasion, n.at, one.at, rests) for n in earlier):
                    continue
                row = {
                    "key": f"{known.dossier.code}:{one.occasion}:{one.at}",
                    "dossier_id": known.dossier.id,
                    "occasion": one.occasion,
                    "facts": msgspec.json.encode(one.facts).decode(),
                    "at": one.at,
                }
                if one.occasion in (Occasion.SUPPLEMENT_DUE, Occasion.SATISFACTION):
                    await tx.run("note_citizen_news", **row, tell_at=now)
                else:
                    await tx.run("news_is_told", **row, now=now)

    async def withdraw_phone(
        self, tx: Tx, phone_key: str, dossier_id: int | None, proof: str, now: int
    ) -> None:
        """The ledger of the number says so too, so that no flag of a feed speaks against it."""
        if dossier_id is None:
            await withdraw_all(tx, phone_key, ConsentSource.CHAT, proof, now)
        else:
            await end(tx, [Given(phone_key, dossier_id, (), ConsentSource.CHAT, proof)], now)


def _shown(known: Known, snapshot: Snapshot, rows: list[Row], now: int) -> Shown:
    dossier = known.dossier
    calendar = snapshot.calendar(dossier.unit_id)
    status = status_of(dossier, known.progress)
    news = news_of(known, calendar, dossier.updated_at)
    rests = pauses_of(known)
    since = max((one.at for one in news), default=dossier.received_at)
    if status in PAUSED and rests and rests[-1].end is None:
        since = rests[-1].start
    due = in_force(known).due_at
    secrets = {(PHONE, row[1]) for row in rows if row[1]}
    secrets |= {(CODE, row[2]) for row in rows if row[2]}
    return Shown(
        dossier_ids=frozenset(row[0] for row in rows),
        dossier_id=dossier.id,
        code=dossier.code,
        procedure=dossier.procedure_name,
        unit_id=dossier.unit_id,
        status=status,
        since=min(since, now),
        received=dossier.received_at,
        due=due,
        moved=due is not None and due != dossier.due_at,
        until=next((one.facts.until for one in news if one.facts.until), None),
        occasion=news[0].occasion if news else None,
        secrets=frozenset(secrets),
    )
