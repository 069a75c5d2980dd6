"""The difference between the items of dossiers that there are and those there should be, and writing it."""

from __future__ import annotations

from typing import Any

import msgspec

from bot.engine import Engine
from bot.ingest.holding import Handover, takes_over
from bot.ingest.shapes import Wish
from db.items import schedule_items
from db.records import Dossier, WorkItem
from db.store import Tx
from db.words import HEADS_OWN, ItemState, Kind

CLOSED = (ItemState.DONE, ItemState.CANCELLED)
REFUSED = 3  # TrangThaiHoSo "Không được tiếp nhận"


class Changes:
    """Collects the difference between the items there are and those there should be."""

    def __init__(self, engine: Engine, now: int, *, keeps_hands: bool = False) -> None:
        """`keeps_hands`: a name that is unclear takes nothing out of the hands it is in."""
        self._keeps_hands = keeps_hands
        self._engine = engine
        self._now = now
        self._new: list[dict[str, Any]] = []
        self._moved: list[dict[str, Any]] = []
        self._states: list[dict[str, Any]] = []
        self._handed: list[dict[str, Any]] = []
        self._shared: list[dict[str, Any]] = []
        self._unclaimed: set[int] = (
            set()
        )  # items whose claim ended: in other hands, or with another date
        self._with_new_date: set[int] = set()
        self._explained: list[dict[str, Any]] = []
        self._hands: list[tuple[WorkItem, int]] = []

    def compare(
        self,
        dossier: Dossier,
        found: list[Wish],
        items: list[WorkItem],
        state: ItemState | None,
    ) -> None:
        """One dossier, which stands in `state`."""
        there, already = {item.key: item for item in items}, len(self._new)
        claims = {i.id for i in items if i.kind == Kind.DOSSIER and i.state == ItemState.CLAIMED}
        for wish in found:
            if (item := there.pop(wish.key, None)) is None:
                self._add(wish, dossier)
            else:
                self._change(item, wish)
        for item in there.values():  # a step that is over, or rests or ends with the dossier
            if item.state not in CLOSED:
                self._set_state(item, _left_in(item, dossier, state))
        if claims - self._unclaimed:
            self._rest_new(already)
        if claims & self._unclaimed:
            self._ask_again(items, {wish.key for wish in found if wish.state == ItemState.OPEN})

    def _rest_new(self, already: int) -> None:
        """A question that comes up while the dossier is said to be done rests as long as that is said."""
        for row in self._new[already:]:
            if row["kind"] in HEADS_OWN and row["state"] == ItemState.OPEN:
                row["state"] = str(ItemState.CLAIMED)

    def _ask_again(self, items: list[WorkItem], open_keys: set[str]) -> None:
        """The claim that let the head's question rest has ended. One the head answered has its own claim; one that has moved
        with its date is asked already, and one whose dossier rests or ends is not asked."""
        for item in items:
            rests = item.state == ItemState.CLAIMED and item.claimed_at is None
            asked = item.id in self._with_new_date or item.key not in open_keys
            if item.kind in HEADS_OWN and rests and not asked:
                self._set_state(item, ItemState.OPEN)

    def _add(self, wish: Wish, dossier: Dossier) -> None:
        if wish.state in CLOSED:
            return  # it was over before it was known: there is nothing to remind of
        self._new.append(
            msgspec.structs.asdict(wish)
            | {
                "kind": str(wish.kind),
                "state": str(wish.state),
                "to_unit_id": None,
                "dossier_id": dossier.id,
                "due_precision": "time",
                "policy_id": self._engine.snapshot.policy.id,
            }
        )

    def _change(self, item: WorkItem, wish: Wish) -> None:
        if wish.state in CLOSED:
            if item.state != wish.state:
                self._set_state(item, wish.state)
            return
        resting = item.state in (*CLOSED, ItemState.SUSPENDED)
        goes_on: int | None = None
        if item.due_at != wish.due_at:
            moved = msgspec.structs.replace(
                item, due_at=wish.due_at, starts_at=wish.starts_at, version=item.version + 1,
                state=ItemState.OPEN, promise_until=None, claimed_at=None, answered_at=None,
            )  # fmt: skip
            self._moved.append(
                {
                    "id": item.id,
                    "due_at": wish.due_at,
                    "starts_at": wish.starts_at,
                    "derivation": wish.derivation,
                    "detail": wish.detail,
                }
            )
            goes_on = self._anew(item, wish, moved)
            self._hands.append((moved, goes_on))
            self._unclaimed.add(item.id)
            self._with_new_date.add(item.id)
            item = moved
        if _told_otherwise(item, wish):
            self._explained.append(
                {
                    "id": item.id,
                    "starts_at": wish.starts_at,
                    "derivation": wish.derivation,
                    "detail": wish.detail,
                }
            )
            started, item = item, msgspec.structs.replace(item, starts_at=wish.starts_at)
            if started.starts_at != item.starts_at and item.next_at is not None:
                self._hands.append((item, item.planned_until))  # what was decided stays decided
        if wish.state == ItemState.SUSPENDED and item.state != ItemState.SUSPENDED:
            item = self._set_state(item, ItemState.SUSPENDED)
        elif wish.state == ItemState.OPEN and resting:
            item = self._set_state(item, ItemState.OPEN, goes_on)
        self._follow_holders(item, wish)

    def _follow_holders(self, item: WorkItem, wish: Wish) -> None:
        """Others than before have it: from the start of the item, its ladder speaks to those who are new to it."""
        found = takes_over(item, wish)
        unclear = found is Handover.WHOLE and wish.assignee_id is None
        if found is Handover.NONE or (unclear and self._keeps_hands):
            return
        holders = {"id": item.id, "assignee_id": wish.assignee_id, "co_holders": wish.co_holders}
        if found is Handover.WHOLE:
            self._hand_over(item, wish, holders)
            return
        self._shared.append(holders)
        if found is Handover.JOINED:
            joined = msgspec.structs.replace(
                item, assignee_id=wish.assignee_id, co_holders=wish.co_holders
            )
            self._hands.append((joined, item.starts_at - 1))

    def _hand_over(self, item: WorkItem, wish: Wish, holders: dict[str, Any]) -> None:
        """What the one before promised or claimed was theirs and ends with them."""
        self._handed.append(holders)
        self._unclaimed.add(item.id)
        handed = msgspec.structs.replace(
            item,
            assignee_id=wish.assignee_id,
            co_holders=wish.co_holders,
            answered_at=None,
            promise_until=None,
            claimed_at=None,
            state=ItemState.OPEN if item.state == ItemState.CLAIMED else item.state,
        )
        self._hands.append((handed, item.starts_at - 1))

    def _set_state(self, item: WorkItem, state: ItemState, goes_on: int | None = None) -> WorkItem:
        """`goes_on`: from where its ladder speaks, if another change has said so already."""
        changed = msgspec.structs.replace(item, state=state)
        self._states.append({"id": item.id, "state": state})
        self._hands.append((changed, self._from(changed) if goes_on is None else goes_on))
        return changed

    def _anew(self, item: WorkItem, wish: Wish, moved: WorkItem) -> int:
        """From where a ladder goes on after its date moved.

        What starts anew, such as the second phase of a land dossier, is handed over anew though told late.
        """
        if wish.starts_at > item.starts_at and item.kind not in HEADS_OWN:
            return min(self._now, wish.starts_at) - 1
        return self._from(moved)

    def _from(self, item: WorkItem) -> int:
        """From where an item's ladder goes on after a change.

        A head who was not asked in time, because the dossier rested or its date was another, is asked now. What should
        have been signed before today is not asked for any more: the ladder of the dossier tells that it is late.
        """
        if item.kind in HEADS_OWN and item.due_at >= self._now:
            return item.starts_at - 1
        return self._now - 1

    async def write(self, tx: Tx) -> None:
        """All of it, in the caller's transaction."""
        before = await tx.value("last_item_id")
        await tx.many("insert_item_of_dossier", self._new)
        made = [WorkItem(*row) for row in await tx.all("bare_items_since", after=before)]
        await tx.many("move_item", self._moved)
        await tx.many("explain_item", self._explained)
        await tx.many("set_item_state", self._states)
        await tx.many("share_item", self._shared)
        await tx.many("hand_over_item", self._handed)
        fresh = [(i, self._from(i) if i.kind in HEADS_OWN else i.starts_at - 1) for i in made]
        hands = fresh + self._hands
        # Of several changes to one item the last says where its ladder goes on.
        last = {item.id: (item, until) for item, until in hands}
        await schedule_items(tx, self._engine.snapshot, last.values())


