"""The calls of a connector of the iGate kind: log in, the list of dossiers, what is written back.

Addresses and fields: domain reference, 1.8 (a public client of 2026).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import httpx
import msgspec
import structlog

from bot.config import IgateSettings
from bot.http import Wire
from bot.ingest.errors import BadTable
from bot.ingest.tables import decode_json, items_in
from schedules.errors import ChannelProblem

log = structlog.get_logger()
MAX_ANSWER: Final = 50 * 1024 * 1024
RECEIVED: Final = 1  # TrangThaiNhanHoSo of what was stored
_BASE: Final = "/connector/connector/v1"
_MARGIN_S: Final = 60  # a token is renewed this long before its end
_SHORTEST_S: Final = 300  # believed of a token that states no life
_EVERYTHING: Final = {"TrangThaiHoSo": "", "MaTTHC": "", "HinhThucTiepNhan": ""}
_TAKEN: Final = {"", "0", "00", "200", "None"}  # `code` or `error_code` of a good answer
# Faults before a request has left.
_NOT_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class IgateProblem(ChannelProblem):
    """The connector did not answer as it should; the text names no address, name or secret.

    `may_have_arrived`: what was sent may have been taken nevertheless.
    """

    def __init__(self, problem: str, *, may_have_arrived: bool = False) -> None:
        super().__init__(problem)
        self.may_have_arrived = may_have_arrived


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

    async def tell_progress(self, rows: Sequence[Mapping[str, object]], now: int) -> None:
        """Write steps back, with the fields of `CapNhatTienDoHoSoMC` and `TrangThai` as a number."""
        await self._write("hoso/capnhatientrinh", rows, now)  # spelt so

    async def acknowledge(self, codes: Sequence[str], now: int) -> None:
        """Tell that dossiers were received."""
        rows = [{"MaHoSo": code, "TrangThaiNhanHoSo": RECEIVED} for code in codes]
        await self._write("hoso/xacnhantrangthainhan", rows, now)

    async def _write(self, path: str, rows: Sequence[Mapping[str, object]], now: int) -> None:
        if not self._settings.write_back:
            raise IgateProblem("writing back is not enabled: set NHACVIEC_IGATE__WRITE_BACK")
        found = await self._call(path, rows, now) if rows else {}
        said = found if isinstance(found, dict) else {}
        if not {str(said.get("code", "")), str(said.get("error_code", ""))} <= _TAKEN:
            raise IgateProblem(f"{path}: the rows were not taken")

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
            sent = not isinstance(error, _NOT_SENT)
            raise IgateProblem(f"{path}: {type(error).__name__}", may_have_arrived=sent) from None


def _read(answer: httpx.Response, path: str) -> object:
    if not answer.is_success:
        broken = answer.is_server_error  # what stands before the connector answers so, too
        raise IgateProblem(f"{path}: HTTP {answer.status_code}", may_have_arrived=broken)
    if len(answer.content) > MAX_ANSWER:
        raise IgateProblem(f"{path}: the answer is too large", may_have_arrived=True)
    try:
        return decode_json(answer.content, path) if answer.content else {}
    except BadTable:
        raise IgateProblem(f"{path}: the answer is no JSON", may_have_arrived=True) from None
