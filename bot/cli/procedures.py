"""`procedure`: what holds for a procedure as a whole, beside the steps of its internal process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli.opening import prepared, run, sealer_for, settings_now
from bot.cli.output import print_json
from schedules.pauses import RESTART, RESUME

if TYPE_CHECKING:
    from db.records import ProcedureSetting


@click.command()
@click.argument("code")
@click.option(
    "--after-pause",
    type=click.Choice([RESUME, RESTART]),
    help="Whether a step goes on with the time left, or starts anew.",
)
@click.option(
    "--supplement-days",
    type=click.IntRange(1, 365),
    help="Calendar days citizens have to supplement.",
)
def procedure(code: str, after_pause: str | None, supplement_days: int | None) -> None:
    """Show or set how a procedure treats pauses.

    CODE is that of a procedure, or * for all that have no word of their own. Without options nothing changes. Open steps
    of its dossiers follow at once.
    """
    print_json(run(_procedure(code, after_pause, supplement_days)))


async def _procedure(code: str, after_pause: str | None, days: int | None) -> dict[str, Any]:
    from bot.engine import Engine
    from bot.ingest.dossiers import derive_in_hand
    from bot.ingest.knowing import setting_of
    from db.records import ProcedureSetting

    settings, now = settings_now()
    async with prepared(settings, now) as store:
        if after_pause is not None or days is not None:
            engine = await Engine.start(store, await sealer_for(settings, store))
            async with store.tx() as tx:
                await tx.run(
                    "set_procedure",
                    procedure_code=code,
                    after_pause=after_pause,
                    supplement_days=days,
                )
            await derive_in_hand(engine, None if code == "*" else code, now)
        found = [ProcedureSetting(*row) for row in await store.all("procedure_settings")]
        return _shown(code, setting_of({s.procedure_code: s for s in found}, code))


def _shown(code: str, setting: ProcedureSetting) -> dict[str, Any]:
    return {
        "code": code,
        "after_pause": setting.after_pause or RESUME,
        "supplement_days": setting.supplement_days,
    }
