"""Values in the notation of TOML, for the files that pcf writes itself."""

from __future__ import annotations

import json


def quoted(text: str) -> str:
    r"""Give `text` as a basic string of TOML on one line.

    >>> quoted('a "b"')
    '"a \\"b\\""'
    """
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
