"""A consent followed from the tap to its proof to its withdrawal, by the chat and by SMS, with both roads open."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from messages_vi.citizens import STATEMENTS
from tests.stories.citizens_talk import NUMBER, SETTINGS, asks, dossier, ledger, stranger, taps
from tests.stories.props import CODE, process
from tests.stories.stage import staged
from tests.stories.test_citizens import person, withdraws
from tests.stories.test_sms_phones import by_sms

WAITS = {"status": "5", "supplement_days": "10"}


@pytest.mark.parametrize("channel", ["chat", "sms"])
async def test_from_the_tap_to_the_proof_to_the_withdrawal(tmp_path: Path, channel: str) -> None:
    async with staged(tmp_path, "10/2/2025 08:00", citizens=SETTINGS) as stage:
        await by_sms(stage)
        phone = person(stage)
        await process(stage)
        stranger(stage)
        await dossier(stage, notify_sms="true")
        await stage.until("10/2/2025 09:00")
        assert len(phone.sms) == 1

        # The tap: the very text was shown, and nothing is agreed to before.
        await asks(stage, "dan", f"tra cứu {CODE}")
        assert [row[2] for row in await ledger(stage)] == ["feed"]
        await asks(stage, "dan", NUMBER)
        [question] = await taps(stage, "dan", "Nhận tin về hồ sơ này")
        yes = str(question.buttons[0].payload)
        await asks(stage, "dan", yes)
        await asks(stage, "dan", yes)  # a second tap is no second agreement

        # The proof: purpose, text, version, the event of the tap, how they proved.
        [given] = [row for row in await ledger(stage) if row[2] == "chat"]
        proof = json.loads(given[3])
        assert given[:2] == ("dossier_news", 1)
        assert proof["text"] == STATEMENTS["dossier_news"].text % {"code": CODE}
        assert proof["text"] in question.text
        assert proof["proved_by"] == "phone"
        body = stage.service.store._connections[0].execute(
            "SELECT body FROM event WHERE id = ?", (proof["event"],)
        )
        assert yes in body.fetchone()[0].decode()

        # It is heard once, by the chat.
        await dossier(stage, notify_sms="true", **WAITS)
        await stage.until("10/2/2025 12:00")
        told = [m for m in stage.phone("dan").received if "bổ sung hồ sơ" in m.text]
        assert len(told) == 1
        assert len(phone.sms) == 1

        # The withdrawal: at once, on both roads, answered once, and in the ledger of both.
        if channel == "chat":
            [gone] = await asks(stage, "dan", "HỦY")
            assert "Đã ngừng gửi tin" in gone.text
            assert await asks(stage, "dan", "HỦY") == []
        else:
            await withdraws(stage)
        heard, texted = len(stage.phone("dan").received), len(phone.sms)
        await dossier(stage, notify_sms="true", status="4", updated_at="11/02/2025 08:00")
        done = {"status": "9", "finished_at": "12/02/2025 08:30"}
        await dossier(stage, notify_sms="true", updated_at="12/02/2025 08:30", **done)
        await stage.until("13/2/2025 12:00")
        assert len(stage.phone("dan").received) == heard
        assert len(phone.sms) == texted
        ended = [row for row in await ledger(stage) if not row[1]]
        assert len(ended) >= 2
        assert {row[2] for row in ended} == {channel}

        # Agreeing again is a new row with a proof of its own.
        await asks(stage, "dan", yes)
        last = (await ledger(stage))[-1]
        assert last[:3] == ("dossier_news", 1, "chat")
        assert json.loads(last[3])["event"] > proof["event"]
