"""Pulls dossiers from a connector of the iGate kind: log in, ask for the list, store it; writing back only where allowed.

Addresses and fields: domain reference, 1.8 (a public client of 2026). A connector that fails never stops the service:
after three failures in a row a person is called, and each round tries again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import httpx
import msgspec
import structlog

from bot.alarms import end_alarm, raise_alarm
from bot.config import IgateSettings
from bot.engine import Engine
from bot.http import Wire
from bot.ingest.errors import BadTable
from bot.ingest.receiving import receive_dossiers
from bot.ingest.tables import decode_json, items_in
from schedules.errors import ChannelProblem

log = structlog.get_logger()
ALARM: Final = "igate"
PATIENCE: Final = 3  # failures in a row before a person is called
MAX_ANSWER: Final = 50 * 1024 * 1024
RECEIVED: Final = 1  # TrangThaiNhanHoSo of what was stored
_BASE: Final = "/connector/connector/v1"
_MARGIN_S: Final = 60  # a token is renewed this long before its end
_SHORTEST_S: Final = 300  # believed of a token that states no life
_EVERYTHING: Final = {"TrangThaiHoSo": "", "MaTTHC": "", "HinhThucTiepNhan": ""}


class IgateProblem(ChannelProblem):
    """The connector did not answer as it should; the text names no address, name or secret."""


class IgateClient:
    """The calls of a connector. The token is kept in memory only."""

    def __init__(self, wire: Wire, settings: IgateSettings) -> None:
        self._wire = wire
        self._settings = settings
        self._token = ""
        self._until = 0

    async def dossiers(self, now: int) -> list[object]:
        """The list of dossiers, a bare array or under `Data`."""
        found = await self._call("laydanhsachhoso", _EVERYTHING, now)
        try:
            items, outer = items_in(found, "laydanhsachhoso")
        except BadTable:
            raise IgateProblem("the list has no array of dossiers") from None
        total = outer.get("Total")
        if isinstance(total, int) and total > len(items):
            log.warning("igate.partial", action="igate.partial", total=total, given=len(items))
        return items

    async def tell_status(self, rows: Sequence[Mapping[str, object]], now: int) -> None:
        """Write statuses back: `{MaHoSo, TrangThai}` each."""
        await self._write("hoso/capnhattrangthai", rows, now)

    async def tell_progress(self, rows: Sequence[Mapping[str, object]], now: int) -> None:
        """Write finished steps back, with the fields of `CapNhatTienDoHoSoMC` and `TrangThai` as a number."""
        await self._write("hoso/capnhatientrinh", rows, now)  # spelt so

    async def acknowledge(self, codes: Sequence[str], now: int) -> None:
        """Tell that dossiers were received."""
        rows = [{"MaHoSo": code, "TrangThaiNhanHoSo": RECEIVED} for code in codes]
        await self._write("hoso/xacnhantrangthainhan", rows, now)

    async def _write(self, path: str, rows: Sequence[Mapping[str, object]], now: int) -> None:
        if not self._settings.write_back:
            raise IgateProblem("writing back is not enabled: set NHACVIEC_IGATE__WRITE_BACK")
        if rows:
            await self._call(path, rows, now)

    async def _call(self, path: str, body: object, now: int) -> object:
        """One call with a token; one that is no longer taken is renewed once."""
        for again in (True, False):
            if not self._token or now >= self._until:
                await self._log_in(now)
            answer = await self._post(path, body, {"authorization": f"Bearer {self._token}"})
            if answer.status_code == httpx.codes.UNAUTHORIZED:
                self._token = ""
                if again:
                    continue
            return _read(answer, path)
        raise IgateProblem(f"{path}: the token is not taken")

    async def _log_in(self, now: int) -> None:
        keys = {
            "client_id": self._settings.client_id,
            "client_secret": self._settings.client_secret.get_secret_value(),
        }
        found = _read(await self._post("login", keys, {}), "login")
        token = found.get("access_token") if isinstance(found, dict) else None
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise IgateProblem("login: no token was given")
        lasts = found.get("expires_in") if isinstance(found, dict) else None
        text = str(lasts)
        seconds = (
            int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else _SHORTEST_S
        )
        self._token, self._until = token, now + max(seconds - _MARGIN_S, _MARGIN_S)

    async def _post(self, path: str, body: object, headers: Mapping[str, str]) -> httpx.Response:
        url = httpx.URL(f"{self._settings.url.rstrip('/')}{_BASE}/{path}")
        kind = {"content-type": "application/json", "accept": "application/json"}
        try:
            return await self._wire.call(
                "POST", url, {**kind, **headers}, msgspec.json.encode(body)
            )
        except httpx.TransportError as error:
            # Its text could name the address; its kind does not.
            raise IgateProblem(f"{path}: {type(error).__name__}") from None


def _read(answer: httpx.Response, path: str) -> object:
    if not answer.is_success:
        raise IgateProblem(f"{path}: HTTP {answer.status_code}")
    if len(answer.content) > MAX_ANSWER:
        raise IgateProblem(f"{path}: the answer is too large")
    try:
        return decode_json(answer.content, path) if answer.content else {}
    except BadTable:
        raise IgateProblem(f"{path}: the answer is no JSON") from None


class IgatePull:
    """The slow round's part: pulls when it is time. `wake` is called when something was stored."""

    def __init__(
        self,
        engine: Engine,
        wire: Wire,
        settings: IgateSettings,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._engine = engine
        self._client = IgateClient(wire, settings)
        self._settings = settings
        self._wake = wake
        self._next_at = 0
        self._failures = 0

    async def pull_due(self, now: int) -> int:
        """Pull if the connector is set and the time has come; the number of items stored. Never raises for its faults."""
        if not self._settings.url or now < self._next_at:
            return 0
        self._next_at = now + self._settings.every * 60
        try:
            stored = await self._pull(now)
        except IgateProblem as error:
            await self._failed(str(error), now)
            return 0
        self._failures = 0
        async with self._engine.store.tx() as tx:
            await end_alarm(tx, ALARM, now)
        return stored

    async def _pull(self, now: int) -> int:
        items = await self._client.dossiers(now)
        taken = await receive_dossiers(
            self._engine, items, "igate", now, self._settings.unit, self._settings.statuses
        )
        refused = [one for one in taken if one.error]
        new = [one.code for one in taken if not one.error and not one.known]
        log.info("igate.pulled", action="igate.pulled", items=len(taken), refused=len(refused))
        if len(refused) < len(taken):
            self._wake()
        if self._settings.write_back:
            await self._client.acknowledge(new, now)
        return len(taken) - len(refused)

    async def _failed(self, problem: str, now: int) -> None:
        self._failures += 1
        log.warning("igate.failed", action="igate.failed", problem=problem, times=self._failures)
        if self._failures >= PATIENCE:
            async with self._engine.store.tx() as tx:
                await raise_alarm(tx, ALARM, problem, now)
