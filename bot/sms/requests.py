"""A message's short form as a request that every gateway could take."""

from __future__ import annotations

from collections.abc import Callable

from bot.delivery.carrying import Parcel
from bot.sms.gateway import SmsRequest
from bot.sms.numbers import mobile
from bot.sms.text import fitted

RequestOf = Callable[[Parcel, str, str, str], SmsRequest]


def sms_request(
    parcel: Parcel, phone: str, request_id: str, brandname: str, text_of: Callable[[Parcel], str]
) -> SmsRequest:
    """The request for one number; raises `RejectedInput`. `text_of` says what the short form of a parcel is."""
    return SmsRequest(
        phone=mobile(phone),
        text=fitted(text_of(parcel)).text,
        template=parcel.key,
        params=tuple(parcel.values.values()),
        request_id=request_id,
        brandname=brandname,
    )
