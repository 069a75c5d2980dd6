"""The composer's pass: reads ready notices, renders messages, writes them into the outbox with their journal rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import msgspec
import structlog

from bot.delivery.composer import TOLD_OF_REPORTS, Arranged, Ended, Held, Page, Spoken, arrange
from bot.delivery.passing_on import Following, in_place_of
from bot.engine import Engine
from db.notices import write_notices
from db.records import Notice, Person, WorkItem
from db.snapshot import Snapshot
from db.store import Tx
from db.words import HEADS_OWN, Audience, Kind, MessageState, Reason
from handlers.buttons import answers_offered, digest_buttons, item_buttons
from handlers.payload import Signer
from handlers.rolls import roll_buttons, rolls_of_codes, state_context, told_whole
from handlers.views import (
    answer_view,
    line_view,
    notice_context,
    person_view,
    unit_view,
)
from messages_vi.context import LineView
from messages_vi.language import speaking
from messages_vi.render import digest_for, render, template_for
from schedules.civil import to_civil
from schedules.roll import Roll

log = structlog.get_logger()
BATCH = 6_000
HOUR_S = 3600
_encode = msgspec.json.Encoder().encode


async def compose_ready(engine: Engine, signer: Signer, now: int, batch: int = BATCH) -> int:
    """Write the messages of one batch of ready notices; the number of notices looked at (0: none is ready)."""
    if await engine.store.value("has_ready_notice", now=now) is None:
        return 0
    async with engine.store.tx() as tx:
        # Read inside: an answer that came a moment before still silences its notice, and nobody else writes it too.
        return await _compose(tx, engine.snapshot, signer, now, batch)


async def _compose(tx: Tx, snapshot: Snapshot, signer: Signer, now: int, batch: int) -> int:
    rows = await tx.all("ready_notices", now=now, limit=batch)
    rows.sort(key=lambda row: (row[3], row[9], row[0]))  # person, send_at, id
    singles = await tx.all("recent_singles", since=now - HOUR_S)
    recent = Counter(row[0] for row in singles)
    follow = Following(snapshot, now)
    groups = [
        (person_id, [follow.followed(_spoken(snapshot, row)) for row in mine])
        for person_id, mine in groupby(rows, key=lambda row: row[3])
    ]
    if len(rows) == batch and len(groups) > 1:
        groups.pop()  # its notices may go on beyond the batch; the next pass has them together
    writer = _Writer(snapshot, signer, now, await _occurrences(tx, groups, now))
    for person_id, ready in groups:
        writer.add(snapshot.directory.people.get(person_id), ready, recent[person_id])
    await writer.write(tx)
    await write_notices(tx, follow.rows(writer.ended), now)
    return sum(len(ready) for _, ready in groups)


async def _occurrences(
    tx: Tx, groups: Sequence[tuple[int, list[Spoken]]], now: int
) -> Mapping[tuple[str, int], Roll]:
    """The occurrences of reports that the receiving side is about to be told of; nothing is read when there are none."""
    codes = {
        spoken.item.code
        for _, ready in groups
        for spoken in ready
        if spoken.item.kind == Kind.REPORT and spoken.notice.audience in TOLD_OF_REPORTS
    }
    return await rolls_of_codes(tx, codes, now) if codes else {}


def _spoken(snapshot: Snapshot, row: Sequence[Any]) -> Spoken:
    answer = (row[14], row[15], row[16], row[17], row[18]) if row[14] is not None else None
    notice, item = Notice(*row[:14]), WorkItem(*row[19:])
    stands_in = True
    if item.assignee_id is None and notice.audience == Audience.ASSIGNEE:
        in_place = snapshot.directory.recipients(Audience.ASSIGNEE, item)
        stands_in = (notice.behalf_of or notice.person_id) in [person.id for person in in_place]
    return Spoken(notice, item, answer, stands_in)


class _Writer:
    """Collects what one pass decides and writes it in one transaction."""

    def __init__(
        self,
        snapshot: Snapshot,
        signer: Signer,
        now: int,
        rolls: Mapping[tuple[str, int], Roll],
    ) -> None:
        self._rolls = rolls
        self._snapshot = snapshot
        self._signer = signer
        self._now = now
        self._messages: list[dict[str, Any]] = []
        self._placed: list[tuple[int, Spoken, int | None]] = []  # message index, notice, line
        self._arranged: list[Arranged] = []

    def add(self, person: Person | None, ready: list[Spoken], recent_singles: int) -> None:
        """Arrange and render one person's notices."""
        if person is None:  # gone from the directory since: nobody can be told
            person = Person(0, "", "", "", ready[0].item.unit_id, "", None, None, None, None, 0)
        try:
            arranged = arrange(
                ready,
                now=self._now,
                recent_singles=recent_singles,
                policy=self._snapshot.policy,
                calendar=self._snapshot.calendar(person.unit_id),
                reached=self._snapshot.reaches(person),
                whole=self._whole(person),
            )
            with speaking(person.language):
                rendered = [self._rendered(person, page) for page in arranged.pages]
        except Exception:  # one text that cannot be made must not keep the others waiting
            log.exception("text.failed", action="text.failed", person_id=person.id)
            arranged = Arranged((), [_set_aside(s, self._now) for s in ready], ())
            rendered = []
        self._arranged.append(arranged)
        for page, message in zip(arranged.pages, rendered, strict=True):
            self._place(page, message)

    def _whole(self, person: Person) -> set[tuple[str, int]]:
        """The occurrences that are told as a whole to a person of the unit that receives them."""
        above = self._snapshot.policy.digest_above
        return {
            key
            for key, roll in self._rolls.items()
            if key[1] == person.unit_id and told_whole(roll, above)
        }

    @property
    def ended(self) -> list[Ended]:
        """The notices that will not be told."""
        return [e for a in self._arranged for e in a.ended]

    def _rendered(self, person: Person, page: Page) -> dict[str, Any]:
        if page.occurrence is not None:
            template, context, buttons = self._state(person, page.occurrence)
        elif page.is_digest:
            template, context, buttons = self._digest(person, page)
        else:
            template, context, buttons = self._single(person, page.lines[0])
        return {
            "person_id": person.id,
            "channel": "zalo",
            "template": template,
            "text": in_place_of(self._snapshot, person, page, render(template, context)),
            "buttons": _encode(buttons).decode(),
            "state": MessageState.WAITING,
            "reason": "",
            "deadline_at": page.deadline_at,
            "not_before": self._now,
            "created_at": self._now,
        }

    def _place(self, page: Page, message: dict[str, Any]) -> None:
        index = len(self._messages)
        self._messages.append(message)
        for offset, spoken in enumerate(page.lines):
            line = page.first_number + offset if page.is_digest else None
            self._placed.append((index, spoken, line))

    def _single(self, person: Person, spoken: Spoken) -> tuple[str, dict[str, Any], Any]:
        notice, item = spoken.notice, spoken.item
        answers = [answer_view(self._snapshot, *spoken.answer)] if spoken.answer else []
        template = template_for(notice.audience, item.kind, notice.rung)
        context = notice_context(self._snapshot, person, item, self._now, answers)
        offered = answers_offered(notice.audience, item.kind, notice.rung)
        return template, context, item_buttons(self._signer, person, item, offered)

    def _state(
        self, person: Person, occurrence: tuple[str, int]
    ) -> tuple[str, dict[str, Any], Any]:
        roll = self._rolls[occurrence]
        context = state_context(self._snapshot, person, roll)
        return "receiver/state", context, roll_buttons(self._signer, person, roll)

    def _digest(self, person: Person, page: Page) -> tuple[str, dict[str, Any], Any]:
        audience = Audience(page.lines[0].notice.audience)
        context = {
            "person": person_view(person),
            "unit": unit_view(self._snapshot, self._office(person, page)),
            "lines": list(self._lines(page)),
            "counts": _counts(page.all_lines, self._now),
            "page": page.number,
            "pages": page.of,
            "overflow": page.overflow if page.number == page.of else 0,
            "nudged": all(line.notice.rung.startswith("nudge") for line in page.all_lines),
            "slot": "morning" if to_civil(self._now).hour < 12 else "afternoon",
        }
        last = page.number == page.of
        buttons = digest_buttons(self._signer, person, audience, self._now) if last else []
        return digest_for(audience), context, buttons

    def _office(self, person: Person, page: Page) -> int:
        """The office a digest looks at: of who is meant, where all of it is told in one other person's place."""
        meant = {line.notice.behalf_of for line in page.all_lines}
        other = self._snapshot.directory.people.get(next(iter(meant)) or 0)
        return other.unit_id if len(meant) == 1 and other else person.unit_id

    def _lines(self, page: Page) -> Iterator[LineView]:
        for number, spoken in enumerate(page.lines, start=page.first_number):
            over, rung = spoken.over, spoken.notice.rung
            yield line_view(self._snapshot, spoken.item, number, self._now, rung, over)

    async def write(self, tx: Tx) -> None:
        """Messages, where each notice went, and the journal."""
        first_id = await tx.value("last_message_id") + 1
        self._placed.sort(key=_place_in_table)
        await tx.many(
            "insert_message_as", ({**m, "id": first_id + n} for n, m in enumerate(self._messages))
        )
        placed = [
            (spoken.notice.id, first_id + index, line) for index, spoken, line in self._placed
        ]
        await tx.run("put_notices_in_messages", placed=_encode(placed).decode())
        held = [h for a in self._arranged for h in a.held]
        ended = self.ended
        await tx.many(
            "hold_notice",
            ({"id": h.notice.id, "reason": h.reason, "send_at": h.until} for h in held),
        )
        await tx.many(
            "end_notice",
            (
                {"id": e.notice.id, "fate": e.fate, "reason": e.reason, "message_id": None}
                for e in ended
            ),
        )
        await tx.many(
            "journal_notice",
            [
                {"id": h.notice.id, "fate": "held", "reason": h.reason, "at": self._now, "final": 0}
                for h in held
            ]
            + [
                {"id": e.notice.id, "fate": e.fate, "reason": e.reason, "at": self._now, "final": 1}
                for e in ended
            ],
        )


def _place_in_table(placed: tuple[int, Spoken, int | None]) -> int:
    """Rows are changed in the order in which they lie: neighbours share a page, and it is at hand."""
    return placed[1].notice.id


def _set_aside(spoken: Spoken, now: int) -> Held:
    return Held(spoken.notice, Reason.NOT_RENDERED, now + HOUR_S)


def _counts(lines: Sequence[Spoken], now: int) -> dict[str, int]:
    """Every line counts once: as asked about its promised date, claimed, not synchronised, handed over, overdue or due; what
    of it is over is told beside."""
    counts = {
        "due": 0,
        "overdue": 0,
        "handed": 0,
        "claimed": 0,
        "unsynced": 0,
        "asked": 0,
        "over": 0,
    }
    for spoken in lines:
        counts["over"] += bool(spoken.over)
        if spoken.item.kind in HEADS_OWN:
            counts["asked"] += 1
        elif spoken.notice.rung.startswith("confirm"):
            counts["claimed"] += 1
        elif spoken.notice.rung.startswith("not_synced"):
            counts["unsynced"] += 1
        elif spoken.notice.rung.startswith("handover"):
            counts["handed"] += 1
        else:
            counts["overdue" if spoken.item.due_at < now else "due"] += 1
    return counts
