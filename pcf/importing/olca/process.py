"""An openLCA process as a record, everything as stated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pcf.importing.ilcd.walk import at, many, names, number, word
from pcf.importing.intake import row_id
from pcf.importing.olca.exchanges import allocated, exchanges, uncertainty
from pcf.importing.olca.walk import Beside, categories, flag, place_code, reference
from pcf.importing.package import Exchange, Parameter, Place, Process, ProcessKind
from pcf.importing.xml_tree import Tree

_KINDS: dict[str, ProcessKind] = {"UNIT_PROCESS": "unit", "LCI_RESULT": "result"}


def process(
    tree: Tree, place: Place, beside: Beside, meet: Callable[[Any, bool], None]
) -> tuple[Process, int]:
    """Read a process.

    Parameters
    ----------
    tree
        The document.
    place
        Its file.
    beside
        What it refers to.
    meet
        Is told the flow of each exchange, and whether a process is named that supplies it.

    Returns
    -------
    tuple
        The process, and how many allocation factors it states that do not count.
    """
    id = row_id(word(at(tree, "@id")).lower())
    text, kind_text = at(tree, "processDocumentation"), word(at(tree, "processType"))
    rows = exchanges(tree, id, beside, meet)
    marked = zip(rows, many(at(tree, "exchanges")), strict=True)
    references = tuple(
        row.id for row, part in marked if flag(part, "isQuantitativeReference",
                                               "quantitativeReference")
    )  # fmt: skip
    rows, unused = allocated(tree, rows, references)
    quality = word(at(tree, "dqEntry"))
    return Process(
        id=id,
        version=word(at(tree, "version")),
        names=names(at(tree, "name")),
        kind=_KINDS.get(kind_text.upper(), "unit"),
        place=place,
        kind_text=kind_text,
        categories=categories(tree, beside),
        location=place_code(at(tree, "location"), beside),
        year=word(at(text, "validFrom"))[:4],
        valid_until=word(at(text, "validUntil"))[:4],
        technology=word(at(text, "technologyDescription")),
        comment=word(at(tree, "description")),
        licence=word(at(text, "accessRestrictions")) or word(at(text, "restrictionsDescription")),
        sources=tuple(dict.fromkeys(reference(s)[0] for s in many(at(text, "sources")))),
        references=references,
        market=names(at(tree, "name")).en.casefold().startswith(("market for ", "market group ")),
        quality=(("pedigree", quality),) if quality else (),
        parameters=_parameters(tree, rows, beside),
        exchanges=rows,
    ), unused


def _parameters(tree: Tree, rows: tuple[Exchange, ...], beside: Beside) -> tuple[Parameter, ...]:
    """Parameters of the process, then those of the whole package that its formulas use."""
    own = [parameter(part) for part in many(at(tree, "parameters")) if isinstance(part, dict)]
    if not beside.parameters:
        return tuple(own)
    known = {one.name for one in own}
    wanted = [row.formula for row in rows] + [one.formula for one in own]
    while wanted:
        for name in _names_in(wanted.pop()):
            if name not in known and name in beside.parameters:
                known.add(name)
                own.append(parameter(beside.parameters[name]))
                wanted.append(own[-1].formula)
    return tuple(own)


def _names_in(formula: str) -> tuple[str, ...]:
    """Names in a formula; none in one that the house cannot read (it is held back when used)."""
    from pcf.project.cells import CellFault
    from pcf.project.expressions import parse

    try:
        return parse(formula.replace("^", "**")).names if formula else ()
    except CellFault:
        return ()


def parameter(tree: Tree) -> Parameter:
    """Read a parameter; only a dependent one has a formula that counts."""
    given = at(tree, "isInputParameter") if "isInputParameter" in tree else at(
        tree, "inputParameter")  # fmt: skip
    free = given is not None and flag(tree, "isInputParameter", "inputParameter")
    spread = uncertainty(at(tree, "uncertainty"), number(at(tree, "value")))
    return Parameter(
        word(at(tree, "name")),
        number(at(tree, "value")),
        "" if free else word(at(tree, "formula")),
        spread.low if spread else None,
        spread.high if spread else None,
        word(at(tree, "description")),
    )
