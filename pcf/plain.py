"""What every result object has in common: plain data, JSON text."""

from __future__ import annotations

import json
from typing import Any

from pcf.i18n import Language


class PlainData:
    """A result that gives itself as plain data (`to_dict`) and as JSON text (`to_json`)."""

    __slots__ = ()

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Plain data: the `data` object of the verb's JSON; names are in `lang`."""
        raise NotImplementedError

    def to_json(self, lang: Language = "en") -> str:
        """Give the same data as JSON text; numbers are finite and not rounded."""
        return json.dumps(self.to_dict(lang), ensure_ascii=False, allow_nan=False, indent=2)
