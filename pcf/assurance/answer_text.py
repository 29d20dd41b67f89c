"""A supplier's answer as ``suppliers/ID.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pcf.assurance.request_fields import FIGURES
from pcf.project.toml_text import quoted

if TYPE_CHECKING:
    from pcf.assurance.answer_read import Asked

#: Keys in the order of the file.
_KEYS = (
    "flow", "unit", "name_zh", "name_en", "gwp_set", "boundary", "standard", "location", "period",
    "valid_until", "primary_share", "dqr", "verification", "source", "remark", "answer_file",
    "answer_sha256",
)  # fmt: skip


def received_toml(
    earlier: Mapping[str, Any],
    item: Asked,
    source: tuple[str, str],
) -> str:
    """Give the file: what was known before, what the answer says in its place.

    Parameters
    ----------
    earlier
        What is known without the answer. Its ledger stays when the answer has no figures; with new
        figures nothing stays that was asked for along with them, as it was said of others.
    item
        What was asked, and the answers by field.
    source
        SHA-256 and name of the answer.
    """
    values, remarks = item.values, item.remarks
    figures = {key: values[key] for key in FIGURES if key in values}
    gone = item.fields if figures else ()
    stated: dict[str, Any] = {
        k: v for k, v in earlier.items() if not isinstance(v, dict) and k not in gone
    }
    stated |= {key: value for key, value in values.items() if key not in FIGURES}
    if remarks:
        stated["remark"] = "; ".join(remarks)
    stated["answer_sha256"], stated["answer_file"] = source
    others = [key for key in stated if key not in _KEYS]
    lines = ["# Answer of the supplier, written by pcf import; [ledger]: kg CO2e per unit."]
    lines += [f"{_key(key)} = {_value(stated[key])}" for key in (*_KEYS, *others) if key in stated]
    ledger = figures or earlier.get("ledger", {})
    lines += ["", "[ledger]", *(f"{_key(key)} = {_value(value)}" for key, value in ledger.items())]
    return "\n".join(lines) + "\n"


def _key(key: str) -> str:
    bare = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if bare else quoted(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_value(part) for part in value)}]"
    return quoted(str(value))
