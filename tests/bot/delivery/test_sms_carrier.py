"""The carrier of SMS: what is handed to whom, what is told back, and that nothing goes out twice."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.config import Settings, SmsSettings
from bot.delivery.carrying import Carried, Parcel
from bot.delivery.sms_carrier import Gate
from bot.delivery.sms_making import make_sms_carrier
from bot.sms.failover import Shares
from bot.sms.gateway import SmsAnswer, SmsRequest
from bot.sms.numbers import Operator
from bot.zalo.templates import template
from db.sealing import Sealer
from db.words import Outcome, Road
from tests.db.making import SECRET
from tests.sms.gateways.stand import BRAND, PHONE
from tests.sms.gateways.test_making import settings as sms_settings
from tests.sms.road import PRICE, Counter, counter, outgoing, request_of

HOUR = 3600
FIRST, SECOND = Shares(100), Shares(0)


class Answers:
    """A gateway that says what it was told to say."""

    repeat_for_s = 0

    def __init__(self, name: str, *answers: SmsAnswer | Exception) -> None:
        self.name = name
        self.answers = list(answers)
        self.heard: list[SmsRequest] = []

    async def send(self, request: SmsRequest) -> SmsAnswer:
        self.heard.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def two(desk: Counter, first: Answers, second: Answers, shares: Shares = FIRST) -> None:
    desk.open(shares, [Gate(first, BRAND), Gate(second, BRAND)])


# --- one gateway ---


async def test_a_message_is_taken_with_its_id_and_price(tmp_path: Path) -> None:
    async with counter(tmp_path, "esms") as desk:
        sent = await desk.message()
        answer = await desk.hand_over(sent)
        [kept] = desk.rules["esms"].kept

    assert answer == Carried(Outcome.ACCEPTED, "100", "s1", PRICE, repeat_for_s=24 * HOUR - 600)
    assert kept["Phone"] == "0912345678"
    assert re.fullmatch(rf"nv-[0-9a-f]{{12}}-{sent}", kept["RequestId"])
    assert (desk.carrier.name, desk.carrier.roads) == ("esms", {Road.SMS})


async def test_after_a_timeout_the_same_id_goes_out_again_and_one_message_arrives(
    tmp_path: Path,
) -> None:
    """The provider took it and its answer was lost; the repeat is told that the id is known (124)."""
    async with counter(tmp_path, "esms") as desk:
        sent = await desk.message()
        desk.rules["esms"].mute = True
        lost = await desk.hand_over(sent)
        desk.rules["esms"].mute = False
        desk.clock.jump_to(desk.clock.now() + HOUR)
        desk.open(FIRST)  # the service was started anew meanwhile
        again = await desk.hand_over(sent)

    assert (lost.outcome, lost.price_vnd) == (Outcome.UNKNOWN, None)
    assert (again.outcome, again.code) == (Outcome.ACCEPTED, "124")
    assert len(desk.rules["esms"].kept) == 1


async def test_nothing_is_repeated_once_the_provider_has_forgotten_the_id(tmp_path: Path) -> None:
    async with counter(tmp_path, "esms") as desk:
        sent = await desk.message()
        desk.rules["esms"].mute = True
        await desk.hand_over(sent)
        desk.clock.jump_to(desk.clock.now() + 24 * HOUR - 600)
        answer = await desk.hand_over(sent)

    assert answer == Carried(Outcome.UNKNOWN, "not_repeated", repeat_for_s=0)
    assert len(desk.rules["esms"].kept) == 1


@pytest.mark.parametrize("name", ["vnpt", "viettel", "fpt"])
async def test_nothing_is_repeated_where_ids_are_not_remembered(tmp_path: Path, name: str) -> None:
    async with counter(tmp_path, name) as desk:
        desk.start(sent := await desk.message())
        desk.settle(sent, Carried(Outcome.UNKNOWN, "ReadTimeout"))
        answer = await desk.hand_over(sent)

    assert (answer.outcome, answer.code) == (Outcome.UNKNOWN, "not_repeated")
    assert desk.rules[name].kept == []


async def test_a_stop_in_the_middle_of_a_call_counts_as_a_lost_answer(tmp_path: Path) -> None:
    async with counter(tmp_path, "esms") as desk:
        sent = await desk.message()
        message = desk.start(sent)
        await desk.carrier.carry(message)  # and nothing was written after it
        desk.open(FIRST)
        answer = await desk.hand_over(sent)

    assert (answer.outcome, answer.code) == (Outcome.ACCEPTED, "124")
    assert len(desk.rules["esms"].kept) == 1


async def test_another_database_has_other_ids(tmp_path: Path) -> None:
    """A new database numbers its messages anew; under old ids they would be taken for repeats."""
    names = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        async with counter(tmp_path / folder, "esms") as desk:
            await desk.hand_over(await desk.message())
            names.append(desk.rules["esms"].kept[0]["RequestId"])

    assert names[0] != names[1]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"phone_sealed": Sealer(SECRET).seal("842838123456")}, "bad_number", id="landline"),
        pytest.param({"phone_sealed": Sealer(SECRET).seal("O912345678")}, "bad_number", id="letter O"),
        pytest.param({"phone_sealed": Sealer("another secret").seal(PHONE)}, "cannot_open", id="key"),
        pytest.param({"phone_sealed": None}, "no_phone", id="no phone"),
        pytest.param({"parcel": None}, "no_short_form", id="nothing to say"),
    ],
)  # fmt: skip
async def test_what_cannot_be_sent_is_refused_without_a_call(
    tmp_path: Path, changes: dict[str, Any], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with counter(tmp_path, "esms") as desk:
        desk.start(sent := await desk.message())
        answer = await desk.carrier.carry(outgoing(sent, 0, desk.sealer, **changes))

    assert answer == Carried(Outcome.REFUSED, code, scope="message")
    assert desk.providers["esms"].heard == []
    assert "912345678" not in "".join(capsys.readouterr())


async def test_a_text_that_no_provider_takes_is_refused(tmp_path: Path) -> None:
    def empty(parcel: Parcel, phone: str, name: str, brandname: str) -> SmsRequest:
        return SmsRequest(phone, " ", parcel.key, (), name, brandname)

    async with counter(tmp_path, "esms") as desk:
        desk.carrier._request_of = empty
        answer = await desk.hand_over(await desk.message())

    assert answer == Carried(Outcome.REFUSED, "bad_text", scope="message")


async def test_nothing_is_raised(tmp_path: Path) -> None:
    async with counter(tmp_path, "esms") as desk:
        desk.open(FIRST, [Gate(Answers("esms", ValueError(PHONE)), BRAND)])
        answer = await desk.hand_over(await desk.message())

    assert answer == Carried(Outcome.UNKNOWN, "error", repeat_for_s=0)


@pytest.mark.parametrize(
    ("answer", "outcome", "until"),
    [
        (SmsAnswer(Outcome.LATER, "http:429"), Outcome.LATER, "minute"),
        (SmsAnswer(Outcome.OTHER_ROAD, "99"), Outcome.OTHER_ROAD, ""),
        (SmsAnswer(Outcome.AGAIN, "connect"), Outcome.AGAIN, ""),
    ],
    ids=["too many", "blocked", "nobody there"],
)
async def test_answers_keep_their_class(
    tmp_path: Path, answer: SmsAnswer, outcome: Outcome, until: str
) -> None:
    async with counter(tmp_path, "esms") as desk:
        desk.open(FIRST, [Gate(Answers("esms", answer), BRAND)])
        told = await desk.hand_over(await desk.message())

    assert (told.outcome, told.until, told.price_vnd) == (outcome, until, None)


# --- two gateways ---


async def test_traffic_is_shared_and_the_attempt_names_who_was_called(tmp_path: Path) -> None:
    async with counter(tmp_path, "esms", "vnpt", shares=Shares(50)) as desk:
        sent = [await desk.message() for _ in range(40)]
        for one in sent:
            await desk.hand_over(one)
        carried = {name: len(rules.kept) for name, rules in desk.rules.items()}
        named = [desk.attempts(one)[0][0] for one in sent]

    assert sum(carried.values()) == 40
    assert min(carried.values()) >= 8
    assert {name: named.count(name) for name in carried} == carried
    assert desk.carrier.name == "sms"


async def test_an_operator_can_have_a_provider_of_its_own(tmp_path: Path) -> None:
    shares = Shares(100, {Operator.VINAPHONE: 0})
    async with counter(tmp_path, "esms", "vnpt", shares=shares) as desk:
        await desk.hand_over(await desk.message())  # to 0912…

    assert len(desk.rules["vnpt"].kept) == 1


REFUSALS = [
    pytest.param(SmsAnswer(Outcome.AGAIN, "connect"), id="nobody there"),
    pytest.param(SmsAnswer(Outcome.LATER, "160"), id="too many"),
    pytest.param(SmsAnswer(Outcome.STOP, "103"), id="balance too low"),
    pytest.param(SmsAnswer(Outcome.OTHER_ROAD, "177"), id="network not registered"),
    pytest.param(SmsAnswer(Outcome.REFUSED, "201"), id="content"),
]


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_what_one_certainly_did_not_take_goes_to_the_other_at_once(
    tmp_path: Path, refusal: SmsAnswer
) -> None:
    first, second = Answers("esms", refusal), Answers("vnpt", SmsAnswer(Outcome.ACCEPTED, "0"))
    async with counter(tmp_path) as desk:
        two(desk, first, second)
        sent = await desk.message()
        answer = await desk.hand_over(sent)

    assert (answer.outcome, answer.price_vnd) == (Outcome.ACCEPTED, PRICE)
    assert first.heard[0].request_id == second.heard[0].request_id
    assert desk.attempts(sent) == [
        ("esms", refusal.outcome, refusal.code),
        ("vnpt", "accepted", "0"),
    ]


async def test_what_one_may_have_taken_is_never_given_to_the_other(tmp_path: Path) -> None:
    first = Answers("esms", SmsAnswer(Outcome.UNKNOWN, "ReadTimeout"))
    second = Answers("vnpt")
    async with counter(tmp_path) as desk:
        two(desk, first, second)
        sent = await desk.message()
        answer = await desk.hand_over(sent)
        two(desk, first, second, SECOND)  # and all traffic has left the first meanwhile
        again = await desk.hand_over(sent)

    assert (answer.outcome, answer.repeat_for_s) == (Outcome.UNKNOWN, 0)
    assert again.code == "not_repeated"
    assert second.heard == []


async def test_a_repeat_stays_with_the_provider_that_may_have_taken_it(tmp_path: Path) -> None:
    async with counter(tmp_path, "esms", "vnpt", shares=FIRST) as desk:
        sent = await desk.message()
        desk.rules["esms"].mute = True
        lost = await desk.hand_over(sent)
        desk.rules["esms"].mute = False
        desk.open(SECOND)
        again = await desk.hand_over(sent)

    assert lost.repeat_for_s == 24 * HOUR - 600
    assert desk.carrier.repeat_for_s == 0  # VNPT remembers nothing
    assert (again.outcome, again.code) == (Outcome.ACCEPTED, "124")
    assert desk.rules["vnpt"].kept == []
    assert len(desk.rules["esms"].kept) == 1


async def test_a_stop_before_anybody_was_chosen_leaves_the_choice_free(tmp_path: Path) -> None:
    async with counter(tmp_path, "esms", "vnpt", shares=SECOND) as desk:
        sent = await desk.message()
        desk.start(sent)  # marked, and then the machine stopped
        answer = await desk.hand_over(sent)

    assert answer.outcome == Outcome.ACCEPTED
    assert len(desk.rules["vnpt"].kept) == 1


async def test_so_it_does_when_one_of_the_two_has_left_meanwhile(tmp_path: Path) -> None:
    async with counter(tmp_path, "esms", "vnpt") as desk:
        sent = await desk.message()
        desk.start(sent)
        desk.open(SECOND, desk.gates[1:])
        answer = await desk.hand_over(sent)

    assert answer.outcome == Outcome.ACCEPTED


async def test_a_message_of_a_provider_that_has_left_is_not_repeated_by_others(
    tmp_path: Path,
) -> None:
    async with counter(tmp_path, "vnpt") as desk:
        desk.start(sent := await desk.message())
        desk.rows("UPDATE attempt SET sender = 'esms'")
        desk.settle(sent, Carried(Outcome.UNKNOWN, "ReadTimeout"))
        answer = await desk.hand_over(sent)

    assert answer.code == "not_repeated"
    assert desk.rules["vnpt"].kept == []


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (Outcome.AGAIN, Outcome.REFUSED, Outcome.AGAIN),
        (Outcome.STOP, Outcome.LATER, Outcome.LATER),
        (Outcome.REFUSED, Outcome.STOP, Outcome.STOP),
        (Outcome.LATER, Outcome.UNKNOWN, Outcome.UNKNOWN),
    ],
)
async def test_of_two_refusals_the_more_hopeful_is_told(
    tmp_path: Path, first: Outcome, second: Outcome, told: Outcome
) -> None:
    async with counter(tmp_path) as desk:
        two(desk, Answers("esms", SmsAnswer(first, "1")), Answers("vnpt", SmsAnswer(second, "2")))
        answer = await desk.hand_over(await desk.message())

    assert answer.outcome == told


async def test_a_template_that_one_provider_lacks_calls_a_person_and_goes_by_the_other(
    tmp_path: Path,
) -> None:
    async with counter(tmp_path, "vnpt", "esms", shares=FIRST) as desk:
        sent = await desk.message()
        parcel = Parcel("head/overdue", {})
        answer = await desk.carrier.carry(desk.start(sent)._replace(parcel=parcel))
        alarms = desk.rows("SELECT key, problem FROM alarm")

    assert answer.outcome == Outcome.ACCEPTED
    assert alarms == [("sms_template:vnpt:head/overdue", "sms:no_template")]
    assert desk.attempts(sent)[0] == ("vnpt", "refused", "no_template")


async def test_with_one_provider_a_lacking_template_is_a_matter_of_this_message(
    tmp_path: Path,
) -> None:
    async with counter(tmp_path, "vnpt") as desk:
        message = desk.start(await desk.message())
        answer = await desk.carrier.carry(message._replace(parcel=Parcel("head/overdue", {})))

    assert (answer.outcome, answer.scope) == (Outcome.REFUSED, "message")


# --- from settings ---


async def test_the_carrier_is_made_from_settings(tmp_path: Path) -> None:
    async with counter(tmp_path, "esms") as desk:
        settings = Settings(
            secret_key=SecretStr(SECRET),
            public_url="https://nhacviec.mau.example/",
            sms=sms_settings("esms", url=desk.providers["esms"].url),
        )
        parts = {"store": desk.store, "sealer": desk.sealer, "clock": desk.clock}
        made = make_sms_carrier(settings, **parts)
        assert made is not None
        desk.carrier = made
        samples = {n: p.sample for n, p in template("officer_due").parameters.items()}
        message = desk.start(await desk.message())._replace(parcel=Parcel("officer_due", samples))
        answer = await made.carry(message)
        await made.aclose()
        [kept] = desk.rules["esms"].kept

    assert (answer.outcome, answer.price_vnd) == (Outcome.ACCEPTED, 2 * PRICE)
    assert kept["Content"].isascii()

    start = "https://nhacviec.mau.example/webhook/sms/esms/"
    assert kept["CallbackUrl"].startswith(start)
    assert len(kept["CallbackUrl"]) == len(start) + 43


async def test_what_a_sandbox_takes_costs_nothing(tmp_path: Path) -> None:
    async with counter(tmp_path, "esms") as desk:
        keys = sms_settings("esms", url=desk.providers["esms"].url, sandbox=True)
        settings = Settings(secret_key=SecretStr(SECRET), sms=keys)
        parts = {"store": desk.store, "sealer": desk.sealer, "clock": desk.clock}
        made = make_sms_carrier(settings, **parts, request_of=request_of)
        assert made is not None
        desk.carrier = made
        answer = await desk.hand_over(await desk.message())
        await made.aclose()

    assert (answer.outcome, answer.price_vnd) == (Outcome.ACCEPTED, 0)
    assert desk.rules["esms"].kept == []


async def test_without_a_gateway_there_is_no_carrier(tmp_path: Path) -> None:
    async with counter(tmp_path) as desk:
        settings = Settings(sms=SmsSettings.model_validate({}))
        parts = {"store": desk.store, "sealer": desk.sealer, "clock": desk.clock}

        assert make_sms_carrier(settings, **parts, request_of=request_of) is None
