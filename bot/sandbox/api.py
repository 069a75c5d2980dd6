"""The HTTP face of the stand-in: one host that answers like the OpenAPI and the token address of Zalo."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast
from urllib.parse import parse_qsl, urlencode

import msgspec
from aiohttp import web

from bot.sandbox import rules
from bot.sandbox.business import BUSINESS
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.model import Account, Refusal, TokenPair
from bot.sandbox.operations import OPERATIONS, UNCOUNTED, Arguments
from bot.sandbox.sms_api import SmsApi, cut
from bot.sandbox.tokens import OAuthRefusal
from bot.sandbox.uploads import Part
from bot.sandbox.world import World

_WRONG_APP = OAuthRefusal("Invalid appId", "app_id is unknown", "Invalid appId: app_id is unknown")
_WRONG_SECRET = OAuthRefusal(
    "Invalid secret key", "header secret_key is wrong", "Invalid secret key: header secret_key"
)
UPLOADS = "/v2.0/oa/upload/"
BODY_LIMIT = 6 << 20
_OF_BUSINESS = {-216: -124, -220: -124, -242: -1241}
"""Codes that say the same on the business host."""
_BAD_GATEWAY = (
    "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>"
)


class Answer(msgspec.Struct, frozen=True):
    """What goes back; `accepted` says that something was done."""

    payload: object
    status: int = 200
    accepted: bool = False
    headers: dict[str, str] = {}

    def as_response(self) -> web.Response:
        """The answer on the wire."""
        return web.Response(
            body=msgspec.json.encode(self.payload),
            status=self.status,
            content_type="application/json",
            charset="utf-8",
            headers=self.headers,
        )


class Api:
    """Answers requests from a world. Business errors come with HTTP 200, as Zalo's do."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults

    def app(self) -> web.Application:
        """The application to serve."""
        app = web.Application(client_max_size=BODY_LIMIT)
        app.add_routes(SmsApi(self._world, self._faults).routes())
        app.router.add_get("/v4/oa/permission", self._permission)
        app.router.add_route("*", "/{tail:.*}", self._serve)
        return app

    async def _serve(self, request: web.Request) -> web.Response:
        """Answer one request through the switched-on faults."""
        path, upload = request.path, await _uploaded(request)
        body = b"" if upload is not None else await request.read()
        if self._faults.strikes(Fault.CUT, path):
            return cut(request)
        if self._faults.strikes(Fault.BAD_GATEWAY, path):
            return web.Response(status=502, text=_BAD_GATEWAY, content_type="text/html")
        if self._faults.strikes(Fault.TOKEN_DIES, path):
            self._kill_token_of(request)
        oauth = path == "/v4/oa/access_token"
        answer = self._token(request, body) if oauth else self._openapi(request, body, upload)
        if answer.accepted:
            await self._faults.linger(path)
            if self._faults.strikes(Fault.ANSWER_LOST, path):
                return cut(request)
        return answer.as_response()

    # --- openapi ---

    def _openapi(self, request: web.Request, body: bytes, upload: Arguments | None) -> Answer:
        call = (request.method, request.path)
        business = call in BUSINESS
        operation = BUSINESS.get(call) or OPERATIONS.get(call)
        if operation is None:
            return Answer({"error": -106, "message": "Method is not supported"}, status=404)
        owner = self._owner(request.headers)
        if isinstance(owner, Refusal):
            return _refused(_on_business(owner) if business else owner)
        account, limits = self._world.accounts[owner], self._world.limits
        counted = not business and request.path not in UNCOUNTED
        headers = self._count(account) if counted else {}
        given = _given(request, body, upload, business=business)
        too_fast = rules.rate_refusal(account.requests_in_minute, limits) if counted else None
        result = too_fast or (
            given if isinstance(given, Refusal) else operation(self._world, account, given)
        )
        if isinstance(result, Refusal):
            return _refused(result, headers)
        payload = {"error": 0, "message": "Success", "data": result}
        return Answer(payload, accepted=True, headers=headers)

    def _owner(self, headers: Mapping[str, str]) -> str | Refusal:
        """The account that speaks. A bearer header is refused even beside a good token."""
        token = headers.get("access_token")
        owner = rules.NO_TOKEN if "Authorization" in headers else self._world.tokens.owner(token)
        if isinstance(owner, Refusal):
            return owner
        proof = rules.proof_refusal(
            headers.get("appsecret_proof"),
            token or "",
            self._world.app_secret,
            self._world.require_proof,
        )
        return proof or owner

    def _count(self, account: Account) -> dict[str, str]:
        """Count one request in the minute of the clock; answers the two headers."""
        minute = self._world.clock.now() // 60
        if minute != account.minute:
            account.minute, account.requests_in_minute = minute, 0
        account.requests_in_minute += 1
        limit = self._world.limits.requests_per_minute
        remain = max(0, limit - account.requests_in_minute)
        return {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remain": str(remain)}

    def _kill_token_of(self, request: web.Request) -> None:
        owner = self._world.tokens.owner(request.headers.get("access_token"))
        if isinstance(owner, str):
            self._world.tokens.kill(owner)

    # --- oauth ---

    def _token(self, request: web.Request, body: bytes) -> Answer:
        """POST /v4/oa/access_token: form in, a pair out; errors in words with HTTP 200."""
        if request.method != "POST":
            return Answer({"error": -106, "message": "Method is not supported"}, status=404)
        result = self._trade(request, body)
        if isinstance(result, OAuthRefusal):
            return Answer(result)
        return Answer(
            {
                "access_token": result.access_token,
                "refresh_token": result.refresh_token,
                "expires_in": str(self._world.limits.token_life),
            },
            accepted=True,
        )

    def _trade(self, request: web.Request, body: bytes) -> TokenPair | OAuthRefusal:
        form = _form(request, body)
        if isinstance(form, OAuthRefusal):
            return form
        if form.get("app_id") != self._world.app_id:
            return _WRONG_APP
        if request.headers.get("secret_key") != self._world.app_secret:
            return _WRONG_SECRET
        desk = self._world.tokens
        match form.get("grant_type"):
            case "refresh_token":
                return desk.refresh(form.get("refresh_token", ""))
            case "authorization_code":
                return desk.exchange(form.get("code", ""), form.get("code_verifier", ""))
            case other:
                return _invalid_request(f"grant_type {other!r} is unknown")

    async def _permission(self, request: web.Request) -> web.Response:
        """GET /v4/oa/permission: the consent page, with an administrator who always agrees.

        `oa_id` chooses the account (a person would choose it on the page); the first one is the default.
        """
        query, world = request.query, self._world
        target = query.get("redirect_uri", "")
        if query.get("app_id") != world.app_id:
            return Answer({"error": -14002, "message": "Invalid appId"}).as_response()
        if not target or (world.callback_url is not None and target != world.callback_url):
            return Answer({"error": -14003, "message": "Invalid redirect uri"}).as_response()
        oa_id = query.get("oa_id", next(iter(world.accounts)))
        if oa_id not in world.accounts:
            return Answer({"error": -205, "message": "OA does not exist"}).as_response()
        code = world.tokens.consent(oa_id, query.get("code_challenge", ""))
        answer = {"code": code, "oa_id": oa_id}
        if "state" in query:
            answer["state"] = query["state"]
        joint = "&" if "?" in target else "?"
        return web.Response(status=302, headers={"Location": f"{target}{joint}{urlencode(answer)}"})


def _form(request: web.Request, body: bytes) -> dict[str, str] | OAuthRefusal:
    if request.content_type != "application/x-www-form-urlencoded":
        return _invalid_request("the body must be a form")
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    except UnicodeDecodeError:
        return _invalid_request("the body must be UTF-8")


async def _uploaded(request: web.Request) -> Arguments | None:
    """The part `file` of a multipart body; None when the call is no upload."""
    if not (request.path.startswith(UPLOADS) and request.content_type == "multipart/form-data"):
        return None
    part = (await request.post()).get("file")
    if not isinstance(part, web.FileField):
        return {}
    return {"file": Part(part.filename, part.file.read())}


def _given(
    request: web.Request, body: bytes, upload: Arguments | None, *, business: bool
) -> Arguments | Refusal:
    """What was handed over, in the manner of the host: business GETs take their arguments straight from the query."""
    if request.path.startswith(UPLOADS):
        return rules.invalid("file", "multipart is required") if upload is None else upload
    if not business:
        return _arguments(request, body)
    if request.method == "GET":
        return cast("Arguments", dict(request.query))
    if not body:
        return Refusal(-121, "Request body is empty")
    given = _arguments(request, body)
    return Refusal(-122, "Request body is not valid JSON") if isinstance(given, Refusal) else given


def _on_business(refusal: Refusal) -> Refusal:
    return Refusal(_OF_BUSINESS.get(refusal.code, refusal.code), refusal.message)


def _arguments(request: web.Request, body: bytes) -> Arguments | Refusal:
    """The JSON of a POST body, or of the one query parameter `data` of a GET."""
    if request.method == "POST" and request.content_type != "application/json":
        return rules.invalid("body", "Content-Type must be application/json")
    raw: bytes | str = body if request.method == "POST" else request.query.get("data", "{}")
    try:
        given = json.loads(raw)
    except ValueError:
        return rules.invalid("body" if request.method == "POST" else "data", "not valid JSON")
    if not isinstance(given, dict):
        return rules.invalid("body" if request.method == "POST" else "data", "not an object")
    return cast("Arguments", given)


def _refused(refusal: Refusal, headers: dict[str, str] | None = None) -> Answer:
    return Answer({"error": refusal.code, "message": refusal.message}, headers=headers or {})


def _invalid_request(why: str) -> OAuthRefusal:
    return OAuthRefusal("Invalid request", why, f"Invalid request: {why}")
