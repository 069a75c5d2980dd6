"""What the passes of the service share: the store, the sealer and the current snapshot.

The snapshot is made anew when its version in the database changes, so that a decision, an import or a policy loaded
by another process takes effect in a running service.
"""

from __future__ import annotations

from db.sealing import Sealer
from db.snapshot import Snapshot, take_snapshot
from db.store import Store


class Engine:
    """Store, sealer and the current snapshot."""

    def __init__(self, store: Store, sealer: Sealer, snapshot: Snapshot) -> None:
        self.store = store
        self.sealer = sealer
        self.snapshot = snapshot

    @classmethod
    async def start(cls, store: Store, sealer: Sealer) -> Engine:
        """Take the first snapshot."""
        return cls(store, sealer, await take_snapshot(store))

    async def refresh(self) -> tuple[str, int, int] | None:
        """Take a new snapshot if the database moved on; returns the old versions then, else None."""
        versions = await self.store.one("watched_versions")
        if versions == self.snapshot.versions:
            return None
        old = self.snapshot.versions
        self.snapshot = await take_snapshot(self.store)
        return old
