"""Writes a study report in one language: words, tables, stated fields, and prose of people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pcf.climate import LEDGERS
from pcf.documents.basis import Basis, Fields
from pcf.documents.document import (
    Block,
    Column,
    Content,
    Heading,
    Number,
    Paragraph,
    ParagraphKind,
    Row,
    Table,
    content,
)
from pcf.documents.names import pick, value_word
from pcf.documents.rounding import RoundedPart, number_text, share_text
from pcf.documents.sections import facts
from pcf.documents.study.about import Study
from pcf.documents.study.addresses import is_figure
from pcf.documents.study.carried import Carried
from pcf.documents.study.prose import prose
from pcf.findings import Finding, Location, finding
from pcf.i18n import LANGUAGES, Language, label, phrase
from pcf.project.report_texts import PIECE_BY_ID, Piece

#: Columns that are in the unit of the result.
_IN_UNIT = ("study_contribution", "change", *LEDGERS)
#: What a cell may be given as.
Cell = str | Number | Content


@dataclass
class Writer:
    """Language, facts and fields of one document.

    findings
        What is missing or odd in the texts of people; those of fields are in `fields`.
    """

    study: Study
    lang: Language
    findings: list[Finding] = field(default_factory=list)

    @cached_property
    def basis(self) -> Basis:
        """What the sections shared with the sheets take."""
        s = self.study
        return Basis(s.result, s.rounded, s.evaluation, self.lang, s.stamp)

    @cached_property
    def fields(self) -> Fields:
        """Fields of ``study.toml``."""
        return Fields(self.study.model.study, self.lang, filled=self.study.quoted.places.filled)

    @property
    def told(self) -> list[Finding]:
        """Everything found in fields and texts."""
        return [*self.fields.findings, *self.findings]

    def word(self, key: str) -> str:
        """Word of the label list."""
        return label(key, self.lang)

    def coded(self, group: str, value: object, *, alone: bool = True) -> str:
        """Word of a value that the data model enumerates; see `pcf.documents.names.value_word`."""
        return value_word(group, value, self.lang, alone=alone)

    def standard(self, name: str) -> str:
        """Name of a standard; the rules of pcf follow none."""
        return self.word("study_own_rules" if name == "pcf" else name)

    def text(self, key: str, **params: object) -> str:
        """Sentence of the label list."""
        return phrase(key, self.lang, **params)

    def counted(self, key: str, count: int) -> str:
        """Words with a number; those of one are the label with ``_one``."""
        return self.text(f"{key}_one" if count == 1 else key, count=count)

    def say(self, key: str, kind: ParagraphKind = "plain", **params: object) -> Paragraph:
        """Paragraph of one sentence of the label list."""
        return Paragraph(content(self.text(key, **params)), kind)

    def note(self, key: str, **params: object) -> Paragraph:
        """Sentence in small print."""
        return self.say(key, "note", **params)

    def heading(self, key: str) -> Heading:
        """Heading of a section."""
        return Heading(3, self.word(key))

    def pick(self, zh: str, en: str) -> str:
        """One of two texts; the other one where the wanted is empty."""
        return pick(zh, en, self.lang)

    @property
    def scope(self) -> str:
        """Further words of ``pcf explain`` after an address."""
        return f" --target {self.study.target}" if self.study.target else ""

    @property
    def unit(self) -> str:
        """Functional or declared unit in words."""
        return self.pick(self.study.footprint.unit_zh, self.study.footprint.unit_en)

    def name(self, part: RoundedPart) -> str:
        """Name of a part, its id where it has none."""
        return self.pick(part.name_zh, part.name_en) or part.id

    def process(self, id: str) -> str:
        """Name of a unit process with its id."""
        name = self.pick(*self.study.process_names(id))
        return name if name == id else f"{name} ({id})"

    def value(self, part: RoundedPart, *, unit: bool = False) -> Number:
        """Rounded value with its address."""
        return Number(part.text, part.unit if unit else "", part.address)

    def share(self, part: RoundedPart) -> Number:
        """Share of the total."""
        return Number(part.share, address=part.address)

    def figure(self, value: float | None, source: str, unit: str = "", address: str = "") -> Number:
        """Give a value of the result that is no part of it; `source` says what gives it."""
        return Number(self.study.rounded.figure(value), unit, *where(source, address))

    def percent(self, share: float | None, source: str) -> Number:
        """Share that is no part of the total."""
        return Number(share_text(share), "", *where(source))

    def digits(self, value: float | None, digits: int, source: str) -> Number:
        """Give a plain number with so many significant digits."""
        return Number(number_text(value, digits), "", *where(source))

    def count(self, number: int, subject: str, **conditions: str) -> Number:
        """Number of items with its address, ``count:rows/origin=primary;evidence=yes``."""
        told = ";".join(f"{name}={value}" for name, value in conditions.items())
        return Number(str(number), "", f"count:{subject}" + (f"/{told}" if told else ""))

    def table(
        self,
        caption: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        *,
        wide: bool = False,
        limit: int | None = None,
        closing: Sequence[Cell] | None = None,
    ) -> list[Block]:
        """Table of a label, of labels of columns (``#`` for numbers) and of cells.

        Nothing where there is no row. `limit` is how many rows are printed (`Table.print_limit`);
        a `closing` row is set apart below the others and always printed.
        """
        made = tuple(Row(tuple(map(_cell, row))) for row in rows)
        if not made:
            return []
        heads = tuple(
            Column(self._counted(self.title(c.removeprefix("#")), made, at), c.startswith("#"))
            for at, c in enumerate(columns)
        )
        if closing is not None:
            made = (*made, Row(tuple(map(_cell, closing)), total=True))
        return [Table(self.word(caption), heads, made, wide, print_limit=limit)]

    def title(self, column: str) -> str:
        """Title of a column; one of results, or one given as ``KEY|UNIT``, names its unit."""
        key, _, unit = column.partition("|")
        unit = unit or (self.study.footprint.unit if key in _IN_UNIT else "")
        between = ("（", "）") if self.lang == "zh" else (" (", ")")
        return f"{self.word(key)}{between[0]}{unit}{between[1]}" if unit else self.word(key)

    def _counted(self, title: str, rows: Sequence[Row], at: int) -> str:
        """Title of a column that counts, with a word that says so."""
        if self.word("study_count") in title or not all(_is_count(row.cells[at]) for row in rows):
            return title
        return (
            f"{title}（{self.word('study_count')}）"
            if self.lang == "zh"
            else (f"{title} ({self.word('study_count')})")
        )

    def facts(self, caption: str, rows: Iterable[tuple[str, Cell]]) -> list[Block]:
        """Table of two columns; rows whose content is empty are left out."""
        made = [(name, _cell(cell)) for name, cell in rows]
        kept = [(name, cell) for name, cell in made if cell]
        return [facts(self.word(caption) if caption else "", kept, self.lang)] if kept else []

    def keys(self, *keys: str) -> list[tuple[str, Cell]]:
        """Names and contents of keys of ``study.toml``, those not stated as well."""
        return [(self.key_name(key), self.fields.optional(key)) for key in keys]

    def stated(self, *keys: str) -> list[tuple[str, Cell]]:
        """Names and contents of keys of ``study.toml`` that are stated."""
        return [item for key, item in zip(keys, self.keys(*keys), strict=True) if self.has(key)]

    def has(self, key: str) -> bool:
        """Whether a key of ``study.toml`` says something."""
        value = self.study.model.study.get(key)
        return value is not None and value.is_stated

    def key_name(self, key: str) -> str:
        """Name of a key of ``study.toml`` as rule packs declare it."""
        return self._key_names.get(key, key)

    @cached_property
    def _key_names(self) -> dict[str, str]:
        packs = (*self.study.packs, self.study.result.pack)
        return {key.key: self.pick(key.zh, key.en) for pack in packs for key in pack.keys}

    def piece(self, id: str, heading: str = "") -> list[Block]:
        """Prose of people for a part of the report.

        In this language, else in the other one (``RP032``), else what ``study.toml`` states;
        ``RP030`` when a part that the report must have is nowhere. In the study for a target, what
        is written for the project itself is told as such (``RP043``) where the two differ.

        Parameters
        ----------
        heading
            Label of the heading under which it stands; ``study_p_ID`` when empty.
        """
        piece = PIECE_BY_ID[id]
        heading = heading or f"study_p_{id}"
        other: Language = "en" if self.lang == "zh" else "zh"
        for lang in (self.lang, other):
            written = self.study.texts.of(id, lang)
            if written is not None:
                blocks, found = prose(written, self.study.quoted.places.filled)
                self.findings += found
                if not written.target:
                    blocks = [*self._carried(piece, heading, written.text), *blocks]
                if lang == self.lang:
                    return blocks
                self._tell("RP032", piece, heading, written.file)
                return [self.note("study_other_language"), *blocks]
        return self._stated_piece(piece, heading)

    def _stated_piece(self, piece: Piece, heading: str) -> list[Block]:
        missing = [key for key in piece.keys if not self.has(key)]
        known = self.stated(*piece.keys)
        said = "\n".join(self.fields.text(key) for key in piece.keys)
        carried = self._carried(piece, heading, said) if known else []
        if missing and self.study.needs(piece.required):
            self._tell("RP030", piece, heading, ", ".join(missing))
            lost = [(self.key_name(key), content(self.word("sheet_missing"))) for key in missing]
            return [*carried, *self.facts("", [*known, *lost])]
        return [*carried, *self.facts("", known)]

    def carried(self) -> list[Block]:
        """Say that what the project states was stated for the base study, where the two differ."""
        differs = Carried(self.study).differs(self.lang)
        return [self.note("study_carried_first", differs=differs)] if differs else []

    def _carried(self, piece: Piece, heading: str, text: str) -> list[Block]:
        """Say that a text is of the base study, and which stages outside this one it names."""
        found = Carried(self.study, text)
        if not found.differs(self.lang):
            return []
        both = " / ".join(found.brief(lang) for lang in LANGUAGES)
        self._tell("RP043", piece, heading, both)
        return [self.note("study_carried", differs=found.brief(self.lang))]

    def _tell(self, code: str, piece: Piece, heading: str, observed: str) -> None:
        langs = LANGUAGES if code == "RP030" else (self.lang,)
        own = f"{self.study.target}/" if code == "RP043" else ""
        files = " / ".join(f"report/{own}{piece.id}.{lang}.md" for lang in langs)
        both = f"{label(heading, 'zh')} / {label(heading, 'en')}"
        self.findings.append(
            finding(code, Location(files.partition(" /")[0]), node=f"report.{piece.id}",
                    observed=observed, expected=files, field=both, target=self.study.target)
        )  # fmt: skip


def _is_count(cell: Content) -> bool:
    part = cell[0] if len(cell) == 1 else None
    return isinstance(part, Number) and (
        part.address.startswith("count:") or part.address.endswith("estimated")
    )


def where(source: str, address: str = "") -> tuple[str, str]:
    """Address and source of a number: what ``pcf explain`` takes is its address."""
    return (source, "") if not address and is_figure(source) else (address, source)


def _cell(cell: Cell) -> Content:
    if isinstance(cell, tuple):
        return cell
    return content(cell)
