"""Settings of an import: every choice that is no fact of the package, written down."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from pcf.background.tables import REDISTRIBUTABLE
from pcf.errors import PcfError, UsageError
from pcf.findings import Location, finding
from pcf.importing.package import KINDS
from pcf.suggest import nearest

Policy = Literal["refuse", "same-country-then-average", "first-market"]
Coproducts = Literal["hold", "reference", "mass", "energy", "value"]
POLICIES: tuple[Policy, ...] = get_args(Policy)
COPRODUCTS: tuple[Coproducts, ...] = get_args(Coproducts)
SETTINGS_FILE = "import.toml"
#: System model of a package that states none.
NOT_STATED = "not stated"
#: System models that can be stated.
APPROACHES = ("cut-off", "apos", "consequential", "substitution", "attributional")


@dataclass(frozen=True, slots=True)
class ImportSettings:
    """How a package is turned into a background.

    policy
        What happens to inputs with several equally near suppliers. ``refuse``: they stay open;
        ``same-country-then-average``: equal shares of the suppliers at the nearest place;
        ``first-market``: the declared market, the newest one, else open.
    coproducts
        Burden of processes with several products for which the package states no shares.
        ``hold``: nothing is chosen, the process is held back; ``reference``: all on the reference
        flow; ``mass``, ``energy``, ``value``: by that property of every product.
    mix
        Kinds besides its own that may supply a unit process (``result``, ``parameter``,
        ``sector``); none unless stated.
    missing_unit
        Unit of reference flows that the package does not describe; empty: held back.
    gases
        Assignments of the user: flow id to elementary flow of pcf.
    licence
        Terms under which the package is held; empty: what its data sets say.
    redistributable
        Whether those terms allow handing the database on: ``yes``, ``no``, ``unknown`` (as no).
    system_model
        One of `APPROACHES`; empty: not stated.
    """

    policy: Policy = "refuse"
    coproducts: Coproducts = "hold"
    mix: tuple[str, ...] = ()
    missing_unit: str = ""
    gases: Mapping[str, str] = field(default_factory=dict)
    licence: str = ""
    redistributable: str = "unknown"
    system_model: str = ""


def checked(settings: ImportSettings) -> ImportSettings:
    """Give the settings back when every word of them is known; raises ``IM015``."""
    for key, value, allowed in (
        ("policy", settings.policy, POLICIES),
        ("coproducts", settings.coproducts, COPRODUCTS),
        *(("mix", word, KINDS[1:]) for word in settings.mix),
        ("redistributable", settings.redistributable, REDISTRIBUTABLE),
        ("system_model", settings.system_model or APPROACHES[0], APPROACHES),
    ):
        if value not in allowed:
            near = nearest(value, allowed) or allowed[0]
            listed = ", ".join(allowed)
            raise UsageError(
                [finding("IM015", observed=value, expected=listed, suggestion=near, key=key)]
            )
    return settings


def read_settings(folder: Path) -> tuple[ImportSettings, Mapping[str, Any]]:
    """Read ``import.toml`` of an imported background: the settings, and what it says of the source.

    Raises
    ------
    PcfError
        ``IM016`` when the folder holds no import.
    """
    path = folder / SETTINGS_FILE
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        stated = data["settings"]
        made = ImportSettings(
            policy=stated["policy"],
            coproducts=stated["coproducts"],
            mix=tuple(stated["mix"]),
            missing_unit=stated["missing_unit"],
            gases=dict(data.get("gases", {})),
            licence=stated.get("licence", ""),
            redistributable=stated.get("redistributable", "unknown"),
            system_model=stated.get("system_model", ""),
        )
    except (OSError, KeyError, TypeError, ValueError) as error:
        at = Location(f"{folder.name}/{SETTINGS_FILE}")
        raise PcfError([finding("IM016", at, observed=str(error))]) from error
    return checked(made), data["source"]


def settings_text(settings: ImportSettings, source: Mapping[str, str]) -> str:
    """Give the text of ``import.toml``."""
    lines = ["[source]", *(f"{key} = {_quoted(value)}" for key, value in source.items()), ""]
    mixed = ", ".join(_quoted(word) for word in settings.mix)
    lines += [
        "[settings]",
        f"policy = {_quoted(settings.policy)}",
        f"coproducts = {_quoted(settings.coproducts)}",
        f"mix = [{mixed}]",
        f"missing_unit = {_quoted(settings.missing_unit)}",
        f"licence = {_quoted(settings.licence)}",
        f"redistributable = {_quoted(settings.redistributable)}",
        f"system_model = {_quoted(settings.system_model)}",
        "",
        "[gases]",
        *(f"{_quoted(id)} = {_quoted(flow)}" for id, flow in sorted(settings.gases.items())),
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    from pcf.project.toml_text import quoted

    return quoted(text)
