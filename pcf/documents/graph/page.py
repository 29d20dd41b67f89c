"""The picture of a supply chain as one HTML file to walk through: fold, search, focus, zoom.

The file opens from a disk without network: its Content-Security-Policy allows no request, and no
script but its own, named by its hash. Without script it shows the folded drawing. The script only
shows and hides; every place and every text is made here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pcf.documents.graph.drawing import Drawing, drawing_of
from pcf.documents.graph.folding import folded
from pcf.documents.graph.layout import CATEGORY, DATASET, layout_of
from pcf.documents.graph.supply import Edge, Node, Supply
from pcf.documents.html import LANG_TAGS, style, template
from pcf.documents.living import packed
from pcf.documents.living.entries import Entry
from pcf.documents.living.payload import unit_labels
from pcf.i18n import LANGUAGES, Language, label, label_catalogue

_FOLDED, _ALL = "folded", "all"
_OURS = "graph_"
#: Words of the living page that this page shows as well.
_SHARED = ("copy", "copied", "close", "address", "share", "language", "found_none", "found",
           "old_browser")  # fmt: skip
_OTHERS = ("functional_unit",)


def graph_svg(supply: Supply, lang: Language) -> str:
    """Draw a supply chain with its background folded, as an SVG file of its own."""
    made = folded(supply)
    drawn = drawing_of(made, layout_of(made), lang)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{drawn.svg}\n'


def graph_html(supply: Supply, lang: Language, scope: str = "") -> str:
    """Make the page of a supply chain, in both languages.

    Parameters
    ----------
    lang
        Language that is shown first.
    scope
        Further words of ``pcf explain`` after an address, e.g. ``--scenario x``.
    """
    from markupsafe import Markup

    views = {_FOLDED: (folded(supply), CATEGORY), _ALL: (supply, DATASET)}
    drawings = {
        (name, tongue): drawing_of(view, layout_of(view, size), tongue)
        for name, (view, size) in views.items()
        for tongue in LANGUAGES
    }
    held = [
        packed.Held("page", packed.json_text(_data(supply, lang, scope))),
        packed.Held(
            "views",
            packed.json_text({name: _view(drawings[name, lang]) for name in views}),
        ),
    ]
    held += [
        packed.Held(f"svg-{name}-{tongue}", drawn.svg, program=True)
        for (name, tongue), drawn in drawings.items()
        if (name, tongue) != (_FOLDED, lang)
    ]
    own = script()
    return template("graph.html").render(
        lang=lang,
        tags=LANG_TAGS,
        other="en" if lang == "zh" else "zh",
        title=_titles(supply)[lang],
        style=style("document.css", "living.css", "graph.css"),
        policy=Markup(packed.source_hash(own)),
        script=Markup(own),
        svg=Markup(drawings[_FOLDED, lang].svg),
        elements=[item.element() for item in held],
        content_hash=packed.content_hash(held, drawings[_FOLDED, lang].svg, own),
        word=lambda key: _words(lang)[key],
    )


@lru_cache(maxsize=1)
def script() -> str:
    """Script of the page: what it shares with the living page, and its own part."""
    shared = files("pcf.documents.living").joinpath("script", "living.js").read_text("utf-8")
    folder = files("pcf.documents.graph").joinpath("script")
    own = [folder.joinpath(name).read_text("utf-8") for name in ("graph.js", "panel.js")]
    return '"use strict";\n(() => {\n' + "\n".join([shared, *own]) + "})();\n"


def _titles(supply: Supply) -> dict[Language, str]:
    unit = supply.nodes.get(supply.focus or "unit")
    names = ("", "") if unit is None else (unit.entry.name_zh, unit.entry.name_en)
    made: dict[Language, str] = {}
    for lang, name in zip(("zh", "en"), names, strict=True):
        tongue: Language = "zh" if lang == "zh" else "en"
        shown = name or names[0] or names[1]
        title = label("graph_title", tongue)
        made[tongue] = f"{title} – {shown}" if shown else title
    return made


def _words(lang: Language) -> dict[str, str]:
    ours = [key for key in label_catalogue() if key.startswith(_OURS)]
    return {
        **{key: label(f"living_{key}", lang) for key in _SHARED},
        **{key.removeprefix(_OURS): label(key, lang) for key in ours},
        **{key: label(key, lang) for key in _OTHERS},
        **unit_labels(lang),
    }


def _data(supply: Supply, lang: Language, scope: str) -> Mapping[str, Any]:
    return {
        "lang": lang,
        "scope": scope,
        "unit": supply.unit,
        "focus": supply.focus,
        "titles": _titles(supply),
        "words": {tongue: _words(tongue) for tongue in LANGUAGES},
        "stages": {
            entry.address.removeprefix("stage:"): [entry.name_zh, entry.name_en]
            for entry in supply.stages
        },
    }


def _view(drawn: Drawing) -> Mapping[str, Any]:
    number = {node.key: at for at, node in enumerate(drawn.nodes)}
    return {
        "nodes": [_node(node) for node in drawn.nodes],
        "edges": [_edge(edge, number) for edge in drawn.edges],
    }


def _entry(entry: Entry) -> Mapping[str, Any]:
    names = ("address", "name_zh", "name_en", "text", "share", "weight")
    return {name: getattr(entry, name) for name in names}


def _node(node: Node) -> Mapping[str, Any]:
    return {
        "key": node.key,
        "kind": node.kind,
        "entry": _entry(node.entry),
        "own": {name: getattr(node.own, name) for name in ("address", "text", "share")},
        "stage": node.stage,
        "component": node.component,
        "group": list(node.group),
        "holds": list(node.holds),
    }


def _edge(edge: Edge, number: Mapping[str, int]) -> Mapping[str, Any]:
    return {
        "s": number[edge.source],
        "t": number[edge.target],
        "address": edge.entry.address,
        "text": edge.entry.text,
        "share": edge.entry.share,
        "weight": edge.entry.weight,
        "mass": edge.mass,
        "rows": edge.rows,
        "less": edge.less,
    }
