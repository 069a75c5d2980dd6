"""The closed lists of words that every room shares: what rows, settings, events and logs say. No logic.

The Vietnamese beside them stands in `messages_vi.labels` and `docs/glossary.md`.
"""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """Level of a unit. Districts (`huyen`) and their offices (`phong`) existed until 30/06/2025."""

    TINH = "tinh"
    SO = "so"
    PHONG = "phong"
    HUYEN = "huyen"
    XA = "xa"
    TRUNGTAM = "trungtam"


class Role(StrEnum):
    """What a person may be spoken to as; one person may hold several."""

    OFFICER = "officer"
    HEAD = "head"
    COORDINATOR = "coordinator"
    LEADER = "leader"
    ADMIN = "admin"
    CITIZEN = "citizen"  # agreed to hear of a dossier; in no directory


class Kind(StrEnum):
    """Kind of work item: what is owed."""

    INTAKE = "intake"
    STEP = "step"
    DOSSIER = "dossier"
    APOLOGY = "apology"
    EXTENSION = "extension"
    SUPPLEMENT = "supplement"
    REPORT = "report"
    PUBLICATION = "publication"
    FEEDBACK = "feedback"
    TASK = "task"


HEADS_OWN = frozenset({Kind.APOLOGY, Kind.EXTENSION})  # owed by the head of the unit himself


class ItemState(StrEnum):
    """`open` is watched; `claimed` rests until the source or the receiving side agrees; the others are silent."""

    OPEN = "open"
    CLAIMED = "claimed"
    DONE = "done"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


class Audience(StrEnum):
    """Whom a rung of a ladder speaks to; the directory turns it into persons."""

    ASSIGNEE = "assignee"
    HEAD = "head"
    COORDINATOR = "coordinator"
    LEADER = "leader"
    RECEIVER = "receiver"


class Fate(StrEnum):
    """Where a notice stands. `waiting` and `held` are on the way; the other four are final."""

    WAITING = "waiting"
    HELD = "held"
    SENT = "sent"
    MERGED = "merged"
    SUPPRESSED = "suppressed"
    FAILED = "failed"


FINAL_FATES = frozenset({Fate.SENT, Fate.MERGED, Fate.SUPPRESSED, Fate.FAILED})


class Reason(StrEnum):
    """Why a notice has its fate; stored with every decision, shown to people, counted."""

    DUE = "due"  # waiting: its instant has come
    QUIET_HOURS = "quiet_hours"  # held: outside the unit's working hours or on a day off
    DIGEST_SLOT = "digest_slot"  # held: goes with the next digest
    FLOOD_GUARD = "flood_guard"  # held: the person has had enough single messages for now
    RECALLED = "recalled"  # held: its message waited too long in the outbox
    NOT_RENDERED = "not_rendered"  # held: its text could not be made; the log says why
    IN_OUTBOX = "in_outbox"  # waiting: written into a message
    ACCEPTED = "accepted"  # sent: the provider took it
    CATCH_UP = "catch_up"  # merged: a later rung of the same ladder says more
    SAME_PERSON = (
        "same_person"  # merged: the person hears of it in another role at the same instant
    )
    SAME_DOSSIER = "same_dossier"  # merged: the dossier's step is told at the same time
    DIGEST_OVERFLOW = "digest_overflow"  # merged: counted in a digest that could not list it
    ANSWERED = "answered"  # suppressed: the person asked has answered
    PROMISED = "promised"  # suppressed: a promise is running
    ITEM_CLOSED = "item_closed"  # suppressed: no longer open when its turn came
    SUPERSEDED = "superseded"  # suppressed: the due date moved, or the assignee changed
    NO_RECIPIENT = "no_recipient"  # suppressed: the directory knows nobody for this audience
    NOT_LINKED = "not_linked"  # suppressed: the person has no Zalo account tied to them
    DELEGATED = "delegated"  # suppressed: whoever stands in by delegation is told instead
    ON_LEAVE = "on_leave"  # suppressed: the person is away; who is in place is told instead
    REFUSED = "refused"  # failed: the provider refused for good
    OUTSIDE_WINDOW = "outside_window"  # failed: no interaction within seven days
    UNRESOLVED = "unresolved"  # failed: outcome unknown and not to be repeated
    NO_ROAD = "no_road"  # failed: every road is closed to this person or shut
    HARM_BOUND = "harm_bound"  # suppressed: more than one person may be sent; the line is stopped


