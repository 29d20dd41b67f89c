"""The background of a bundle: identities and scores of datasets, without their inventories.

``background/identity.json`` says which backgrounds were used, ``scores.csv`` has one line per
product drawn on: what the dataset is, and the kg of every greenhouse gas per unit of product, by
column of the ledger. From these a footprint is computed again without the database.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, NoReturn

import numpy as np

from pcf.assurance.canonical import Key, used_products
from pcf.assurance.inventories import cell, csv_bytes, inventory, inventory_path, kept_rows
from pcf.assurance.rounded import json_bytes
from pcf.assurance.score_records import (
    columns_of,
    findings_of,
    finite,
    manifest_of,
    record_of,
    refuse_unknown,
)
from pcf.assurance.strict_json import read_json
from pcf.background import Background
from pcf.background.compiled import Details, Head
from pcf.background.records import FlowRecord, GhgColumn, ProcessRecord, Source
from pcf.errors import PcfError
from pcf.findings import Location, finding

IDENTITY = "background/identity.json"
SCORES = "background/scores.csv"
FLOWS = "background/flows.csv"
SOURCES = "background/sources.csv"
_OF = ("background", "background_allocation")
_HEAD = ("process", "flow", "share")
#: What a bundle does not tell of a dataset: its text, and names of rows that an import held back.
_UNTOLD = ("id", "comment", "held")
#: Text that stays with a database which may not be handed on.
_LICENSED = ("technology",)
_PROCESS = tuple(f.name for f in fields(ProcessRecord) if f.name not in _UNTOLD)
_BAD = (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OverflowError,
        csv.Error)  # fmt: skip


def score_members(parts: Mapping[Key, Background]) -> dict[str, bytes]:
    """Give the members on the backgrounds of a sealing, each with what was drawn from it.

    A background that is known by its scores only gives no inventories; see `inventories_of`.
    """
    listed = [parts[key] for key in sorted(parts)]
    columns = tuple(dict.fromkeys(c for part in listed for c in part.columns))
    scores = [row for part in listed for row in _score_rows(part, columns)]
    head = (*_OF, *_HEAD, *_PROCESS, *(f"{c.flow}/{c.ledger}" for c in columns))
    flow_head = tuple(f.name for f in fields(FlowRecord))
    source_head = tuple(f.name for f in fields(Source))
    members = {
        IDENTITY: json_bytes({"backgrounds": [_identity(part) for part in listed]}),
        SCORES: csv_bytes(head, scores),
        FLOWS: csv_bytes((*_OF, *flow_head), (r for part in listed for r in _flow_rows(part))),
        SOURCES: csv_bytes(
            (*_OF, *source_head), (r for part in listed for r in _source_rows(part))
        ),
    }
    for part in listed:
        if part.redistributable == "yes" and not isinstance(part, _ScoreBackground):
            members[inventory_path(part)] = inventory(part)
    return members


def inventories_of(
    parts: Mapping[Key, Background], sealed: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Give the inventories that a bundle must have of backgrounds known by their scores only.

    Their exchanges cannot be made again: those that are sealed are taken over, as far as they have
    the columns of an inventory and belong to a dataset that was drawn on.
    """
    made = {}
    for part in parts.values():
        if part.redistributable == "yes" and isinstance(part, _ScoreBackground):
            path = inventory_path(part)
            made[path] = kept_rows(sealed.get(path, b""), {p for p, _ in part.products})
    return made


def _of(part: Background) -> tuple[str, str]:
    return part.id, part.allocation


def _identity(part: Background) -> dict[str, Any]:
    told = [
        {"code": f.code, "at": None if f.location is None else asdict(f.location), "node": f.node,
         "observed": f.observed, "expected": f.expected, "suggestion": f.suggestion,
         "params": dict(f.params)}
        for f in part.findings
    ]  # fmt: skip
    return {
        **asdict(part.manifest),
        "sha256": part.sha256,
        "allocation": part.allocation,
        "columns": [[c.flow, c.ledger, c.gas] for c in part.columns],
        "findings": told,
        "datasets": len(used_products(part)),
        "inventories": part.redistributable == "yes",
    }


def _score_rows(part: Background, columns: Sequence[GhgColumn]) -> Iterator[tuple[Any, ...]]:
    place = {column: k for k, column in enumerate(part.columns)}
    values = np.asarray(part.intensities)
    for row in used_products(part):
        process, flow = part.products[row]
        record = part.process(process)
        line = values[row].tolist()
        gases = ("" if c not in place else _number(line[place[c]]) for c in columns)
        share = _number(part.share(process, flow))
        told = (cell(record, n) if part.redistributable == "yes" or n not in _LICENSED else ""
                for n in _PROCESS)  # fmt: skip
        yield (*_of(part), process, flow, share, *told, *gases)


def _number(value: float) -> str:
    return f"{value:.12g}"


