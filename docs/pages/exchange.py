"""``docs/exchange.md``: formats out and in, what they hold, keys and codes that belong to them."""

from __future__ import annotations

from pages.text import page, table, template
from pcf.exchange.battery_passport import SHAPES, passport_fields
from pcf.exchange.catena_x import VERSION as CATENA_X
from pcf.exchange.figures import DIGITS, TOLERANCE
from pcf.exchange.formats import EXPORTS
from pcf.exchange.pact import VERSION as PACT
from pcf.i18n import finding_catalogue, label
from pcf.project.declared_units import UNIT_WORDS
from pcf.project.json_text import DEPTH_LIMIT, SIZE_LIMIT
from pcf.project.received_pact import VALID_YEARS
from pcf.rules.packs import registry

NAME = "exchange.md"

_NOTES = (
    ("stages", "export_drop_stages"),
    ("gases", "export_drop_gases"),
    ("electricity", "export_drop_electricity"),
    ("end of life", "export_drop_end_of_life"),
    ("factor set", "export_drop_factors"),
    ("DQR", "export_no_dqr"),
    ("outbound transport", "export_no_outbound"),
    ("verification", "export_no_shares"),
)


def build() -> str:
    """Write the page."""
    words = {
        "formats": _formats(),
        "digits": str(DIGITS),
        "tolerance": f"{TOLERANCE:f}".rstrip("0"),
        "years": str(VALID_YEARS),
        "notes": _notes(),
        "passport": _passport(),
        "keys": _keys(),
        "size": str(SIZE_LIMIT >> 20),
        "depth": str(DEPTH_LIMIT),
        "units": ", ".join(UNIT_WORDS),
        "codes": _codes(),
    }
    return page(template("exchange.template.md", words))


def _formats() -> str:
    fields = passport_fields()
    rows = [["`pact`", "PACT data model, ProductFootprint", PACT, "`pact`"]]
    rows.append(["`catena-x`", "aspect io.catenax.pcf", CATENA_X, "`catena-x`"])
    for shape in SHAPES:
        name = f"`battery-passport --shape {shape}`"
        pack = EXPORTS["battery-passport"].pack
        rows.append([name, fields[shape]["name"], fields[shape]["version"], f"`{pack}`"])
    return table(["--as", "data model", "version", "rule pack"], rows)


def _notes() -> str:
    rows = [[name, label(key, "zh"), label(key, "en")] for name, key in _NOTES]
    return table(["", "中文", "English"], rows)


def _passport() -> str:
    fields = passport_fields()
    stages = fields[SHAPES[0]]["stages"]
    rows = [[f"`{id}`", *(fields[shape]["stages"][id] for shape in SHAPES)] for id in stages]
    return table(["stage", *(fields[shape]["name"] for shape in SHAPES)], rows)


def _keys() -> str:
    packs = dict.fromkeys(form.pack for form in EXPORTS.values())
    rows = [
        [f"`{key.key}`", key.zh, key.en, key.help]
        for pack in packs
        for key in registry().heads[pack].keys
    ]
    return table(["key", "中文", "English", ""], rows)


def _codes() -> str:
    rows = [
        [f"`{code}`", str(entry["level"]), str(entry["title_zh"]), str(entry["title_en"])]
        for code, entry in sorted(finding_catalogue().items())
        if code[:2] in ("EX", "RX")
    ]
    return table(["code", "level", "中文", "English"], rows)
