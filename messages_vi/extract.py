"""Gathers every text from the templates and modules into `locale/messages.pot`, and renews each language's catalogue.

    python -m messages_vi.extract            what is not translated is printed
    python -m messages_vi.extract --clean    drops translations of texts that are gone

Run it after changing a text. Translations are kept; those of texts that are gone move to the end of the catalogue, where a
translator finds them for the new wording.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from messages_vi.catalogue import SOURCE_LOCALE, locales

ROOT: Final = Path(__file__).parent
_METHODS: Final = [("templates/**.j2", "jinja2.ext:babel_extract"), ("*.py", "python")]
_OPTIONS: Final = {
    "templates/**.j2": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
}
_KEYWORDS: Final = {
    "_": None,
    "N_": None,
    "gettext": None,
    "NP_": (1, 1),  # one and many are the same in the source
    "counted": (1, 1),
}
PAPERS: Final = "papers.py"
_TEAM: Final = "The Nhắc Việc authors"
_HEADER: Final = "# The texts of Nhắc Việc, in Vietnamese as they are said. Made by: python -m messages_vi.extract"
# A fixed date: extracting twice must give the same file.
_EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)


def extracted(root: Path = ROOT) -> Catalog:
    """All texts below `root` with the files they stand in."""
    found = Catalog(
        project="nhacviec",
        version="1",
        header_comment=_HEADER,
        msgid_bugs_address=_TEAM,
        last_translator=_TEAM,
        language_team=_TEAM,
        charset="utf-8",
        creation_date=_EPOCH,
        revision_date=_EPOCH,
    )
    places = extract_from_dir(root, _METHODS, _OPTIONS, _KEYWORDS)
    for file, _line, text, comments, context in sorted(places, key=lambda place: place[:2]):
        found.add(text, None, [(file, 0)], auto_comments=comments, context=context)
    return found


def main(arguments: list[str]) -> None:
    """Write the template catalogue and renew those of the languages."""
    template = extracted()
    folder = ROOT / "locale"
    _write(template, folder / "messages.pot")
    for locale in locales():
        path = folder / locale / "LC_MESSAGES" / "messages.po"
        catalogue = read_po(path.open("rb"), locale=locale)
        catalogue.update(template, no_fuzzy_matching=True)
        for key, message in list(catalogue.obsolete.items()):
            if not message.string or "--clean" in arguments:
                del catalogue.obsolete[key]
        _write(catalogue, path)
        if locale != SOURCE_LOCALE:
            sys.stdout.writelines(f"{locale}: {text}\n" for text in untranslated(catalogue))
    sys.stdout.write(f"{len(template)} texts\n")


def untranslated(catalogue: Catalog) -> list[str]:
    """The texts of a catalogue without a translation. What only papers say needs none: those are Vietnamese."""
    return [
        str(message.id if isinstance(message.id, str) else message.id[0])
        for message in catalogue
        if message.id
        and {place for place, _line in message.locations} != {PAPERS}
        and not _said(message.string)
    ]


def _said(translation: object) -> bool:
    """Whether there is a translation, in each of its forms."""
    forms = translation if isinstance(translation, list | tuple) else [translation]
    return all(forms)


def _write(catalogue: Catalog, path: Path) -> None:
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, include_lineno=False)


if __name__ == "__main__":
    main(sys.argv[1:])
