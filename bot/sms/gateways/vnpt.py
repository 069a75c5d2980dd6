"""VNPT SMS Brandname: JSON with a template id and ordered values; the text itself is never sent.

Source: the SMS reference, section 1.6 (agreeing public implementations; code table and host come with the contract).
"""

from __future__ import annotations

from typing import Any, ClassVar

import httpx
from pydantic import Field

from bot.http import Wire
from bot.sms.gateway import Scope, SmsAnswer, SmsRequest
from bot.sms.gateways.calling import code_of, from_json, post, settled, to_json, unreadable
from bot.sms.gateways.codes import explain
from bot.sms.gateways.settings import Filled, GatewaySettings, Named, Secret
from bot.sms.text import length, sms_param
from db.words import Outcome


class VnptSettings(GatewaySettings):
    """Keys of VNPT. `templates` ties our template keys to theirs: `officer/due_soon=1234, head/overdue=1235`."""

    label_id: Filled
    contract_id: Filled
    contract_type_id: Filled = "1"  # care
    agent_id: Filled
    api_user: Filled
    api_password: Secret
    username: Filled
    templates: Named = Field(default_factory=dict)


class VnptGateway:
    """Sends one message a call. There is no id, no report and no memory of request ids: never repeat.

    It has no sandbox of its own: with `sandbox` everything is made ready and nothing called.
    """

    name: ClassVar[str] = "vnpt"
    repeat_for_s: ClassVar[int] = 0

    def __init__(self, settings: VnptSettings, wire: Wire) -> None:
        self._settings = settings
        self._wire = wire

    async def send(self, request: SmsRequest) -> SmsAnswer:
        """Hand over one message; a template without an id of theirs stops that template."""
        template_id = self._settings.templates.get(request.template)
        if template_id is None:
            return SmsAnswer(Outcome.STOP, "no_template", scope=Scope.TEMPLATE)
        content = to_json({"RQST": self._body(request, template_id)})
        counted = length(request.text).parts
        if self._settings.sandbox:
            return SmsAnswer(Outcome.ACCEPTED, "sandbox", parts=counted)
        response = await post(self._wire, self._settings.url, content)
        return response if isinstance(response, SmsAnswer) else self._read(response, counted)

    def _body(self, request: SmsRequest, template_id: str) -> dict[str, Any]:
        settings = self._settings
        values = [sms_param(value, diacritics=request.accented) for value in request.params]
        return {
            "name": "send_sms_list",
            "REQID": request.request_id,
            "LABELID": settings.label_id,
            "CONTRACTTYPEID": settings.contract_type_id,
            "CONTRACTID": settings.contract_id,
            "TEMPLATEID": template_id,
            "PARAMS": [{"NUM": str(n), "CONTENT": value} for n, value in enumerate(values, 1)],
            "SCHEDULETIME": "",  # now
            "MOBILELIST": request.phone,
            "ISTELCOSUB": "0",
            "AGENTID": settings.agent_id,
            "APIUSER": settings.api_user,
            "APIPASS": settings.api_password.get_secret_value(),
            "USERNAME": settings.username,
            "DATACODING": "1" if request.accented else "0",
        }

    def _read(self, response: httpx.Response, parts: int) -> SmsAnswer:
        found = (from_json(response) or {}).get("RPLY")
        code = code_of(found.get("ERROR")) if isinstance(found, dict) else None
        if code is None:
            return unreadable(response)
        # Their table is not public; any code but 0 says that nothing was sent.
        row = explain(self.name, code, self._settings.codes, Outcome.REFUSED)
        outcome = settled(response, row.outcome)
        taken = outcome == Outcome.ACCEPTED
        return SmsAnswer(outcome, code, parts=parts if taken else None, scope=row.scope)