class MessageState(StrEnum):
    """State of one message in the outbox."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    SEEN = "seen"
    UNKNOWN = "unknown"
    FAILED = "failed"
    SUPPRESSED = "suppressed"


class Road(StrEnum):
    """How a message reaches a person; the value of `message.channel`. In this order where they cost the same."""

    CHAT = "zalo"  # consultation message: free for 48 hours after an interaction, paid until day 7
    TEMPLATE_UID = "zbs_uid"  # approved template by Zalo user id
    TEMPLATE_PHONE = "zbs_phone"  # approved template by telephone number
    SMS = "sms"


ZALO_ROADS = frozenset({Road.CHAT, Road.TEMPLATE_UID, Road.TEMPLATE_PHONE})


class Outcome(StrEnum):
    """Class of a provider's answer: the only thing the engine branches on."""

    ACCEPTED = "accepted"
    AGAIN = "again"  # transient: try again with backoff
    AFTER_REFRESH = "after_refresh"  # the access token is dead
    LATER = "later"  # not before a stated time (rate, quota, night)
    OTHER_ROAD = "other_road"  # this person cannot be reached on this channel now
    STOP = "stop"  # our fault or the account's: stop and call a person
    REFUSED = "refused"  # this message will never be accepted
    UNKNOWN = "unknown"  # no trustworthy answer: ask before repeating


class Answer(StrEnum):
    """What a person says about a work item; also the verbs of signed buttons."""

    DONE = "done"
    WORKING = "working"
    BLOCKED = "blocked"
    TRANSFER = "transfer"
    UNDO = "undo"
    NUDGE = "nudge"
    CONFIRM = "confirm"
    REJECT = "reject"  # the receiving side has not got it
    SEEN = "seen"
    DETAILS = "details"  # lines of a digest one by one
    KEEP = "keep"  # the promised date will hold
    APOLOGIZE = "apologize"  # it will not: a letter of apology is to be signed
    SIGN = "sign"  # the letter is signed
    SLIP = "slip"  # the date that a letter set will not hold either


class Verb(StrEnum):
    """What a signed button asks for that is no answer about a work item; its subject belongs to the room that made it."""

    LINK = "link"  # about tying the account to a person
    UNLINK = "unlink"  # about ending that
    PICTURE = "picture"  # further lines of a unit's picture
    URGE = "urge"  # everybody of a unit, or one person, about what is late
    HANDOVER = "handover"  # all work of one person to another
    PROMISE = "promise"  # that one of several is done until an instant
    WISH = "wish"  # a later date: about which work, until when, why
    AGREE = "agree"  # to a wish for a later date
    DECLINE = "decline"
    WITHDRAW = "withdraw"  # the wish, or the agreement, within the time to take back
    HALT = "halt"  # stop sending
    RESUME = "resume"  # go on sending
    # The desk of who receives reports: the subject is any item of the occurrence.
    ROLL = "roll"  # who has sent and who has not, from a place on
    URGE_REST = "urgerest"
    TAKE_ALL = "takeall"  # confirm all that was sent until an instant
    SIFT = "sift"  # what was sent, one by one
    # Reports of one's own: the subject is the report.
    ISSUE = "issue"
    ASK_UNITS = "askunits"  # the units that owe it
    RETRACT = "retract"
    POSTPONE = "postpone"
    LET_BE = "letbe"  # the draft, or the question, is put aside
    # Faults of the data: the subject is the warning.
    FAULTS = "faults"
    FAULT = "fault"
    MEANT = "meant"  # whom a name means
    NOBODY = "nobody"  # none of those
    CHECKED = "checked"  # looked at, and put aside
    UNDO_FAULT = "undofault"
    # Delegations and absences: the subject is the row, or the instant the draft was shown.
    APPOINT = "appoint"  # the draft of a delegation: yes, no, with or without signing
    CANNOT = "cannot"  # the delegate cannot stand in
    REVOKE = "revoke"  # a delegation ends now
    ABSENT = "absent"  # the draft of an absence: yes, no
    # Citizens: the subject is the dossier, or what the button belongs to.
    WANTS = "wants"  # a citizen picks from the menu what they would like
    CONSENT = "consent"  # to the purpose whose text was shown
    REFUSE = "refuse"  # that purpose
    STOP = "stop"  # to be told no more
    RATE = "rate"  # how content somebody is, 1 to 5
    WHY = "why"  # why they are not
    CLAIM_RIGHT = "right"  # a right about one's own data


class HaltScope(StrEnum):
    """What a stop of sending holds back; `account` is followed by a colon and the account's code."""

    EVERYTHING = "all"
    CITIZENS = "citizens"
    ACCOUNT = "account"


class Wish(StrEnum):
    """State of a wish for a later date."""

    OPEN = "open"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"  # by a newer one about the same work


class Sent(StrEnum):
    """Where a unit stands with a report, as the receiving side sees it."""

    CONFIRMED = "confirmed"
    SENT = "sent"  # the unit says so; not confirmed yet
    BLOCKED = "blocked"
    LATE = "late"
    MISSING = "missing"
    CANCELLED = "cancelled"


class AbsenceReason(StrEnum):
    """Why somebody is away."""

    LEAVE = "leave"
    BUSINESS = "business"
    TRAINING = "training"
    SICK = "sick"


class DelegationEnd(StrEnum):
    """Why a delegation ended before its day."""

    ENDED = "ended"  # by who gave it, or by an operator
    DECLINED = "declined"  # by the delegate


