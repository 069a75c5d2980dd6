"""What the templates may be told: the shapes of their contexts. Plain data, already looked up; nothing here decides.

A notice and a digest each have one shape for all audiences. The replies need:

| reply | names |
|---|---|
| `recorded`, `already_recorded` | `person item what who when`; `recorded` also `undo_until` |
| `recorded_all` | `person n what when undo_until` (one button for all lines of a digest) |
| `promise_recorded` | `person item until undo_until` |
| `ask_block_reason` | `person item` |
| `block_recorded` | `person item reason when until undo_until` |
| `blocked_to_head` | `person item sender reason when` (to the head) |
| `sync_to_coordinator` | `person item sender when` (to who can have the dossier synchronised) |
| `ask_transfer_to` | `person item colleagues` (`Choice`s, at most `LINES_PER_PAGE`, maybe none) |
| `transferred` | `person item to when undo_until` (to the one who had it) |
| `received_from` | `person item sender` (to the one who has it now) |
| `undone` | `person item what when` |
| `undo_too_late` | `person item what until` |
| `not_yours` | `person item holder` (`holder` may be none) |
| `item_closed`, `item_suspended`, `stale_version` | `person item` |
| `nudged` | `person item assignee when` (to the head) |
| `nudge_unheard` | `person item` (to the head: the holder cannot be reached) |
| `nudge` | `person item sender` (to the officer) |
| `confirm_recorded` | `person item unit what when undo_until` (to the one who confirmed or rejected) |
| `confirmed`, `rejected` | `person item confirmer when` (to the one who had reported it done) |
| `not_understood` | `person choices` (words that are understood now; empty: the usual ones) |
| `greeting_stranger` | `person example` (a code as it looks) |
| `link_form`, `link_phone_noted`, `link_phone_enough`, `link_kept` | `person` |
| `link_refused` | `person why example` (`why`: malformed, unknown, used, replaced or expired) |
| `link_paused` | `person until` |
| `linked` | `person whom unit roles others` (`others`: whom else the account speaks for) |
| `link_ask` | `person whom unit others moves since` (`moves`: they are tied elsewhere, `since` then or none) |
| `link_already`, `link_undone`, `link_restored`, `link_objected`, `unlinked` | `person whom` |
| `link_moved` | `person whom when` (to the account that was left) |
| `link_trouble` | `person whom unit why` (to a coordinator; `why`: not_me or objected) |
| `unlink_ask` | `person lines` (`NamedView`s: whom the account speaks for) |
| `apology_ask` | `person item` (to the head: only a decision counts) |
| `apology_nudge` | `person item sender` (to the head) |
| `apology_kept` | `person item until undo_until` (`until`: when it is asked again, or none) |
| `apology_reason`, `apology_once` | `person item` |
| `apology_date` | `person item reason` |
| `apology_bad_date` | `person item what reason` (`what`: the date; `reason`: why it cannot be) |
| `apology_draft` | `person item reason what new_date` (`what`: the date that was promised) |
| `apology_signed` | `person item new_date when` |
| `second_slip_recorded` | `person item when` |
| `second_slip_told` | `person item unit sender when` (to coordinator and leader) |
| `help`, `details_end`, `still_there`, `language_chosen` | `person`; so `help_head`, `help_leader`, `help_coordinator`, `help_admin` |
| `delegation_whom` | `person what colleagues` (`what`: a name that nobody or several bear, may be empty) |
| `delegation_when` | `person to` |
| `delegation_number`, `delegation_discarded`, `delegation_none`, `absence_ended` | `person` |
| `delegation_draft` | `person to period what reason choices who` (`what`: the scope; `reason`: the document; `who`: the button) |
| `delegation_made` | `person to period what choices` (`choices`: why the delegate was not told) |
| `delegation_given` | `person sender period what reason` (to the delegate) |
| `delegation_declined`, `delegation_decline_noted` | `person sender period` (`sender`: the other one) |
| `delegation_ended` | `person sender to period when` |
| `delegation_which` | `person n choices` |
| `delegation_over` | `person to period n` |
| `absence_when` | `person what` (`what`: why) |
| `absence_draft` | `person what period` |
| `absence_made` | `person what period to` (`to` may be none) |
| `absence_to_head` | `person sender what period n` |
| `ask_which` | `person what lines overflow` (lines as of a digest; none: nothing was found) |
| `my_work` | `person period n lines overflow` (`period`: `today` or `week`; what is overdue comes first) |
| `unit_picture` | `person unit to counts blocked units lines overflow further` (`to`: of whose work, or none; `further`: later lines) |
| `leader_picture` | `person unit counts units n before` (`n`: units with overdue work; `before`: overdue a week ago, or none) |
| `urged_late` | `person to n found names resting unheard nobody overflow when` |
| `who_is_meant` | `person what names` (names that fit; none: nobody is called so) |
| `handover_ask`, `handover_nothing`, `handover_done`, `handover_lost`, `handover_got` | `person assignee to n lines overflow`; then `when undo_until sender` |
| `taken_over` | `person item sender to when` (to the one who had it) |
| `promise_noted`, `promise_told` | `person item until`; `promise_noted` also `beyond late undo_until`, `promise_told` `sender rests_until` |
| `wish_when`, `wish_why` | `person item`, with `not_later law` or `until` |
| `wish_asked` | `person item until reason to law reached` (`law`: a letter alone moves it; `reached`: `to` was told) |
| `wish_to_decide` | `person item sender until reason letter moves` |
| `wish_decided`, `wish_answered` | `person item until agreed moves`; `wish_answered` also `sender letter` (`agreed` none: taken back) |
| `wish_standing`, `wish_over`, `wish_withdrawn`, `wish_gone`, `wish_reopened` | `person item until`; then `when to`, `what who`, `sender` |
| `answer_taken_back` | `person item sender what when` (to those above who had been told) |
| `given_back` | `person item sender to` (`to`: who has it again, when that is who reads; none: who no longer has it) |
| `given_back_many` | `person sender n` |
| `halt_why`, `halt_confirm`, `halted`, `halt_standing`, `halt_told`, `resumed`, `resume_told` | `person what reason who when` (`what`: of what sending) |
| `system_health` | `person halts troubles overflow waiting unknown inbox oldest renewed last_event last_feed` |
| `system_quota` | `person today month n roads` (đồng) |

`person` is always whom the text speaks to; `who` is a name; `when`, `until` and `undo_until` are instants;
`undo_until` is none when nothing can be undone; `what` is a button's label, `reason` the
answer with its reason, such as `Vướng mắc (Chờ ký)`; `who` may be empty when the person is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypedDict


class NamedView(TypedDict):
    """Somebody who is spoken about."""

    name: str
    title: str


class PersonView(NamedView):
    """Somebody who is spoken to. `form_of_address` is `đồng chí`, `anh/chị` or `Ông/Bà`."""

    form_of_address: str


class UnitView(TypedDict):
    """An office."""

    name: str


class ItemView(TypedDict):
    """A work item. Optional texts are empty, never missing; nothing here may tell who the citizen is."""

    code: str
    title: str
    kind: str
    kind_label: str  # labels.KINDS
    step: str
    procedure: str
    due: int
    due_precision: str  # date, time
    left_minutes: int  # working minutes; negative once late
    late_days: int  # working days
    source: str  # the document it rests on
    window: str  # as 'số liệu từ 21/02/2025 đến 20/3/2025'
    to_unit: str
    unclear: str  # the name a source gives for who has it, where nobody was recognised
    namesakes: bool  # because several people of the unit bear it
    promised: int  # the date a citizen was promised, where the item is about one; else as `due`


class LineView(ItemView):
    """One line of a digest; `rung` is the notice's, so that a line can tell a hand-over from a confirmation."""

    number: int
    rung: str
    over: str  # done, claimed: told, and nothing is asked; empty: still to be done
    assignee: NamedView | None
    unit: UnitView


