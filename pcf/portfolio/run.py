"""Run a portfolio: chunk after chunk, kept as they come, put together at the end."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from math import ceil
from pathlib import Path
from typing import Any

from pcf.errors import PcfError
from pcf.findings import Finding, Location, finding
from pcf.hashing import file_sha256
from pcf.i18n import Language
from pcf.plain import PlainData
from pcf.portfolio.compiled import Solves
from pcf.portfolio.evaluate import Job
from pcf.portfolio.identity import Identity, identity_of
from pcf.portfolio.journal import Journal
from pcf.portfolio.known import unknown_addresses
from pcf.portfolio.model import Portfolio, Variant
from pcf.portfolio.read import read_portfolio
from pcf.portfolio.results import header
from pcf.portfolio.summary import Summary, summarized
from pcf.portfolio.table import VariantTable, open_table
from pcf.portfolio.work import Engine, Worked, here, processes
from pcf.progress import counted
from pcf.project.files import write_parts
from pcf.project.holding import held

#: Results of a chunk when there are many; when there are few, of projects and of variants.
MANY, FEW, FEW_VARIANTS = 1000, 10, 250
RESULTS = "results.csv"
_BLOCK = 2**20


@dataclass(frozen=True, slots=True)
class How:
    """How a batch is run; no result depends on it.

    engine
        Who computes; None = `workers` processes of this machine.
    """

    workers: int = 1
    engine: Engine | None = None


@dataclass(frozen=True, slots=True)
class Batch(PlainData):
    """A batch that is done.

    taken_over
        Results that an earlier run had left.
    """

    portfolio: Portfolio
    identity: Identity
    folder: Path
    summary: Summary
    taken_over: int

    @property
    def results(self) -> Path:
        """The table of results."""
        return self.folder / RESULTS

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the `data` object of ``pcf batch --format json``."""
        return {
            "portfolio": self.portfolio.id,
            "inputs": self.identity.to_dict(),
            "file": self.results.as_posix(),
            "taken_over": self.taken_over,
            **self.summary.to_dict(lang),
        }


def run_batch(file: Path, folder: Path, load: Callable[[Path], Solves], how: How) -> Batch:
    """Compute a portfolio into a folder, going on with what stands there.

    Parameters
    ----------
    file
        The portfolio.
    folder
        Where results go; empty, new, or of an earlier run of the same portfolio.
    load
        Opens the project of a folder; it has to be found by its name in another process.

    Raises
    ------
    PcfError
        Faults of the portfolio and its tables, ``BA010`` when `folder` rests on other inputs,
        ``BA020`` when inputs change meanwhile. A result that cannot be computed raises nothing: it
        is a line of the table.
    """
    portfolio = read_portfolio(file)
    if folder.exists() and not folder.is_dir():
        raise PcfError([finding("BA011", Location(folder.name), observed=folder.name)])
    tables = _tables(portfolio)
    faults = unknown_addresses(portfolio, tables)
    if faults:
        raise PcfError(faults)
    results = sum(_count(portfolio, tables))
    chunk = portfolio.chunk or _chunk(results, bool(tables))
    identity = identity_of(portfolio, tables, results, chunk)
    with held(folder, "batch"):
        journal = Journal(folder, identity)
        taken_over = results
        if not _stands(folder, journal.complete):
            taken_over = sum(done.count for done in journal.done.values())
            jobs = _jobs(portfolio, tables, identity, journal, load)
            engine = how.engine or (here if how.workers <= 1 else processes(how.workers))
            _compute(engine, jobs, journal, results - taken_over)
            _unchanged(portfolio, tables, identity)
            _put_together(journal, ceil(results / chunk))
        summary = summarized(folder / RESULTS)
    return Batch(portfolio, identity, folder, summary, taken_over)


def _tables(portfolio: Portfolio) -> dict[str, VariantTable]:
    files = dict.fromkeys(p.variants for p in portfolio.products if p.variants)
    found, faults = {}, list[Finding]()
    for file in files:
        try:
            found[file] = open_table(portfolio.file.parent, file)
        except PcfError as error:
            faults += error.findings
    if faults:
        raise PcfError(faults)
    return found


def _count(portfolio: Portfolio, tables: dict[str, VariantTable]) -> Iterator[int]:
    for product in portfolio.products:
        own = tables[product.variants].count if product.variants else 1
        yield own * max(len(product.suppliers), 1)


def _chunk(results: int, has_tables: bool) -> int:
    """Size of a chunk: a hundred chunks or more, none so small that nothing is shared in it."""
    return min(MANY, max(FEW_VARIANTS if has_tables else FEW, ceil(results / 100)))


def variants_of(portfolio: Portfolio, tables: dict[str, VariantTable]) -> Iterator[Variant]:
    """Give every variant, by product, supplier set and line, one at a time."""
    number = 0
    for place, product in enumerate(portfolio.products):
        for suppliers in product.suppliers or ("",):
            if not product.variants:
                number += 1
                yield Variant(number, place, suppliers, "", None, ())
                continue
            for line, id, texts in tables[product.variants].rows():
                number += 1
                yield Variant(number, place, suppliers, id, line, texts)


def _jobs(
    portfolio: Portfolio,
    tables: dict[str, VariantTable],
    identity: Identity,
    journal: Journal,
    load: Callable[[Path], Solves],
) -> Iterator[Job]:
    """Give the chunks that are not done, each with what it needs of the portfolio."""
    variants = variants_of(portfolio, tables)
    number = 0
    while rows := tuple(islice(variants, identity.chunk)):
        number += 1
        if number - 1 in journal.done:
            continue
        places = {row.product: portfolio.products[row.product] for row in rows}
        names = {row.suppliers for row in rows if row.suppliers}
        yield Job(
            number - 1,
            places,
            {name: portfolio.sets[name] for name in names},
            {n: tables[p.variants].columns for n, p in places.items() if p.variants},
            rows,
            {n: identity.projects[p.id] for n, p in places.items()},
            load,
            identity.program,
        )


def _compute(engine: Engine, jobs: Iterable[Job], journal: Journal, left: int) -> None:
    def size(made: Worked) -> float:
        return made.count

    for made in counted(engine(jobs), "batch_results", left, size):
        if made.refused:
            raise PcfError(made.refused)
        journal.add(made.chunk, made.data, made.count, made.failed)


def _unchanged(portfolio: Portfolio, tables: dict[str, VariantTable], identity: Identity) -> None:
    """Refuse to put together what inputs that changed meanwhile were used for (``BA010``)."""
    again = {
        file: replace(table, sha256=file_sha256(table.source.path))
        for file, table in tables.items()
    }
    now = identity_of(portfolio, again, identity.results, identity.chunk)
    if now != identity:
        from pcf.portfolio.journal import refuse_other

        refuse_other(identity, now)


def _put_together(journal: Journal, chunks: int) -> None:
    """Write the results as one file, in the order of the portfolio, block by block."""
    whole = hashlib.sha256()

    def parts() -> Iterator[bytes]:
        head = b"\xef\xbb\xbf" + header().encode()  # the mark by which spreadsheets know UTF-8
        whole.update(head)
        yield head
        for chunk in range(chunks):
            with journal.part(chunk).open("rb") as stream:
                while block := stream.read(_BLOCK):
                    whole.update(block)
                    yield block

    write_parts(journal.folder / RESULTS, parts())
    journal.finish(whole.hexdigest())


def _stands(folder: Path, sha256: str) -> bool:
    results = folder / RESULTS
    return bool(sha256) and results.is_file() and file_sha256(results) == sha256
