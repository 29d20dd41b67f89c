"""What an import did with every record, and the open inputs of an imported background."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pcf.i18n import Language, label, phrase
from pcf.report.data_view import passed_on
from pcf.report.messages import message_page
from pcf.report.page import Column, Page
from pcf.report.words import said

if TYPE_CHECKING:
    from pcf.importing.database import ImportResult
    from pcf.importing.schemas import SchemaReport
    from pcf.importing.unmatched import Unmatched

_FINDINGS = 12
#: Kinds of violations of schemas on the screen.
_KINDS = 6


def import_json(done: ImportResult) -> dict[str, Any]:
    """Plain data of an import."""
    background = done.background
    return {
        "background": {"id": background.id, "sha256": background.sha256},
        "source": {"file": done.source, "sha256": done.source_sha256, "format": done.format},
        "settings": {
            "policy": done.settings.policy,
            "coproducts": done.settings.coproducts,
            "mix": list(done.settings.mix),
            "missing_unit": done.settings.missing_unit,
            "gases": dict(done.settings.gases),
            "licence": background.licence,
            "redistributable": background.redistributable,
            "system_model": done.settings.system_model,
        },
        "conservation": done.conservation.to_dict(),
        "kinds": dict(done.kinds),
        "links": dict(done.links),
        "gases": done.gases.to_dict(),
        "schemas": done.schemas.to_dict(),
        "partial": done.is_partial,
    }


def import_page(done: ImportResult, lang: Language) -> Page:
    """Lay out the conservation report, links, gases and findings."""
    key = "import_done" if done.background.products else "import_nothing"
    page = message_page(key, lang, id=done.background.id, file=done.source, format=done.format)
    _counts(page, done, lang)
    _reasons(page, done, lang)
    _links(page, done, lang)
    page.heading(label("import_gases", lang))
    layers = ", ".join(
        " ".join((_word("layer_", layer, lang), str(n))) for layer, n in done.gases.layers.items()
    )
    page.line(layers or "-", indent=2)
    _schemas(page, done.schemas, lang)
    page.heading(label("import_findings", lang))
    shown = [f for f in done.findings if f.level != "info"]
    for item in shown[:_FINDINGS]:
        page.line(f"{item.level}[{item.code}] {said(item, lang)}", indent=2)
    if len(shown) > _FINDINGS:
        page.line(phrase("import_more", lang, count=len(shown) - _FINDINGS), indent=2)
    loops = sum(1 for f in shown if f.code == "IM010")
    if loops:
        page.line(phrase("import_loops", lang, count=loops), indent=2)
    page.line()
    page.line(phrase("import_folder", lang, folder=f"{done.folder.parent.name}/{done.folder.name}"))
    if done.background.products:
        page.line(phrase("import_use", lang, id=done.background.id))
    page.line(passed_on(done.background, lang))
    return page


def _word(family: str, id: str, lang: Language) -> str:
    """Word of an id of one family of labels."""
    key = family + id.replace(" ", "_")
    return label(key, lang)


def _counts(page: Page, done: ImportResult, lang: Language) -> None:
    page.heading(label("import_conservation", lang))
    columns = (
        Column(label("import_what", lang)),
        Column(label("import_in", lang), "number"),
        Column(label("import_taken", lang), "number"),
        Column(label("import_held", lang), "number"),
    )
    rows = [
        (_word("what_", c.what, lang), str(c.came_in), str(c.taken), str(c.held))
        for c in done.conservation.counts
    ]
    page.table(columns, rows)


def _reasons(page: Page, done: ImportResult, lang: Language) -> None:
    reasons = done.conservation.reasons()
    if not reasons:
        return
    page.heading(label("import_reasons", lang))
    columns = (
        Column(label("import_what", lang)),
        Column(label("import_reason", lang)),
        Column(label("import_held", lang), "number"),
    )
    rows = [
        (_word("what_", what, lang), _word("held_", reason, lang), str(n))
        for (what, reason), n in reasons.items()
    ]
    page.table(columns, rows)


def _schemas(page: Page, report: SchemaReport, lang: Language) -> None:
    page.heading(label("import_schemas", lang))
    if report.reason:
        why = label(f"schema_{report.reason}", lang)
        why += f" ({report.detail})" if report.detail else ""
        page.line(phrase("schema_not_validated", lang, why=why), indent=2)
        return
    text = phrase("schema_validated", lang, files=report.files, valid=report.valid,
                  skipped=report.skipped, total=report.total)  # fmt: skip
    page.line(text, indent=2)
    columns = (
        Column(label("schema_where", lang)),
        Column(label("schema_rule", lang)),
        Column(label("schema_count", lang), "number"),
    )
    rows = [(f"{v.dataset}: {v.where}", v.rule, str(v.count)) for v in report.violations[:_KINDS]]
    if rows:
        page.table(columns, rows)
    if len(report.violations) > _KINDS:
        page.line(phrase("import_more", lang, count=len(report.violations) - _KINDS), indent=2)


def _links(page: Page, done: ImportResult, lang: Language) -> None:
    page.heading(label("import_links", lang))
    columns = (Column(label("import_reason", lang)), Column(label("import_inputs", lang), "number"))
    rows = [(_word("link_", reason, lang), str(n)) for reason, n in done.links.items()]
    page.table(columns, rows)


def unmatched_json(id: str, found: Sequence[Unmatched]) -> dict[str, Any]:
    """Plain data of flows that nothing supplies, with what comes nearest."""
    from pcf.importing.unmatched import target

    return {
        "background": id,
        "inputs": sum(one.inputs for one in found),
        "open": sum(one.inputs for one in found),
        "rows": [],
        "unmatched": [
            {
                "flow": one.flow.id,
                "name": {"zh": one.flow.name_zh, "en": one.flow.name_en},
                "unit": one.flow.unit,
                "inputs": one.inputs,
                "nearest": [
                    {"to": target(near, id), "dataset": near.id, "score": near.score,
                     "way": near.way, "fit": near.fit, "same": near.is_same}
                    for near in one.near
                ],
            }
            for one in found
        ],
    }  # fmt: skip


def unmatched_page(id: str, found: Sequence[Unmatched], top: int, lang: Language) -> Page:
    """Lay out flows that nothing supplies, with what comes nearest."""
    page = Page()
    page.line(
        phrase("unmatched_count", lang, id=id, flows=len(found),
               inputs=sum(one.inputs for one in found), near=sum(1 for o in found if o.near))
    )  # fmt: skip
    columns = (
        Column(label("import_inputs", lang), "number"),
        Column(label("unmatched_flow", lang)),
        Column(label("unmatched_nearest", lang)),
    )
    rows = [
        (
            str(one.inputs),
            f"{one.flow.name_zh if lang == 'zh' else one.flow.name_en} ({one.flow.unit})",
            "; ".join(near.told() for near in one.near) or "-",
        )
        for one in found[:top]
    ]
    page.table(columns, rows, indent=0)
    if len(found) > top:
        page.line(phrase("import_more", lang, count=len(found) - top))
    return page
