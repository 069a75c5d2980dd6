"""All texts in one place for a person to review, rendered with made-up data.

python -m messages_vi.preview              prints them
python -m messages_vi.preview DIR          writes one file for each kind of listener into DIR, of other languages into DIR/LANGUAGE
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

from messages_vi.catalogue import SOURCE_LOCALE
from messages_vi.language import languages, speaking
from messages_vi.render import render
from messages_vi.samples import Specimen, specimens


def sheets(language: str = SOURCE_LOCALE) -> dict[str, str]:
    """The texts by whom they speak to (`assignee`, `head`, …, `reply`), in the order of the ladders."""
    with speaking(language):
        ordered = sorted(specimens(), key=_listener)
        return {
            listener: "\n".join(_shown(specimen) for specimen in group)
            for listener, group in groupby(ordered, key=_listener)
        }


def _listener(specimen: Specimen) -> str:
    return specimen.title.partition("/")[0]


def _shown(specimen: Specimen) -> str:
    text = render(specimen.template, specimen.context)
    return f"=== {specimen.title} ({specimen.template}, {len(text)} ký tự)\n{text}\n"


def main(arguments: list[str]) -> None:
    """Print the sheets, or write them into the folder that is named."""
    for language in sorted(languages()):
        for listener, sheet in sheets(language).items():
            if arguments:
                folder = Path(arguments[0]) / ("" if language == SOURCE_LOCALE else language)
                folder.mkdir(exist_ok=True)
                (folder / f"{listener}.txt").write_text(sheet, encoding="utf-8")
            else:
                sys.stdout.write(f"{sheet}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
