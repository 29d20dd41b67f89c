"""What every result object has in common: plain data, JSON text; and texts that hide nothing."""

from __future__ import annotations

import json
from typing import Any

from pcf.i18n import Language

#: Signs that turn the direction of what follows them, the number beside a name as well.
_TURNING = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_CODES = {code: f"[U+{code:04X}]" for code in _TURNING}


def unturned(text: str) -> str:
    """Text whose signs of direction are shown by their codes and obeyed by nobody."""
    return text if text.isascii() else text.translate(_CODES)


class PlainData:
    """A result that gives itself as plain data (`to_dict`) and as JSON text (`to_json`)."""

    __slots__ = ()

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Plain data: the `data` object of the verb's JSON; names are in `lang`."""
        raise NotImplementedError

    def to_json(self, lang: Language = "en") -> str:
        """Give the same data as JSON text; numbers are finite and not rounded."""
        return json.dumps(self.to_dict(lang), ensure_ascii=False, allow_nan=False, indent=2)
