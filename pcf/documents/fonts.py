"""Fonts of printed documents: never those of the machine, so that bytes are equal everywhere.

Noto Serif SC and Noto Sans SC come with a package of the extra ``report``; what they lack is drawn
with DejaVu Sans, which matplotlib brings along. A character that none of them has is printed as its
code in brackets, ``[U+1F9EA]``: a box without meaning would hide it.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from pcf.cache import cache_folder
from pcf.errors import PcfError
from pcf.findings import finding
from pcf.plain import unturned

SERIF, SANS, OTHERS = "Noto Serif SC", "Noto Sans SC", "DejaVu Sans"
_FILES = {SERIF: "NotoSerifSC-Regular.otf", SANS: "NotoSansSC-Regular.otf"}
#: Signs that no font draws and no format takes: controls, halves of a pair, no characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
#: Signs of joining, which are obeyed and not drawn.
_SILENT = frozenset(map(chr, (*range(0x200B, 0x200E), 0x2060, 0xFEFF, 0xAD,
                              *range(0xFE00, 0xFE10))))  # fmt: skip


def library(module: str, format: str, package: str) -> ModuleType:
    """Import a library of the extra ``report``.

    Raises
    ------
    PcfError
        ``IM043`` when it is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise PcfError(
            [finding("IM043", observed=format, expected=package, suggestion="report")]
        ) from error


def clean(text: str) -> str:
    """Text that every format takes; a control or turning character is shown by its code."""
    return _UNPRINTABLE.sub(_coded, unturned(text))


def one_line(text: str, *, ends: bool = False) -> str:
    """Text that every format takes, on one line; `ends` keeps blanks at its ends."""
    made = re.sub(r"\s+", " ", clean(re.sub(r"[\t\n\r\x0b\x0c\x1c-\x1e\x85]", " ", text)))
    return made if ends else made.strip()


def shown(text: str) -> str:
    """Text on one line that can be drawn; a character that no font has is shown by its code."""
    if text.isascii() and text.isprintable():
        return text
    drawn = drawable()
    kept = (sign for sign in re.sub(r"\s+", " ", unturned(text)) if sign not in _SILENT)
    return "".join(sign if ord(sign) in drawn else _coded(sign) for sign in kept)


def _coded(sign: str | re.Match[str]) -> str:
    code = ord(sign if isinstance(sign, str) else sign[0])
    return f"[U+{code:04X}]"


def folders(format: str = "pdf") -> tuple[Path, ...]:
    """Folders of the fonts; raises ``IM043`` without them."""
    own = library("pylopdf_fonts_zh_cn", format, "pylopdf-fonts-zh-cn")
    return Path(str(own.__file__)).parent, _others().parent


def _others() -> Path:
    os.environ.setdefault("MPLCONFIGDIR", str(cache_folder() / "matplotlib"))
    from matplotlib import get_data_path

    return Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"


def _paths() -> tuple[Path, ...]:
    own, _ = folders()
    return own / _FILES[SERIF], own / _FILES[SANS], _others()


@lru_cache(maxsize=1)
def drawable() -> frozenset[int]:
    """Characters that both Noto fonts have, or DejaVu Sans."""
    paths = _paths()
    from matplotlib.ft2font import FT2Font

    serif, sans, others = (frozenset(FT2Font(str(path)).get_charmap()) for path in paths)
    private = frozenset(range(0xE000, 0xF900))  # means something else in every font
    return (serif & sans) | (others - private)


@lru_cache(maxsize=1)
def _advances() -> dict[str, float]:
    """Widths of Latin signs in Noto Sans SC, as parts of the size of the font."""
    _, path, _ = _paths()
    from matplotlib.ft2font import FT2Font, LoadFlags

    font = FT2Font(str(path))
    made = {}
    for code in sorted(code for code in font.get_charmap() if 0x20 <= code < 0x250):
        glyph = font.load_char(code, flags=LoadFlags.NO_SCALE)
        made[chr(code)] = glyph.horiAdvance / font.units_per_EM
    return made


def width_of(text: str) -> float:
    """Width of a text at size 1; what is not Latin counts as a square."""
    known = _advances()
    return sum(known.get(sign, 1.0) for sign in text)
