"""Refused, withdrawn, stopped (3, 7, 8): however a dossier stood, it ends without another word."""

from __future__ import annotations

from pathlib import Path

from tests.stories.props import dossiers, fates, keep_in_touch, process, step, whole
from tests.stories.stage import staged

# How it stood → the answers given on the way there.
STOOD = {"open": (), "promised": ("Đã nhận, đang làm",), "claimed": ("Đã xong",), "resting": ()}
ENDS = ("3", "7", "8")


async def test_however_it_stood_it_ends_in_silence(tmp_path: Path) -> None:
    async with staged(tmp_path, "10/2/2025 08:00") as stage:  # a Monday
        await process(stage)
        codes = {}
        for n, (stood, end) in enumerate((s, e) for s in STOOD for e in ENDS):
            code = codes[stood, end] = f"H01.05-250210-{n + 1:04}"
            await dossiers(stage, {"code": code, "due_at": "11/02/2025 09:00"})
            for answer in STOOD[stood]:
                await stage.taps("lan", answer)
            if stood == "resting":
                await dossiers(stage, {"code": code, "due_at": "11/02/2025 09:00", "status": "5"})
        await stage.until("10/2/2025 09:00")
        for (_, end), code in codes.items():
            await dossiers(stage, {"code": code, "due_at": "11/02/2025 09:00", "status": end})
        stage.all_read()
        await keep_in_touch(stage)
        await stage.until(
            "13/2/2025 12:00"
        )  # due dates, claims to be asked about, promises: all behind
        stage.silent()
        for code in codes.values():
            for item in (await step(stage, 1, code), await whole(stage, code)):
                assert item.state == "cancelled"
                said = [
                    fate
                    for fate in (await fates(stage, item)).values()
                    if fate[0] in ("held", "waiting")
                ]
                assert not said