class AnswerView(TypedDict):
    """What was answered about an item; `what` is the label, with the reason if there is one."""

    who: str
    what: str
    when: int


class Choice(NamedView):
    """A colleague to choose by number."""

    number: int


class Counts(TypedDict):
    """Lines of the whole digest, over all its pages and what is not listed."""

    due: int
    overdue: int
    handed: int
    claimed: int
    unsynced: int
    over: int  # of these, how many are done already
    asked: int  # dossiers whose promised date is in question


class PictureCounts(TypedDict):
    """What units have in hand; `asked` are dossiers whose promised date is in question."""

    open: int
    today: int
    week: int
    overdue: int
    claimed: int
    asked: int


class UnitLine(TypedDict):
    """One unit of several, by name."""

    name: str
    overdue: int
    open: int


class ReasonCount(TypedDict):
    """Why work is stuck, and how much of it."""

    what: str
    n: int


class HaltView(TypedDict):
    """What is stopped, why, since when."""

    what: str
    reason: str
    since: int


class RoadCost(TypedDict):
    """What one road cost, in đồng; `left` is none without a limit."""

    what: str
    today: int
    month: int
    left: int | None


class NoticeContext(TypedDict):
    """A single notice. `unit` is the one that owes the item; `n` counts working days before due; `answers` latest first.

    `coordinator_told`: there is a coordinator who can be told of it, other than who is spoken to.
    """

    person: PersonView
    unit: UnitView
    item: ItemView
    assignee: NamedView | None
    n: int
    answers: Sequence[AnswerView]
    coordinator_told: bool