def _left_in(item: WorkItem, dossier: Dossier, state: ItemState | None) -> ItemState:
    """What becomes of an item that is wanted no longer, while its dossier stands in `state`.

    An intake ends well with the receipt, whatever follows, and with a refusal; not when the dossier was withdrawn.
    """
    if item.kind == Kind.INTAKE:
        refused = dossier.status == REFUSED
        ended = state == ItemState.CANCELLED and not refused
        return ItemState.CANCELLED if ended else ItemState.DONE
    return state if state in (ItemState.SUSPENDED, ItemState.CANCELLED) else ItemState.DONE


def _told_otherwise(item: WorkItem, wish: Wish) -> bool:
    """Whether the same date now has other reasons, or another start: a source may tell the date of a step before the row
    that tells when the step began."""
    if item.starts_at != wish.starts_at:
        return True
    if wish.kind in HEADS_OWN and item.detail != wish.detail:
        return True
    return _reasons_differ(item.derivation, wish.derivation)


def _reasons_differ(before: str, after: str) -> bool:
    """Whether two derivations of one date name other pauses or unclear holders; the calendar's version alone is no
    reason to write."""
    reasons = [r for r in ("pauses", "holder") if f'"{r}"' in before or f'"{r}"' in after]
    if not reasons:
        return False
    one, other = (msgspec.json.decode(text, type=dict[str, Any]) for text in (before, after))
    return any(one.get(reason) != other.get(reason) for reason in reasons)
