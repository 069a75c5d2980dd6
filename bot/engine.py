"""What the passes of the service share: the store, the sealer and the current snapshot.

The snapshot is made anew when its version in the database changes, so that a decision, an import or a policy loaded
by another process takes effect in a running service.
"""

from __future__ import annotations

from datetime import date

from db.sealing import Sealer
from db.snapshot import Snapshot, take_snapshot
from db.store import Store
from schedules.civil import civil_date


class Engine:
    """Store, sealer and the current snapshot."""

    def __init__(
        self,
        store: Store,
        sealer: Sealer,
        snapshot: Snapshot,
        day: date | None,
        by_phone: bool = False,
        by_uid: bool = False,
    ) -> None:
        self._by_phone = by_phone
        self._by_uid = by_uid
        self.store = store
        self.sealer = sealer
        self.snapshot = snapshot
        self._day = day

    @classmethod
    async def start(
        cls,
        store: Store,
        sealer: Sealer,
        now: int | None = None,
        *,
        by_phone: bool = False,
        by_uid: bool = False,
    ) -> Engine:
        """Take the first snapshot; without `now` it knows every unit that ever was.

        `by_phone`: people without Zalo can be reached by their telephone number; `by_uid`: those with it by template.
        """
        day = civil_date(now) if now is not None else None
        snapshot = await take_snapshot(store, day, by_phone=by_phone, by_uid=by_uid)
        return cls(store, sealer, snapshot, day, by_phone, by_uid)

    async def refresh(self, now: int | None = None) -> bool:
        """Take a new snapshot if the database moved on or a day began; whether it did."""
        day = civil_date(now) if now is not None else None
        versions = await self.store.one("watched_versions")
        if versions == self.snapshot.versions and day == self._day:
            return False
        self.snapshot = await take_snapshot(
            self.store, day, by_phone=self._by_phone, by_uid=self._by_uid
        )
        self._day = day
        return True