class TroubleView(TypedDict):
    """One alarm in words (`messages_vi.troubles`), and since when it is open."""

    what: str
    mend: str
    since: int


class AlarmContext(TypedDict):
    """All alarms that an administrator has not been told of yet: `n` in all, the first ones listed, `overflow` not."""

    person: PersonView
    alarms: Sequence[TroubleView]
    n: int
    overflow: int


class DoubtView(TypedDict):
    """What does not fit of one kind, in words (`messages_vi.doubts`), with some codes and how many more there are."""

    what: str
    mend: str
    codes: Sequence[str]
    more: int


class WarningsContext(TypedDict):
    """What a coordinator has not been told of yet: `n` in all, `overflow` not listed; `total` with what was told before."""

    person: PersonView
    doubts: Sequence[DoubtView]
    n: int
    total: int
    overflow: int


class HoleView(TypedDict):
    """Who cannot be reached or is missing, why, and what falls due: `n` pieces of work, the first at `due`."""

    number: int
    who: str
    why: str
    n: int
    due: int


class HolesContext(TypedDict):
    """Whom a coordinator has to see to: `n` in all within `days`, the worst listed, `overflow` not."""

    person: PersonView
    holes: Sequence[HoleView]
    n: int
    days: int
    overflow: int


class WindowContext(TypedDict):
    """The question that keeps the window open, which ends at `until`; `free` when it is the one without a price."""

    person: PersonView
    until: int
    free: bool


class DossierView(TypedDict):
    """A dossier as its citizen knows it; `due` is the promised date, none where there is none."""

    code: str
    procedure: str
    received: int
    due: int | None


class CitizenContext(TypedDict):
    """What a citizen hears of their dossier. `person` has no name; `unit` is the office that has the dossier.

    `until` is the limit of a supplement, `new_date` the day a promise was moved to, with its `reason`; `supplemented` says
    whether a pause ended by a supplement rather than by a financial duty, `step` names the step in hand.
    """

    person: PersonView
    unit: UnitView
    dossier: DossierView
    until: int | None
    new_date: int | None
    reason: str
    supplemented: bool
    step: str


class LinkContext(TypedDict, total=False):
    """What is said about the tie between a Zalo account and people; each text is told what the table above names."""

    person: PersonView
    whom: NamedView  # of the directory
    unit: UnitView
    example: str
    why: str
    until: int
    when: int
    since: int | None
    moves: bool
    roles: Sequence[str]  # db.words.Role
    others: Sequence[NamedView]
    lines: Sequence[NamedView]


class RollNameView(TypedDict):
    """A unit that has not sent its report. `reason`: why it is stuck, where it has said so."""

    number: int
    name: str
    stuck: bool
    reason: str


class RollView(TypedDict):
    """One period of a report as the receiving side sees it; the figures count units."""

    code: str
    title: str
    due: int
    due_precision: str
    window: str
    source: str
    to_unit: str
    owing: int
    handed_in: int  # sent and confirmed
    sent: int
    confirmed: int
    missing: int
    late: int  # of the missing
    blocked: int  # of the missing
    cancelled: int
    names: Sequence[RollNameView]
    more: int
    first: int  # names that earlier pages have
    over: bool  # its date has passed


class DraftView(TypedDict):
    """A report asked for once. `code` is empty while it is a draft, `due` is 0 where no date was given yet."""

    code: str
    name: str
    window: str
    due: int
    due_precision: str
    units: int
    names: Sequence[str]  # the first units
    to_unit: str
    source: str


class DigestContext(TypedDict):
    """A digest page of at most `LINES_PER_PAGE` lines. `unit` is the office the digest looks at; `nudged`: an overseer urges
    about all of it.
    """

    person: PersonView
    unit: UnitView
    lines: Sequence[LineView]
    counts: Counts
    page: int
    pages: int
    overflow: int
    nudged: bool
    slot: Literal["morning", "afternoon"]