def _flow_rows(part: Background) -> Iterator[tuple[str, ...]]:
    """Give the flows drawn on, and the elementary flows."""
    drawn = set()
    for row in used_products(part):
        process, flow = part.products[row]
        drawn |= {flow, part.process(process).product}
    for record in part.flows():
        if record.id in drawn or record.kind == "elementary":
            yield (*_of(part), *(cell(record, f.name) for f in fields(FlowRecord)))


def _source_rows(part: Background) -> Iterator[tuple[str, ...]]:
    keys = {k for row in used_products(part) for k in part.process(part.products[row][0]).sources}
    for record in part.sources():
        if record.key in keys:
            yield (*_of(part), *(cell(record, f.name) for f in fields(Source)))


@dataclass(frozen=True, slots=True)
class ScoredDataset:
    """A product of a background as a bundle has it; `gases` by ``flow/ledger``, kg per unit."""

    process: str
    flow: str
    unit: str
    location: str
    year: str
    name_en: str
    gases: Mapping[str, float]


class ScoreTables:
    """The backgrounds of a bundle, read from its members.

    Raises
    ------
    PcfError
        ``SE014`` when a table cannot be read, naming the member.
    """

    def __init__(self, read: Mapping[str, bytes], file: str) -> None:
        self._file = file
        try:
            self._identities = {
                (str(item["id"]), str(item["allocation"])): item
                for item in read_json(read[IDENTITY])["backgrounds"]
            }
        except _BAD as error:
            self._refuse(IDENTITY, error)
        self._scores = self._grouped(read, SCORES)
        self._flows = self._grouped(read, FLOWS)
        self._sources = self._grouped(read, SOURCES)
        for key, item in self._identities.items():
            if item.get("datasets") != len(self._scores.get(key, ())):
                self._refuse(SCORES, ValueError("datasets"))

    @property
    def keys(self) -> tuple[Key, ...]:
        """Id and allocation of every background."""
        return tuple(self._identities)

    def identity(self, key: Key) -> Mapping[str, Any]:
        """What the bundle says of a background."""
        found: Mapping[str, Any] = self._identities[key]
        return found

    def datasets(self, key: Key) -> tuple[ScoredDataset, ...]:
        """Products of a background with their gases."""
        try:
            return tuple(map(_dataset, self._scores.get(key, ())))
        except _BAD as error:
            self._refuse(SCORES, error)

    def background(self, key: Key) -> Background:
        """Give a background that knows identities and scores only; its inventories are unknown."""
        try:
            return _ScoreBackground(*self._parts(key))
        except _BAD as error:
            self._refuse(SCORES, error)

    def _parts(self, key: Key) -> tuple[Head, Any]:
        item, rows = self._identities[key], self._scores.get(key, [])
        columns = columns_of(item)
        values = np.array(
            [[finite(row[f"{c.flow}/{c.ledger}"]) for c in columns] for row in rows]
        ).reshape(len(rows), len(columns))
        values.setflags(write=False)
        processes = {
            row["process"]: record_of(ProcessRecord, row, id=row["process"]) for row in rows
        }
        lists = {
            "products": tuple((row["process"], row["flow"]) for row in rows),
            "shares": tuple(finite(row["share"]) for row in rows),
            "sources": tuple(record_of(Source, row) for row in self._sources.get(key, ())),
            "flows": tuple(record_of(FlowRecord, row) for row in self._flows.get(key, ())),
            "processes": tuple(processes.values()),
        }
        refuse_unknown(lists, columns)
        told = findings_of(item)
        head = Head(
            manifest_of(item), str(item["sha256"]), key[1], columns, told, lists.__getitem__
        )
        return head, values

    def _grouped(self, read: Mapping[str, bytes], name: str) -> dict[Key, list[dict[str, str]]]:
        grouped: dict[Key, list[dict[str, str]]] = {}
        try:
            text = io.StringIO(read[name].decode("utf-8"), newline="")
            for row in csv.DictReader(text, strict=True):
                if None in row or None in row.values():
                    raise ValueError(name)
                grouped.setdefault((row[_OF[0]], row[_OF[1]]), []).append(row)
        except _BAD as error:
            self._refuse(name, error)
        return grouped

    def _refuse(self, name: str, error: BaseException) -> NoReturn:
        where = Location(f"{self._file}!{name}")
        raise PcfError([finding("SE014", where, observed=name)]) from error


class _ScoreBackground(Background):
    """Datasets as system processes; nothing is known of what they are made of."""

    def __init__(self, head: Head, values: Any) -> None:
        super().__init__(head, values, _unknown)
        self.imported = False  # its open ends are not known, which differs from having none


def _unknown() -> Details:
    raise PcfError([finding("SE016", Location(SCORES))])


def _dataset(row: Mapping[str, str]) -> ScoredDataset:
    gases = {name: finite(cell) for name, cell in row.items() if "/" in name and cell}
    return ScoredDataset(row["process"], row["flow"], row["unit"], row["location"], row["year"],
                         row["name_en"], gases)  # fmt: skip
