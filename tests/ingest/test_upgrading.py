"""The first start of a release upon dossiers that an earlier one took in."""

from __future__ import annotations

from pathlib import Path

from bot.ingest.receiving import receive_dossiers
from bot.ingest.upgrading import follow_release
from db.items import items_by_code
from tests.ingest.pushing import CODE, ITEM, NOW, province


async def test_what_an_earlier_release_took_in_is_looked_at_once(tmp_path: Path) -> None:
    """No row of the dossier comes again; the head is asked about its date all the same. Who has it keeps it."""
    engine = await province(tmp_path)
    store = engine.store
    await receive_dossiers(engine, [ITEM | {"NguoiXuLy": "Ai Đó Mẫu"}], "local", NOW)
    async with (
        store.tx() as tx
    ):  # as the release before left it: no question, no word of the name, handed on by hand
        tx._conn.execute(  # type: ignore[attr-defined]
            "DELETE FROM schedule WHERE item_id IN (SELECT id FROM work_item WHERE kind = 'apology')"
        )
        tx._conn.execute("DELETE FROM work_item WHERE kind = 'apology'")  # type: ignore[attr-defined]
        tx._conn.execute("UPDATE work_item SET assignee_id = 3, derivation = '{}'")  # type: ignore[attr-defined]
        await tx.run("set_meta", key="derived_by", value="1")
    assert await follow_release(engine, NOW)
    items = {item.kind: item for item in await items_by_code(store, CODE)}
    assert items["apology"].state == "open"
    assert (items["step"].assignee_id, items["dossier"].assignee_id) == (3, 3)
    # From now on the unclear name is known, and takes nothing out of these hands when the row comes again.
    await receive_dossiers(
        engine, [ITEM | {"NguoiXuLy": "Ai Đó Mẫu", "SoDienThoai": "0900500002"}], "local", NOW + 60
    )
    items = {item.kind: item for item in await items_by_code(store, CODE)}
    assert (items["step"].assignee_id, items["dossier"].assignee_id) == (3, 3)
    assert not await follow_release(engine, NOW)
    await store.close()
