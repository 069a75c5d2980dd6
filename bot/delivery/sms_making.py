"""Makes the carrier of SMS from the settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bot.clock import Clock
from bot.config import Settings
from bot.delivery.sms_carrier import Line, RequestOf, SmsCarrier
from bot.http import Wire, make_wire
from bot.sms.addresses import reports, with_callback
from bot.sms.gateways import all_gateway_settings, make_gateway, shares_of
from bot.sms.short import sms_request
from db.sealing import Sealer
from db.store import Store

CONNECTIONS: Final = 20  # to each gateway


def make_sms_carrier(
    settings: Settings,
    *,
    store: Store,
    sealer: Sealer,
    clock: Clock,
    request_of: RequestOf = sms_request,
    wire: Callable[[int], Wire] = make_wire,
) -> SmsCarrier | None:
    """The carrier of the settings, each gateway over a wire of its own; None without a gateway. Raises `Misconfigured`."""
    lines, wires = [], []
    for keys in all_gateway_settings(settings.sms).values():
        told = with_callback(keys, settings)
        wires.append(wire(CONNECTIONS))
        gateway = make_gateway(told, wires[-1])
        lines.append(Line(gateway, told.brandname, reports(told), told.sandbox))
    if not lines:
        return None
    return SmsCarrier(
        lines,
        shares_of(settings.sms),
        store=store,
        sealer=sealer,
        clock=clock,
        request_of=request_of,
        part_vnd=settings.prices.sms_part,
        wires=wires,
    )
