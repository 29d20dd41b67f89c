"""Datasets of the background: lists, search results, one dataset whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pcf.background.search import APART
from pcf.i18n import Language, label, phrase
from pcf.report.numbers import aligned, number, percent
from pcf.report.page import Column, Page
from pcf.report.words import name_of, pick

if TYPE_CHECKING:
    from pcf.background import Background
    from pcf.background.records import ExchangeRecord, ProcessRecord
    from pcf.background.search import Hit
    from pcf.calc.identity import BackgroundIdentity
    from pcf.report.dataset import Dataset, Output, Row


_APART_WORDS = {"parameter": "dataset_parameter", "sector": "dataset_sector"}
_PASSED_ON = {
    "yes": "redistributable_yes",
    "no": "redistributable_no",
    "unknown": "redistributable_unknown",
}


def list_page(background: Background, processes: Sequence[ProcessRecord], lang: Language) -> Page:
    """Lay out a list of datasets."""
    page = Page()
    columns = (
        Column("id"),
        Column(label("name", lang)),
        Column(label("location", lang)),
        Column(label("year", lang), least=80),
        Column(label("unit", lang), least=80),
        Column(label("category", lang), least=110),
    )
    rows = [(p.id, name_of(p, lang), p.location, p.year, p.unit, p.category) for p in processes]
    page.table(columns, rows, indent=0)
    page.line()
    page.line(
        phrase(
            "datasets_of",
            lang,
            count=len(processes),
            all=len(background.processes()),
            id=" + ".join(part.id for part in background.components),
            version=" + ".join(part.version for part in background.components),
        )
    )
    licences(page, background, lang)
    return page


def licences(page: Page, background: Background, lang: Language) -> None:
    """Say of every background what its licence is and whether it may be handed on."""
    for part in background.components:
        page.line(
            f"{part.id} {part.version}: {passed_on(part, lang)}; {part.licence}", "dim", indent=2
        )


def passed_on(part: Background | BackgroundIdentity, lang: Language) -> str:
    """Say whether the tables of a background may be handed on."""
    return label(_PASSED_ON[part.redistributable], lang)


def search_page(hits: Sequence[Hit], text: str, lang: Language) -> Page:
    """Lay out search results, best first."""
    page = Page()
    if not hits:
        page.line(phrase("nothing_found", lang, text=text))
        return page
    columns = (
        Column(label("score", lang), "number"),
        Column("id", "code"),
        Column(label("name", lang)),
        Column(label("location", lang)),
        Column(label("year", lang), least=90),
        Column(label("unit", lang), least=90),
        Column(label("found_in", lang), least=110),
    )
    rows = [
        (
            f"{hit.score:.2f}",
            hit.process if hit.reason != "coproduct" else f"{hit.process}/{hit.flow}",
            _search_name(hit, lang),
            hit.location,
            hit.year,
            hit.unit,
            hit.reason,
        )
        for hit in hits
    ]
    page.table(columns, rows, indent=0)
    return page


def _search_name(hit: Hit, lang: Language) -> str:
    """Name of a hit; what is no unit process says so first."""
    name = name_of(hit, lang)
    return f"[{label(_APART_WORDS[hit.kind], lang)}] {name}" if hit.kind in APART else name


def held_texts(held: Sequence[str], lang: Language) -> list[str]:
    """Say what an import held back of a dataset: name, number and reason of each."""
    found = []
    for text in held:
        reason, _, rest = text.partition(" ")
        count, _, name = rest.partition(" ")
        found.append(f"{name} × {count} ({label(f'held_{reason}', lang)})")
    return found


def dataset_page(dataset: Dataset, lang: Language) -> Page:
    """Lay out one dataset with everything that is known about it."""
    page = Page()
    p = dataset.process
    page.line(f"bg:{p.id}  {name_of(p, lang)}", "bold")
    facts = [
        (label("reference_flow", lang), f"{number(p.amount)} {p.unit} {p.product}"),
        (label("location", lang), f"{p.location} ({place_code(p.location, lang)})"),
        (label("year", lang), p.year),
        (label("technology", lang), p.technology),
        (label("variant", lang), p.variant),
        (label("kind", lang), label(f"kind_{p.kind}", lang)),
        (label("category", lang), p.category),
        (label("allocation", lang), label(p.allocation, lang)),
        (label("checked_how", lang), label(p.tag, lang)),
        (label("source", lang), ", ".join(p.sources)),
        (label("comment", lang), p.comment),
        (label("open_held", lang), "; ".join(held_texts(p.held, lang))),
    ]
    page.table((Column(), Column()), [fact for fact in facts if fact[1]])
    for output in dataset.outputs:
        _output(page, output, lang)
    _rows(page, dataset.rows, lang)
    _figures(page, dataset.rows, lang)
    page.heading(label("sources", lang))
    for source in dataset.sources:
        page.line(f"[{source.key}] {source.citation}", indent=2)
        notes = [label(source.checked, lang), source.licence, source.url]
        page.line("; ".join(note for note in notes if note not in ("", "-")), "dim", indent=4)
    return page


def _output(page: Page, output: Output, lang: Language) -> None:
    name = f"{name_of(output.flow, lang)}  {output.flow.id}"
    page.heading(phrase("intensity_of", lang, name=name, share=percent(output.share)))
    figures = aligned([item.value for item in output.intensities])
    rows = [
        (
            item.factors,
            figure,
            item.unit,
            phrase("without_factor", lang, gases=", ".join(item.without_factor))
            if item.without_factor
            else "",
        )
        for item, figure in zip(output.intensities, figures, strict=True)
    ]
    page.table((Column(), Column("", "number"), Column(), Column()), rows)
    parts = [f"{label(tag, lang)} {percent(share)}" for tag, share in output.weakest.items()]
    page.line(phrase("weakest_row", lang, parts=label("list_mark", lang).join(parts)), indent=2)


def place_code(location: str, lang: Language) -> str:
    """Say what kind of code a place is: ISO 3166-1, ISO 3166-2, or a region without a code."""
    if re.fullmatch(r"[A-Z]{2}", location):
        return "ISO 3166-1"
    if re.fullmatch(r"[A-Z]{2}-[A-Z0-9]{1,3}", location):
        return "ISO 3166-2"
    return label("region_code", lang)


def _figures(page: Page, rows: Sequence[Row], lang: Language) -> None:
    """How each figure is known: source, tag, spread, derivation."""
    page.heading(label("figures_known", lang))
    for row in rows:
        exchange = row.exchange
        known = f"[{', '.join(exchange.sources)}] {label(exchange.tag, lang)}"
        parts = [known, spread(exchange, lang), exchange.comment]
        text = "; ".join(part for part in parts if part)
        page.line(f"{exchange.id}  {row.flow.id}", indent=2)
        page.line(text, "dim", indent=4)


def spread(exchange: ExchangeRecord, lang: Language) -> str:
    """Distribution, bounds and pedigree of an amount; empty when none is stated."""
    if not exchange.uncertainty and not exchange.pedigree:
        return ""
    name = f"spread_{exchange.uncertainty}"
    parts = [label(name, lang)] if exchange.uncertainty else []
    if exchange.low is not None or exchange.high is not None:
        parts.append(f"{number(exchange.low)} .. {number(exchange.high)} {exchange.unit}")
    if exchange.pedigree:
        parts.append(phrase("pedigree_is", lang, scores=exchange.pedigree))
    return " ".join(parts)


def _rows(page: Page, rows: Sequence[Row], lang: Language) -> None:
    page.heading(phrase("exchanges_are", lang, count=len(rows)))
    columns = (
        Column(label("direction", lang)),
        Column(label("flow", lang)),
        Column(label("amount", lang), "number"),
        Column(label("unit", lang)),
        Column(label("supplier", lang), least=90),
        Column(label("source", lang), least=120),
    )
    figures = aligned([row.exchange.amount for row in rows])
    table = [
        (
            label(row.exchange.direction, lang),
            f"{pick(row.flow.name_zh, row.flow.name_en, lang)}  {row.flow.id}",
            figure,
            row.exchange.unit,
            row.exchange.provider,
            _source(row),
        )
        for row, figure in zip(rows, figures, strict=True)
    ]
    page.table(columns, table)


def _source(row: Row) -> str:
    tag = f"[{row.exchange.tag}]" if row.exchange.tag else ""
    return " ".join(filter(None, (*row.exchange.sources, tag)))


def _names(item: Any, lang: Language) -> dict[str, str]:
    return {"name": name_of(item, lang), "name_zh": item.name_zh, "name_en": item.name_en}


def background_json(background: Background) -> dict[str, str]:
    """Identity of a background as it stands in the data of every verb that looks into one."""
    return {
        "id": background.id,
        "version": background.version,
        "sha256": f"sha256:{background.sha256}",
        "allocation": background.allocation,
    }


def backgrounds_json(background: Background) -> list[dict[str, str]]:
    """Every background looked into: identity, system model, licence."""
    return [
        {
            **background_json(part),
            "system_model": part.system_model,
            "licence": part.licence,
            "redistributable": part.redistributable,
        }
        for part in background.components
    ]


def list_json(
    background: Background, processes: Sequence[ProcessRecord], lang: Language
) -> dict[str, Any]:
    """Give the `data` object of ``pcf data list``."""
    datasets = [
        {
            "id": p.id,
            **_names(p, lang),
            "product": p.product,
            "unit": p.unit,
            "location": p.location,
            "year": p.year,
            "category": p.category,
            "kind": p.kind,
        }
        for p in processes
    ]
    return {
        "background": background_json(background),
        "backgrounds": backgrounds_json(background),
        "datasets": datasets,
    }


def search_json(
    background: Background, text: str, hits: Sequence[Hit], lang: Language
) -> dict[str, Any]:
    """Give the `data` object of ``pcf data search``."""
    found = [{**asdict(hit), **_names(hit, lang)} for hit in hits]
    return {
        "background": background_json(background),
        "backgrounds": backgrounds_json(background),
        "text": text,
        "hits": found,
    }


def dataset_json(background: Background, dataset: Dataset, lang: Language) -> dict[str, Any]:
    """Give the `data` object of ``pcf data show``."""
    return {
        "background": background_json(background),
        "process": {**asdict(dataset.process), **_names(dataset.process, lang)},
        "outputs": [
            {
                "flow": output.flow.id,
                **_names(output.flow, lang),
                "share": output.share,
                "intensities": [asdict(item) for item in output.intensities],
                "weakest_tag": dict(output.weakest),
            }
            for output in dataset.outputs
        ],
        "exchanges": [{**asdict(row.exchange), **_names(row.flow, lang)} for row in dataset.rows],
        "sources": [asdict(source) for source in dataset.sources],
    }
