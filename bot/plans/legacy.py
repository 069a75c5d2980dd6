"""Text in the letters of old Vietnamese fonts (TCVN3, VNI) is named as such; read as it stands it would be nonsense."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from bot.plans.errors import UnreadablePlan
from messages_vi import plans as words

# Letters that Vietnamese in Unicode does not use, and that these fonts show as ư, ớ, ế… (TCVN 5712:1993; VNI-Windows).
_TCVN3: Final = re.compile(r"[¡-§¨-¬®µ-¾]")  # small letters of TCVN 5712 are signs in Latin-1
_VNI: Final = re.compile(
    r"[aeouyAEOUYôöÔÖ](?:[ùøûõïÙØÛÕÏ]|[âêáàåãäéèúüîëÂÊÁÀÅÃÄÉÈÚÜÎË](?![a-z]*[ạảấầẩẫậắằẳẵặẹẻẽếềểễệ]))|ñ[aeiouöô]|Ñ[AEIOUÖÔ]"
)
_MODERN: Final = re.compile(
    r"[ăđĐơưĂƠƯạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰ]"
)
_SAMPLE: Final = 20_000  # letters looked at


def check_letters(path: Path, texts: Iterable[str]) -> None:
    """Raise `UnreadablePlan` for text that only an old font shows as Vietnamese."""
    said = ""
    for text in texts:
        said += text[: _SAMPLE - len(said)] + "\n"
        if len(said) >= _SAMPLE:
            break
    modern = len(_MODERN.findall(said))
    if len(_TCVN3.findall(said)) > max(20, 2 * modern):
        raise UnreadablePlan(path, words.TCVN3)
    if len(_VNI.findall(said)) > max(20, 2 * modern):
        raise UnreadablePlan(path, words.VNI)
