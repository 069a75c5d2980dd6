"""`serve` and `demo`: the service itself."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from bot.cli.opening import run
from schedules.errors import Misconfigured

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.service import Service

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@click.command()
def serve() -> None:
    """Run the whole service in one process until SIGINT or SIGTERM.

    It makes or upgrades its database by itself and refuses to start while a setting it cannot do without is missing.
    """
    from bot.config import check_for_service, load

    settings = load()
    check_for_service(settings)
    run(_serve(settings), fast=True)


async def _serve(settings: Settings) -> None:
    import structlog

    from bot.service import Service

    log = structlog.get_logger()
    asked = asyncio.Event()
    service = Service(settings)
    with _signals(asked):
        await _start(service, settings)
        log.info("service.started", action="service.started", url=service.url)
        await asked.wait()
    log.info("service.stopping", action="service.stopping")
    await service.stop()
    log.info("service.stopped", action="service.stopped")


async def _start(service: Service, settings: Settings) -> None:
    """Start, or give back what was already taken; an address that is taken is said as a setting to change."""
    try:
        await service.start()
    except BaseException as error:
        await service.stop()
        if isinstance(error, OSError) and error.filename is None:
            raise Misconfigured(
                [
                    f"NHACVIEC_HOST, NHACVIEC_PORT = {settings.host}:{settings.port}: {error.strerror or error}; "
                    "stop what listens there or choose another port"
                ]
            ) from error
        raise


@contextlib.contextmanager
def _signals(asked: asyncio.Event) -> Iterator[None]:
    """While inside, the signals only set `asked`; once outside, a second one ends the process the hard way."""
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, asked.set)
    try:
        yield
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True)
def demo(port: int) -> None:
    """Start the service with sample data, mock phones and a fast clock.

    Ctrl-C ends it."""
    from bot.demo import run as run_demo

    run(run_demo(port=port, say=click.echo), fast=True)
