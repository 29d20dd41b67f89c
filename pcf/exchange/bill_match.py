"""A bill of materials against a background: proposals for each row, and names confirmed before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pcf.background import Background
from pcf.background.match import Ask, Proposal, propose, unit_fit
from pcf.background.match_index import open_index
from pcf.background.match_terms import plain
from pcf.exchange.bill_in import Bill, BillRow
from pcf.findings import Finding, Findings, finding
from pcf.graph.candidates import geography_score
from pcf.project.cells import CellFault
from pcf.project.collect import Collector
from pcf.project.lockfile import read_lock
from pcf.project.raw_table import RawTable, read_table
from pcf.project.schema import MATCHES, TABLE_BY_NAME
from pcf.project.suppliers import parse_supplier

MOST = 3
#: Tables whose rows have a supplier that can be decided.
ROW_TABLES = ("bom", "exchanges", "electricity", "transport")


@dataclass(frozen=True, slots=True)
class Matched:
    """A row with its proposals, best first; `address` is its row in the project, if it is one."""

    row: BillRow
    proposals: tuple[Proposal, ...]
    address: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What a project has decided before.

    Parameters
    ----------
    names
        Dataset and flow by name, in the form of `name_key`.
    rows
        Dataset and flow by row address (``bom/B-01``).
    """

    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    rows: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def name_key(name: str, cas: str = "") -> str:
    """Give what stands for a name when names are compared; the CAS number where there is none."""
    return plain(name) or plain(cas)


def match_bill(
    bill: Bill, background: Background, known: Known, location: str = "", table: str = ""
) -> list[Matched]:
    """Propose datasets for every row; equal rows are looked up once. Nothing is decided.

    Parameters
    ----------
    location
        Place wanted where a row states none.
    table
        Table of the project that the bill is (``bom``); empty when it is another file.
    """
    made: dict[Ask, tuple[Proposal, ...]] = {}
    found = []
    for row in bill.rows:
        address = f"{table}/{row.text('id')}" if table and row.text("id") else row.text("address")
        proposals = [p for ask in _asks(row, location) for p in _proposed(ask, background, made)]
        best = _best(proposals)
        earlier = known.rows.get(address) or known.names.get(
            name_key(row.text("name") or row.text("other_name"), row.text("cas"))
        )
        if earlier is not None:
            fit = unit_fit(row.text("unit"), background.unit_of(*earlier))
            first = Proposal(*earlier, 1.0, "confirmed", "", fit)
            best = [first, *(p for p in best if (p.process, p.flow) != earlier)]
        found.append(Matched(row, tuple(best[:MOST]), address))
    return found


def _asks(row: BillRow, location: str) -> list[Ask]:
    names = [row.text("name"), row.text("other_name")]
    wanted = list(dict.fromkeys(filter(None, names))) or [""]
    place = row.text("location") or location
    return [Ask(name, row.text("cas"), row.text("unit"), place) for name in wanted]


def _proposed(
    ask: Ask, background: Background, made: dict[Ask, tuple[Proposal, ...]]
) -> tuple[Proposal, ...]:
    if ask not in made:
        index = open_index(background)
        made[ask] = tuple(propose(background, index, ask, geography_score, MOST))
    return made[ask]


def _best(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Order the proposals of several names of one thing; each dataset once."""
    ordered = sorted(proposals, key=lambda p: (-p.score, p.process, p.flow))
    return list({(p.process, p.flow): p for p in reversed(ordered)}.values())[::-1]


def table_of(path: Path, folder: Path) -> str:
    """Name of the table of the project in `folder` that a file is; empty when it is none."""
    here = path.resolve()
    names = (name for name in ROW_TABLES if (folder / TABLE_BY_NAME[name].file).resolve() == here)
    return next(names, "")


def read_known(folder: Path, background: Background) -> tuple[Known, Findings]:
    """Read what a project has decided: ``model/matches.csv`` and the decisions of ``pcf.lock``.

    A decision for a dataset that the background does not have is warning ``DS096`` and is left
    out.
    """
    collect = Collector()
    findings = Findings()
    names: dict[str, tuple[str, str]] = {}
    raw = read_matches(folder, collect)
    if raw is not None:
        for at, (name, supplier) in enumerate(
            zip(raw.column("name"), raw.column("supplier"), strict=True)
        ):
            meant = dataset_of(supplier, background)
            if meant is None:
                where = raw.where(at, "supplier")
                findings.add(finding("DS096", where, node=name, observed=supplier))
            else:
                names[name_key(name)] = meant
    findings.extend(item for item in collect.close() if item.level != "info")
    lock = read_lock(folder).lock
    rows: dict[str, tuple[str, str]] = {}
    for address, link in ({} if lock is None else lock.links).items():
        meant = dataset_of(str(link.supplier), background)
        if link.reason == "decided" and meant is not None:
            rows[address] = meant
    return Known(names, rows), findings


def read_matches(folder: Path, collect: Collector) -> RawTable | None:
    """Read ``model/matches.csv`` as text; None when there is none or it has no usable header."""
    if not (folder / MATCHES.file).is_file():
        return None
    return read_table(folder, MATCHES, collect)


def dataset_of(text: str, background: Background) -> tuple[str, str] | None:
    """Dataset and flow that ``bg:DATASET[/FLOW]`` or ``DATASET[/FLOW]`` means; None if unknown."""
    written = text.strip()
    try:
        stated = parse_supplier(written) if ":" in written.replace("：", ":") else None
        if stated is not None and stated.kind != "background":
            return None
        process, _, flow = (written if stated is None else "").partition("/")
        process, flow = (process, flow) if stated is None else (stated.id, stated.flow or "")
        process = background.canonical(process)
        record = background.process(process)
        background.index(process, flow or record.product)
    except (CellFault, KeyError):
        return None
    return process, flow or record.product


def supplier_text(background: Background, process: str, flow: str) -> str:
    """Give ``bg:DATASET``, with ``/FLOW`` where it is not the reference product."""
    own = background.process(process).product == flow
    return f"bg:{process}" if own else f"bg:{process}/{flow}"


def reported(bill: Bill, extra: Iterable[Finding]) -> tuple[Finding, ...]:
    """Give the findings of a bill and others, the important ones first."""
    return Findings([*bill.findings, *extra]).ordered()
