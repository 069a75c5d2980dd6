"""Who must hear of an answer hears what it is about on any road; whoever gave it needs no other road than the chat."""

from __future__ import annotations

from pathlib import Path

from bot.delivery.carrying import Parcel
from bot.delivery.parcels import parcels
from tests.stories.props import CODE, dossiers, process, progress
from tests.stories.stage import Stage, staged


async def newest(stage: Stage) -> dict[str, Parcel | None]:
    """What the messages written last would say by template or SMS, by who hears them."""
    store, snapshot = stage.service.store, stage.service.engine.snapshot
    last = await store.value("last_message_id")
    found = await parcels(store, snapshot, range(1, last + 1), stage.clock.now())
    rows = await store.all("subjects_of_messages", ids=str(list(range(1, last + 1))))
    return {stage.who(row[1]): found.get(row[0]) for row in rows}


async def test_stuck_urged_and_handed_on(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        await dossiers(stage, {})
        handed = (await newest(stage))["lan"]
        assert handed is not None
        assert handed.key == "officer_step"
        assert handed.values["ma_ho_so"] == CODE
        assert handed.values["buoc"] == "Tiếp nhận"

        await stage.taps("lan", "Vướng mắc")
        await stage.taps("lan", "Xem thêm lý do")
        await stage.taps("lan", "Chờ ký")
        told = await newest(stage)
        assert told["lan"] is None  # an answer to the speaker
        assert told["binh"] is not None
        assert told["binh"].key == "head_escalation"
        assert told["binh"].values["tinh_trang"] == "Có vướng mắc, cần tháo gỡ"
        assert told["binh"].values["nguoi_nhan"] == "Lê Mẫu Bình"

        await stage.taps("binh", "Đôn đốc")
        told = await newest(stage)
        assert told["binh"] is None
        assert told["lan"] is not None
        assert (told["lan"].key, told["lan"].values["tinh_trang"]) == (
            "officer_due",
            "Đang được đôn đốc",
        )

        await stage.taps("binh", "Chuyển người khác")
        await stage.taps("binh", "Phạm Mẫu Hoa")
        told = await newest(stage)
        assert told["hoa"] is not None
        assert (told["hoa"].key, told["hoa"].values["ma_ho_so"]) == ("officer_step", CODE)


async def test_what_is_over_needs_no_other_road(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:
        await process(stage)
        await dossiers(stage, {})
        assert (await newest(stage))["lan"] is not None
        await stage.until("10/2/2025 09:30")
        await progress(stage, (CODE, "lan", "10/02/2025 09:30"))
        assert (await newest(stage))["lan"] is None
