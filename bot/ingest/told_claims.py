"""Steps that their officers say are done, told to the connector as progress: each once, and never as a fact.

A row says that the step was reported done and waits to be confirmed; its status stays "đang xử lý" (4), which stops no
clock. Statuses are not written: 9 would end the citizen's clock at the instant of our call and decide late or on time by
what somebody tapped, while the source is right about its dossiers. Fields: domain reference, 1.6 and 1.8.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import msgspec
import structlog

from bot.engine import Engine
from bot.ingest.igate_client import IgateClient, IgateProblem
from db.store import Tx
from handlers.views import Detail
from messages_vi.feeds import reported_done
from schedules.civil import to_civil

log = structlog.get_logger()
SOURCE: Final = "igate"
IN_A_CALL: Final = 100
PATIENCE: Final = 5  # calls for one step that was not taken
IN_HAND: Final = 4  # TrangThai "đang xử lý"
_LONGEST_NAME: Final = 50  # characters of NguoiXuLy


class Claim(NamedTuple):
    """A step that was said to be done, by whom and in which unit. Instants in seconds."""

    item_id: int
    version: int
    code: str
    detail: str
    starts_at: int
    due_at: int
    claimed_at: int
    person: str
    unit: str
    attempts: int


def progress_row(claim: Claim) -> dict[str, object]:
    """One row of `capnhatientrinh`. The pulled list names no `IDHoSo`; the code stands for the dossier."""
    return {
        "IDHoSo": "",
        "MaHoSo": claim.code,
        "NguoiXuLy": claim.person[:_LONGEST_NAME],
        "ThoiDiemXuLy": _iso(claim.claimed_at),
        "PhongBanXuLy": claim.unit,
        "NoiDungXuLy": reported_done(msgspec.json.decode(claim.detail, type=Detail).step),
        "TrangThai": IN_HAND,
        "NgayBatDau": _iso(claim.starts_at),
        "NgayKetThucTheoQuyDinh": _iso(claim.due_at),
    }


async def tell_claims(engine: Engine, client: IgateClient, now: int) -> int:
    """Tell of all claims that can no longer be taken back; how many were told.

    Raises `IgateProblem` for the first call that fails. What was certainly not taken is told again in a later round, then
    one by one, so that a bad one stops no other; what may have arrived is not.
    """
    told = 0
    while claims := await _begin(engine, now):
        keys = [{"item_id": c.item_id, "version": c.version, "now": now} for c in claims]
        try:
            await client.tell_progress([progress_row(claim) for claim in claims], now)
        except IgateProblem as error:
            if not error.may_have_arrived:
                async with engine.store.tx() as tx:
                    await tx.many("not_taken", keys)
            log.warning(
                "igate.not_told",
                action="igate.not_told",
                items=[claim.item_id for claim in claims],
                may_have_arrived=error.may_have_arrived,
            )
            raise
        async with engine.store.tx() as tx:
            await tx.many("end_telling", keys)
        told += len(claims)
    if told:
        log.info("igate.told", action="igate.told", steps=told)
    return told


async def _begin(engine: Engine, now: int) -> Sequence[Claim]:
    """The claims of the next call, written down as begun."""
    async with engine.store.tx() as tx:
        claims = await _next(tx, now - engine.snapshot.policy.undo_s)
        rows: list[dict[str, Any]] = [
            {"item_id": c.item_id, "version": c.version, "now": now} for c in claims
        ]
        await tx.many("begin_telling", rows)
    return claims


async def _next(tx: Tx, until: int) -> Sequence[Claim]:
    found = [
        Claim(*row)
        for row in await tx.all(
            "claims_to_tell", until=until, source=SOURCE, attempts=PATIENCE, limit=IN_A_CALL
        )
    ]
    fresh = [claim for claim in found if not claim.attempts]
    return fresh or found[:1]


def _iso(instant: int) -> str:
    """As the connector writes instants: without an offset."""
    return to_civil(instant).replace(tzinfo=None).isoformat()