class HoleKind(StrEnum):
    """Why somebody who owes something, or has to hear of it, cannot be reached; the worst first."""

    NO_HEAD = "no_head"  # nobody in the unit to escalate to
    NO_COORDINATOR = "no_coordinator"
    ASSIGNEE_UNKNOWN = "assignee_unknown"  # nobody is known to have it
    ON_LEAVE = "on_leave"  # away when it falls due, and nobody stands in
    NO_PHONE = "no_phone"  # not linked, and no number to invite by
    BLOCKED = "blocked"  # refuses messages of the account, or follows it no longer
    NOT_LINKED = "not_linked"
    OUTSIDE_WINDOW = "outside_window"  # silent for seven days, and there is no other road


DECISIONS = frozenset({Answer.KEEP, Answer.APOLOGIZE, Answer.SIGN, Answer.SLIP})  # about a date


class BlockReason(StrEnum):
    """Why work is stuck; domain words of the Gia Lai causes and design decision 5.

    `sync` says that it is not: the work is done, and the source does not show it.
    """

    CITIZEN = "citizen"
    TAX = "tax"
    PARTNER = "partner"  # another body that is asked for its opinion or its part
    SYNC = "sync"
    SIGNATURE = "signature"
    OTHER = "other"


class DelayReason(StrEnum):
    """Why a promised date does not hold, as the letter of apology tells the citizen."""

    PARTNER = "partner"
    VERIFY = "verify"
    TAX = "tax"
    SYSTEM = "system"
    VOLUME = "volume"


class EventState(StrEnum):
    """State of an inbound event."""

    NEW = "new"
    HANDLED = "handled"
    IGNORED = "ignored"
    POISON = "poison"


class Purpose(StrEnum):
    """What somebody agreed that their number or account is used for."""

    DOSSIER_NEWS = "dossier_news"  # to hear how their dossier moves
    STEP_NEWS = "step_news"  # to hear of each step of it too
    SATISFACTION = (
        "satisfaction"  # to be asked how content they are, once, after the result was handed over
    )


class ConsentSource(StrEnum):
    """Who told that somebody agreed or withdrew."""

    FEED = "feed"  # flags of the one-stop system
    SMS = "sms"  # the person, by a word that withdraws
    DESK = "desk"  # the person, at an office that notes it
    CHAT = "chat"  # the person, in the chat of the account


class Occasion(StrEnum):
    """What a citizen hears of their dossier; the states of a portal that tells each of them (the Zalo reference, 9)."""

    RECEIVED = "received"
    SUPPLEMENT_ASKED = "supplement_asked"
    SUPPLEMENT_DUE = "supplement_due"  # the one reminder before the limit
    FINANCIAL_DUTY = "financial_duty"
    CLOCK_RESUMED = "clock_resumed"  # the supplement was taken in, the duty done
    DATE_MOVED = "date_moved"  # with an apology
    RESULT_READY = "result_ready"
    RESULT_RETURNED = "result_returned"
    REFUSED = "refused"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    STEP = "step"  # it went on to its next step, for who agreed to hear of each
    SATISFACTION = "satisfaction"  # the question how content they are


class DataRight(StrEnum):
    """What a person may ask about data kept of them (Law 91/2025/QH15; terms: Decree 356/2025/NĐ-CP art. 5)."""

    ACCESS = "access"
    CORRECT = "correct"
    DELETE = "delete"


class RatingReason(StrEnum):
    """Why somebody is not content with how their dossier was dealt with."""

    SLOW = "slow"
    ATTITUDE = "attitude"
    UNCLEAR = "unclear"
    AGAIN = "again"
    OTHER = "other"


class NewsOutcome(StrEnum):
    """What became of news for citizens; empty while it waits."""

    TOLD = "told"  # a message was written
    NOT_WANTED = "not_wanted"  # the province does not tell this occasion
    NO_CONSENT = "no_consent"  # nobody agreed, or no longer
    CLOSED = "closed"  # no longer true when its turn came
    SUPERSEDED = "superseded"  # other news of the same pause says more
    TOO_OLD = "too_old"
    NO_ROAD = "no_road"  # agreed, yet by no road that there is
    NOT_RENDERED = "not_rendered"  # its text could not be made; the log says why


class CodeOrigin(StrEnum):
    """Why a one-time link code was made."""

    INVITE = "invite"  # an operator invites
    PHONE = "phone"  # somebody shared the number that the directory has of this person


class CodeEnd(StrEnum):
    """How a link code ended before its date."""

    USED = "used"
    REPLACED = "replaced"  # a newer one counts
    WITHDRAWN = "withdrawn"  # the person was tied by another way


class Tie(StrEnum):
    """What happened between a person and a Zalo account."""

    LINKED = "linked"
    UNLINKED = "unlinked"
    OBJECTED = "objected"  # the account that was left says that it was not the person


class TieBy(StrEnum):
    """How a person was tied to an account, or untied."""

    CODE = "code"  # a one-time code was typed
    MOVED = "moved"  # untied, as a code tied the person to another account
    NOT_ME = "not_me"  # "Không phải tôi": the tie, or the one before it, was taken back
    CHAT = "chat"  # the person ended it in the chat
    COMMAND = "command"  # an operator ended it
    IMPORT = "import"  # a file names the account
