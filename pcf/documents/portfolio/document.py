"""The portfolio as a document: overview, what differs, and each group with its tables and bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import fsum

from pcf.documents.digits import share_text
from pcf.documents.document import (
    Block,
    Column,
    Content,
    Document,
    Heading,
    Notice,
    Number,
    Paragraph,
    Picture,
    Row,
    Table,
    content,
)
from pcf.documents.names import fact, name_of, setting_value, value_word
from pcf.documents.portfolio.bars import Segment, Stacked, StackedBar, stacked_svg
from pcf.documents.portfolio.members import Group, Member, Portfolio
from pcf.documents.rounding import RoundedPart, RoundedSum
from pcf.i18n import Language, label, phrase

#: Columns from which a table is printed in landscape.
_WIDE = 9


def portfolio_document(portfolio: Portfolio, lang: Language) -> Document:
    """Lay out a portfolio."""
    writer = _Writer(portfolio, lang)
    title = phrase("portfolio_title", lang, count=len(portfolio.members))
    blocks = [*writer.warning(), *writer.overview(), *writer.differences()]
    for group in portfolio.groups:
        blocks += writer.group(group)
    return Document(
        lang, title, label("portfolio_kicker", lang), writer.subtitle(), tuple(blocks),
        footer=tuple(writer.footer()),
    )  # fmt: skip


class _Writer:
    def __init__(self, portfolio: Portfolio, lang: Language) -> None:
        self._portfolio, self._lang = portfolio, lang
        self._members = portfolio.members
        self._same = len({member.product(lang) for member in portfolio.members}) == 1

    def word(self, key: str) -> str:
        return label(key, self._lang)

    def name(self, member: Member) -> str:
        """Name of a result: what tells it from the others."""
        case = member.case(self._lang) or (self.word("portfolio_base") if self._same else "")
        product = member.product(self._lang)
        if self._same:
            folders = {m.folder for m in self._members}
            return " · ".join(filter(None, (case, member.folder if len(folders) > 1 else "")))
        return f"{product} · {case}" if case else product

    def subtitle(self) -> str:
        return self._members[0].product(self._lang) if self._same and self._members else ""

    def warning(self) -> Iterator[Block]:
        """Tell loudly that results are not comparable, with what differs."""
        if self._portfolio.comparable:
            key = "portfolio_all_comparable" if len(self._members) > 1 else "portfolio_one"
            yield Paragraph(content(self.word(key)), "note")
            return
        names = [group.name for group in self._portfolio.groups]
        between, colon = ("；", "：") if self._lang == "zh" else ("; ", ": ")
        items = tuple(
            f"{fact(what, self._lang)}{colon}"
            + between.join(
                f"{n}{colon}{self.value(what, v)}" for n, v in zip(names, told, strict=True)
            )
            for what, told in self._portfolio.differing
        )
        title = phrase("portfolio_not_comparable", self._lang, count=len(names))
        yield Notice("open", title, self.word("portfolio_not_comparable_text"), items)

    def value(self, what: str, text: str) -> str:
        if what == "portfolio_family":
            return value_word("family ", text, self._lang, alone=False)
        return setting_value(text, self._lang)

    def overview(self) -> Iterator[Block]:
        """Every result with its total, in the order that was asked for."""
        groups = not self._portfolio.comparable
        yield Heading(2, self.word("portfolio_overview"))
        columns = [Column(self.word("portfolio_result"))]
        columns += [Column(self.word("portfolio_group"))] if groups else []
        columns += [
            Column(self.word("total"), numeric=True),
            Column(self.word("unit")),
            Column(self.word("primary_share"), numeric=True),
            Column(self.word("mass_explained"), numeric=True),
            Column(self.word("portfolio_open"), numeric=True),
        ]
        rows = []
        for at, member in enumerate(self._members):
            cover = member.rounded.footprint.coverage
            cells = [content(self.name(member))]
            cells += [content(self._portfolio.group_of(at).name)] if groups else []
            cells += [
                self.figure(member, member.rounded.total),
                content(member.rounded.unit),
                self.beside(member, cover.primary_share, "coverage.primary_share"),
                self.beside(member, cover.mass_explained, "coverage.mass_explained"),
                content(f"{member.open[0]} / {member.open[1]}"),
            ]
            rows.append(Row(tuple(cells)))
        yield Table("", tuple(columns), tuple(rows), sortable=not groups)

    def figure(self, member: Member, part: RoundedPart | None) -> Content:
        """Printed value with its address in the project that it is of."""
        if part is None:
            return ()
        return (Number(part.text, "", part.address, f"explain:{member.scope}"),)

    def beside(self, member: Member, share: float | None, address: str) -> Content:
        """Share that is no part of the total, with its address."""
        return (Number(share_text(share), "", address, f"explain:{member.scope}"),)

    def in_unit(self, title: str, unit: str) -> str:
        """Title of a column with the unit of its numbers."""
        return f"{title}（{unit}）" if self._lang == "zh" else f"{title} ({unit})"

    def differences(self) -> Iterator[Block]:
        """Table of what differs between the groups."""
        if self._portfolio.comparable:
            return
        yield Heading(2, self.word("portfolio_differing"))
        heads = [phrase("portfolio_group_name", self._lang, name=g.name)
                 for g in self._portfolio.groups]  # fmt: skip
        rows = tuple(
            Row((content(fact(what, self._lang)), *(content(self.value(what, v)) for v in told)))
            for what, told in self._portfolio.differing
        )
        columns = (Column(self.word("portfolio_setting")), *map(Column, heads))
        yield Table("", columns, rows, wide=len(heads) > _WIDE)

    def group(self, group: Group) -> Iterator[Block]:
        """Bars and tables of results that may be compared."""
        members = [self._members[at] for at in group.members]
        first = members[0].rounded
        if self._portfolio.comparable:
            yield Heading(2, self.word("portfolio_results"))
        else:
            title = phrase("portfolio_group_name", self._lang, name=group.name)
            yield Heading(2, f"{title}: {first.unit}", new_page=True)
        yield self._bars(group, members)
        if len(members) > 1:
            yield self._against_first(members)
        for key, sums in (
            ("portfolio_stages", [m.rounded.stages for m in members]),
            ("portfolio_gases", [m.rounded.gases for m in members]),
            ("portfolio_ledger", [m.rounded.ledger for m in members]),
        ):
            yield from self._parts(key, members, sums)
        yield from self._method(members[0])

    def _bars(self, group: Group, members: Sequence[Member]) -> Picture:
        id = f"stages-{group.name.lower()}"
        stages = members[0].rounded.stages.parts
        names = tuple(name_of(part, self._lang) for part in stages)
        bars = tuple(
            StackedBar(
                self.name(m),
                m.rounded.total.text,
                tuple(
                    Segment(at, p.exact, p.text, f"{names[at]}: {p.text} ({p.share})")
                    for at, p in enumerate(m.rounded.stages.parts)
                ),
            )
            for m in members
        )
        title = f"{self.word('portfolio_stages')}, {members[0].rounded.unit}"
        between, colon = ("；", "：") if self._lang == "zh" else ("; ", ": ")
        told = between.join(f"{bar.name}{colon}{bar.text}" for bar in bars)
        chart = Stacked(id, title, f"{title}{colon}{told}", names, bars)
        return Picture(id, title, chart.description, stacked_svg(chart, self._lang))

    def _against_first(self, members: Sequence[Member]) -> Table:
        """Totals with their difference from the first result of the group."""
        base = members[0].rounded
        rows = []
        for member in members:
            value = member.rounded.total.exact
            change = value - base.total.exact
            share = change / abs(base.total.exact) if base.total.exact else None
            source = " - ".join(f"total {m.scope}".strip() for m in (member, members[0]))
            told = [
                (Number(_signed(text, change), source=source),) if member is not members[0] else ()
                for text in (base.figure(change), share_text(share))
            ]
            total = self.figure(member, member.rounded.total)
            rows.append(Row((content(self.name(member)), total, *told)))
        first = phrase("portfolio_against", self._lang, name=self.name(members[0]))
        columns = (
            Column(self.word("portfolio_result")),
            Column(self.in_unit(self.word("total"), base.unit), numeric=True),
            Column(self.in_unit(first, base.unit), numeric=True),
            Column(self.in_unit(first, "%"), numeric=True),
        )
        return Table(self.word("portfolio_totals"), columns, tuple(rows), sortable=True)

    def _parts(
        self, key: str, members: Sequence[Member], sums: Sequence[RoundedSum]
    ) -> Iterator[Block]:
        """Table of parts: a row for each result, a column for each part that somebody has."""
        held: dict[str, list[RoundedPart]] = {}
        for whole in sums:
            for part in whole.parts:
                held.setdefault(part.id, []).append(part)
        shown = [id for id, parts in held.items() if fsum(abs(p.exact) for p in parts)]
        unit = members[0].rounded.unit
        names = [*(name_of(held[id][0], self._lang) for id in shown), self.word("total")]
        heads = [Column(self.in_unit(name, unit), numeric=True) for name in names]
        rows = []
        for member, whole in zip(members, sums, strict=True):
            found = {part.id: part for part in whole.parts}
            cells = [self.figure(member, found.get(id)) for id in shown]
            total = self.figure(member, whole.total)
            rows.append(Row((content(self.name(member)), *cells, total)))
        columns = (Column(self.word("portfolio_result")), *heads)
        caption = f"{self.word(key)}, {unit}"
        yield Table(caption, columns, tuple(rows), wide=len(columns) > _WIDE, sortable=True)
        if any(whole.gap for whole in sums):
            yield Paragraph(content(self.word("portfolio_gap")), "note")

    def _method(self, member: Member) -> Iterator[Block]:
        """What all results of a group are made by."""
        found = member.rounded.footprint
        unit = found.unit_zh if self._lang == "zh" else found.unit_en
        facts = {
            "portfolio_function": unit or found.unit_en or found.unit_zh,
            "unit_kind": found.unit_kind, "boundary": found.boundary, **found.method,
            "background": found.identity.background, "portfolio_family": member.family,
            "portfolio_rules": member.rules,
        }  # fmt: skip
        rows = tuple(
            Row((content(fact(key, self._lang)), content(self.value(key, text))))
            for key, text in facts.items()
            if text
        )
        heads = (Column(self.word("portfolio_setting")), Column(self.word("sheet_content")))
        yield Table(self.word("portfolio_method"), heads, rows)

    def footer(self) -> Iterator[str]:
        for member in self._members:
            digest, lock = member.stamp
            yield f"{self.name(member)}: {digest}{f', lock {lock}' if lock else ''}"


def _signed(text: str, value: float) -> str:
    return f"+{text}" if value > 0 and not text.startswith(("+", "<", "n")) else text
