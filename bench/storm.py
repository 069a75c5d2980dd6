"""What a storm of webhooks is made of: of each message that went out an echo, a receipt and a look, and now and then
somebody who opens the account's page.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from bench import province

APP, OA, SECRET = "1000000000000000001", "2000000000000000001", "bench-webhook"
TEXT = "Kính gửi đồng chí Nguyễn Mẫu, hồ sơ mẫu sắp đến hạn. " * 8
_EACH = 4  # events of one message


def messages(n: int) -> int:
    """How many messages `n` events speak of."""
    return -(-n // _EACH)


def events(n: int) -> Iterator[tuple[str, bytes]]:
    """`n` events: the stated timestamp and the bytes."""
    for number in range(n):
        message, kind = divmod(number, _EACH)
        yield _event(f"m{message}", f"z{1 + message % province.OFFICERS}", kind, number)


def _event(message_id: str, person: str, kind: int, number: int) -> tuple[str, bytes]:
    stated = str(province.TICK * 1000 + number)
    account, them = {"id": OA}, {"id": person}
    envelope = {"app_id": APP, "timestamp": stated, "user_id_by_app": f"7{number:018}"}
    told: dict[str, object] = {"sender": account, "recipient": them}
    match kind:
        case 0:
            told |= {"event_name": "oa_send_text", "message": {"msg_id": message_id, "text": TEXT}}
        case 1:
            told |= {"event_name": "user_received_message", "message": {"msg_id": message_id}}
        case 2:
            told |= {"event_name": "user_seen_message", "message": {"msg_ids": [message_id]}}
        case _:
            told = {"event_name": "user_click_chatnow", "sender": them, "recipient": account}
    return stated, msgspec.json.encode(envelope | told)
