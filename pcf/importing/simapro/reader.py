"""SimaPro CSV as a package. Products and wastes are linked by their names, as SimaPro does it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from pcf.findings import Location, finding
from pcf.importing.archive import Archive, Member, MemberError
from pcf.importing.conservation import Collect, Held
from pcf.importing.grid import GridError
from pcf.importing.intake import hold_process
from pcf.importing.keeping import hold_file, keep_process, word_id
from pcf.importing.package import Document, Names, Package, Parameter, Place, Process
from pcf.importing.simapro.blocks import Block, Content, read_content
from pcf.importing.simapro.process import Maker, depends_on_composition, parameters
from pcf.importing.simapro.rows import SUBSTANCES
from pcf.importing.simapro.units import UnitBook

_HEADER = re.compile(rb'^(\xef\xbb\xbf)?\s*"?\{(SimaPro|CSV )', re.IGNORECASE)
_PARAMETERS = re.compile(r"^(database|project|global)? ?(input|calculated) parameters$")
_LISTS = ("quantities",)
#: The product stage that is no more than a list of inputs.
_ASSEMBLY = "assembly"


class SimaproReader:
    """Reads SimaPro CSV of processes."""

    name = "simapro"

    def sniff(self, archive: Archive) -> float:
        """Sure when a file begins with the header in braces."""
        for member in archive.members[:20]:
            if member.suffix in (".csv", ".txt"):
                try:
                    if _HEADER.match(archive.head(member, 400)):
                        return 0.95
                except MemberError:
                    continue
        return 0.0

    def read(self, archive: Archive, collect: Collect) -> Package:
        """Read all files of a package; products of one supply the others."""
        reading = _Reading(collect)
        for member in archive.counted():
            collect.ledger.enter("file")
            if member.suffix not in (".csv", ".txt"):
                hold_file(member.name, "not-inventory", member.suffix, collect)
                continue
            try:
                content = read_content(archive.read(member))
            except (GridError, MemberError) as error:
                reason = error.reason if isinstance(error, GridError) else "unreadable"
                hold_file(member.name, reason, str(error), collect)
                continue
            collect.ledger.take("file", "inventory")
            reading.lists(content, member)
        return reading.package(self.name, archive)


@dataclass(slots=True)
class _Reading:
    collect: Collect
    units: UnitBook = field(default_factory=UnitBook)
    blocks: list[tuple[str, str, Block]] = field(default_factory=list)
    common: dict[str, dict[str, Parameter]] = field(default_factory=dict)
    numbers: dict[tuple[str, str], str] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)

    def lists(self, content: Content, member: Member) -> None:
        """Take up everything of a file but its processes, which are kept for later."""
        file, ledger = member.name, self.collect.ledger
        if content.replaced:
            found = finding("IM047", Location(file), observed=content.replaced)
            self.collect.findings.add(found)
        ranked: dict[str, Parameter] = {}
        for block in sorted(content.blocks, key=_rank):
            ledger.enter("block")
            use = self._block(block, content.decimal, file, ranked)
            if use:
                ledger.take("block", use)
        self.common[file] = ranked

    def _block(
        self, block: Block, decimal: str, file: str, ranked: dict[str, Parameter]
    ) -> str:  # fmt: skip
        rows = block.sections.get("", [])
        if not block.closed:
            self._hold(block, "unreadable", file, "no End")
            return ""
        is_stage = block.kind == "product stage"
        if block.kind == "process" or (is_stage and block.text("category type") == _ASSEMBLY):
            self.blocks.append((file, decimal, block))
            return block.kind
        if block.kind == "units":
            self.units.add(rows, decimal, file)
        elif block.kind in SUBSTANCES:
            for row in rows:
                if row.cell(2):
                    self.numbers[SUBSTANCES[block.kind], row.cell(0).casefold()] = row.cell(2)
        elif _PARAMETERS.match(block.kind):
            for parameter in parameters(rows, block.kind, decimal):
                ranked[parameter.name] = parameter
        elif block.kind in ("system description", "literature reference"):
            self._document(block, file)
        elif block.kind not in _LISTS:
            reason = "product-stage" if is_stage else "not-inventory"
            self._hold(block, reason, file, block.text("category type"))
            return ""
        return block.kind

    def _hold(self, block: Block, reason: str, file: str, detail: str) -> None:
        place = Place(file, block.kind, block.line)
        self.collect.ledger.hold(Held("block", reason, place, block.kind, detail))

    def _document(self, block: Block, file: str) -> None:
        named = block.text("name")
        text = " ".join(part for part in (block.text("description"), block.text("comment")) if part)
        id = word_id(block.kind, named)
        self.collect.ledger.enter("source")
        place = Place(file, block.kind, block.line)
        if id in self.documents:
            self.collect.ledger.hold(Held("source", "duplicate-id", place, id, named))
            return
        self.collect.ledger.take("source")
        link = block.text("documentation link")
        self.documents[id] = Document(id, "", "source", Names(en=named), place, text, link)

    def package(self, format: str, archive: Archive) -> Package:
        """Give the package that all files make."""
        maker = Maker(self.units, self.numbers, self.documents)
        made: dict[str, Process] = {}
        for file, decimal, block in self.blocks:
            process = maker.process(block, file, decimal, self.common[file])
            if depends_on_composition(block):
                self.collect.ledger.enter("process")
                self.collect.ledger.enter("exchange", len(process.exchanges))
                hold_process(process, "waste-composition", self.collect)
                continue
            keep_process(made, process, self.collect)
        ledger = self.collect.ledger
        ledger.enter("flow", len(maker.flows))
        ledger.take("flow", "", len(maker.flows))
        properties, groups = self.units.records()
        return Package(
            format, archive.name, archive.sha256, maker.flows, _linked(made),
            properties, groups, self.documents,
        )  # fmt: skip


def _rank(block: Block) -> int:
    """Parameters of the database first, so that those of the project take their place."""
    return 1 if block.kind.startswith("project") else 0


def _linked(processes: dict[str, Process]) -> dict[str, Process]:
    """Name the supplier of every input whose product exactly one process makes."""
    makers: dict[str, str] = {}
    count: Counter[str] = Counter()
    for process in processes.values():
        own = {e.flow for e in process.exchanges if _made(process, e.id)}
        count.update(own)
        makers.update(dict.fromkeys(own, process.id))
    return {
        id: replace(
            process,
            exchanges=tuple(
                replace(e, provider=makers[e.flow])
                if count[e.flow] == 1 and not _made(process, e.id)
                else e
                for e in process.exchanges
            ),
        )
        for id, process in processes.items()
    }


def _made(process: Process, exchange: str) -> bool:
    return exchange in process.references or exchange.startswith("product-")
