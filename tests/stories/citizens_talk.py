"""What the stories of talking citizens share: a dossier with its second proofs, strangers with phones, their messages."""

from __future__ import annotations

from bot.config import CitizenSettings
from bot.sandbox.model import Message
from tests.stories.props import CODE
from tests.stories.stage import Stage

NUMBER = "0987654321"
SLIP = "KQ7XM2PA"
CONTACT = "Trung tâm Phục vụ hành chính công xã Mẫu Một, 0200 000 000"
SETTINGS = CitizenSettings(contact=CONTACT)


async def dossier(stage: Stage, **row: str) -> None:
    """The source tells of the dossier, with the number and the code of its slip."""
    usual = {"code": CODE, "procedure": "1.000001", "procedure_name": "Đăng ký khai sinh", "unit": "X1",
             "received_at": "10/02/2025 08:00", "due_at": "28/02/2025 17:00", "status": "4", "holder": "hoa",
             "phone": NUMBER, "lookup_code": SLIP, "notify_zalo": "", "notify_sms": "", "supplement_days": "",
             "supplement_asked_at": "", "finished_at": "", "returned_at": "", "updated_at": ""}  # fmt: skip
    told = usual | row
    answer = await stage.load("dossiers", tuple(told), [tuple(told.values())])
    assert answer["rejected"] == []
    await stage.settle()


def stranger(stage: Stage, name: str = "dan") -> str:
    """Somebody outside the directory with a Zalo account."""
    stage.world.add_person(f"z-{name}", "Người Mẫu", "Công dân")
    return name


async def asks(stage: Stage, name: str, text: str) -> list[Message]:
    """Somebody types; what they are answered."""
    before = len(stage.phone(name).received)
    await stage.types(name, text)
    return stage.phone(name).received[before:]


async def taps(stage: Stage, name: str, title: str) -> list[Message]:
    """Somebody taps the newest button of this title; what they are answered."""
    before = len(stage.phone(name).received)
    await stage.taps(name, title)
    return stage.phone(name).received[before:]


async def proves(stage: Stage, name: str = "dan") -> None:
    """Somebody looks the dossier up and proves that it is theirs."""
    await asks(stage, name, f"tra cứu {CODE}")
    [message] = await asks(stage, name, NUMBER)
    assert "Hẹn trả kết quả" in message.text


async def agrees(stage: Stage, name: str = "dan") -> None:
    """Somebody proves it and agrees to hear of it, and to nothing else."""
    await proves(stage, name)
    await taps(stage, name, "Nhận tin về hồ sơ này")
    await taps(stage, name, "Đồng ý")


def titles(message: Message) -> list[str]:
    """The buttons of a message."""
    return [button.title for button in message.buttons]


async def ledger(stage: Stage) -> list[tuple[str, int, str, str]]:
    """Purpose, given, source and proof of each row of the ledger."""
    rows = await stage.service.store.all(
        "list_consents", code=None, unit=None, person=None, given=None, source=None, after_id=0, limit=99
    )  # fmt: skip
    return [(row[2], row[3], row[5], row[6]) for row in rows]
