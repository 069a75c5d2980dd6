"""One call to one of Zalo's hosts: headers, the optional proof of the app secret, and failures as answers."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Final

import httpx

from bot.http import Wire
from bot.zalo.answers import Answered, read_answer
from bot.zalo.bodies import Form
from bot.zalo.errors import Api, classify
from db.words import Outcome

JSON: Final = "application/json"


def proof(app_secret: str, token: str) -> str:
    """`appsecret_proof`: lower-case hex of HMAC-SHA256 of the token under the app secret."""
    return hmac.new(app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()


class Caller:
    """Calls one host. With `app_secret` each call carries the proof; whether Zalo wants it is an open question."""

    def __init__(self, wire: Wire, url: str, app_secret: str = "") -> None:
        self._wire = wire
        self._url = url.rstrip("/")
        self._app_secret = app_secret

    def at(self, path: str, query: Mapping[str, object] | None = None) -> httpx.URL:
        """The address of a path; the values of the query as text."""
        params = {name: str(value) for name, value in (query or {}).items()}
        return httpx.URL(self._url + path, params=params) if params else httpx.URL(self._url + path)

    def data_at(self, path: str, data: Mapping[str, object]) -> httpx.URL:
        """The address of a path whose arguments are JSON in the one query parameter `data`."""
        return self.at(path, {"data": json.dumps(data)})

    async def get(self, token: str, url: httpx.URL, apis: tuple[Api, ...]) -> Answered:
        """Ask."""
        return await self._call("GET", url, self._headers(token), b"", apis)

    async def post(
        self, token: str, url: httpx.URL, body: bytes, apis: tuple[Api, ...]
    ) -> Answered:
        """Hand over JSON."""
        headers = {**self._headers(token), "content-type": JSON}
        return await self._call("POST", url, headers, body, apis)

    async def upload(
        self, token: str, url: httpx.URL, form: Form, apis: tuple[Api, ...]
    ) -> Answered:
        """Hand over a file."""
        headers = {**self._headers(token), "content-type": form.content_type}
        return await self._call("POST", url, headers, form.content, apis)

    def _headers(self, token: str) -> dict[str, str]:
        if not self._app_secret:
            return {"access_token": token}
        return {"access_token": token, "appsecret_proof": proof(self._app_secret, token)}

    async def _call(
        self,
        method: str,
        url: httpx.URL,
        headers: dict[str, str],
        body: bytes,
        apis: tuple[Api, ...],
    ) -> Answered:
        try:
            response = await self._wire.call(method, url, headers, body)
        except httpx.ConnectError:
            return Answered(Outcome.AGAIN, "connect")  # nothing was handed over
        except httpx.TransportError as error:
            # Time-out, cut connection: it may have been taken. The text of the error could name the URL; its kind not.
            return Answered(classify("transport", "timeout"), type(error).__name__)
        return read_answer(response, apis)
