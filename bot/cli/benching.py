"""`bench`: how fast this machine plans, delivers and listens, beside what its database or transport could do at best."""

from __future__ import annotations

from importlib import import_module

import click

from bot.cli.output import note, print_json


@click.group()
def bench() -> None:
    """Measure; the answer is JSON."""


def _count(default: int) -> click.Option:
    return click.Option(
        ["--n"], type=click.IntRange(min=1), default=default, show_default=True, help="How many."
    )


def _measurement(name: str, default: int, about: str) -> click.Command:
    def measure(n: int) -> None:
        from bot.logs import configure

        # The benchmarks stand above the service, so they are found by name and never imported by it.
        configure()
        print_json(import_module(f"bench.{name}").run(n, say=note))

    return click.Command(name, callback=measure, params=[_count(default)], help=about)


bench.add_command(_measurement("plan", 100_000, "Plan with N open items."))
bench.add_command(_measurement("deliver", 10_000, "Deliver N messages to a stand-in."))


@bench.command("feed")
@click.option(
    "--n", type=click.IntRange(min=1), default=100_000, show_default=True, help="How many."
)
@click.option(
    "--days",
    type=click.IntRange(1, 200),
    default=10,
    show_default=True,
    help="Received on so many working days.",
)
def feed(n: int, days: int) -> None:
    """Take N pushed dossiers, and plan them."""
    from bot.logs import configure

    configure()
    print_json(import_module("bench.feed").run(n, say=note, days=days))


@bench.command("webhook")
@click.option(
    "--n", type=click.IntRange(min=1), default=20_000, show_default=True, help="How many."
)
@click.option("--rate", type=click.IntRange(min=1), help="A storm: so many events a second.")
@click.option("--seconds", type=click.IntRange(min=1), default=30, show_default=True, help="Of it.")
def webhook(n: int, rate: int | None, seconds: int) -> None:
    """Take N signed events, or a storm of them."""
    from bot.logs import configure

    configure()
    told = import_module("bench.webhook").run(n, say=note, rate=rate, seconds=seconds)
    print_json(told)
