"""All rule packs of a folder, and each of them with what it inherits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pcf.errors import PcfError, UsageError
from pcf.findings import Finding, finding
from pcf.location import data_root, per_data
from pcf.project.collect import Collector
from pcf.rules.choice_faults import key_faults
from pcf.rules.editions import Editions
from pcf.rules.entry import PackEntry
from pcf.rules.inherit_service import for_targets
from pcf.rules.overrides import (
    lay_over,
    merged_settings,
    setting_changes,
    table_changes,
    unreasoned,
)
from pcf.rules.own_packs import Own, own_folders, read_own
from pcf.rules.pack import Band, Clause, Pack, Required, StudyKey
from pcf.rules.read_clause import read_clause
from pcf.rules.read_conditions import WORDS, Terms
from pcf.rules.read_pack import HEAD, Head, read_clause_entries, read_head
from pcf.rules.read_tables import read_bands, read_required
from pcf.rules.table_changes import band_key
from pcf.suggest import nearest

#: The model project of the rule tests lies beside the packs.
MODEL = "_model"


@dataclass(frozen=True, slots=True)
class _Clauses:
    """Clauses of one pack as entries, and those of them that refer to no setting, made."""

    entries: tuple[PackEntry, ...]
    made: Mapping[str, Clause]


class Registry:
    """The rule packs of a folder. Heads are read at once, clauses when a pack is asked for.

    Attributes
    ----------
    heads
        Readable heads by id, ordered by id; of several editions the newest in force.
    editions
        Every readable head, by ``ID`` or ``ID@EDITION``.
    faults
        What is wrong with heads: unreadable, id twice, unknown or cyclic parents.
    own_faults
        Those of them that packs of the user have.

    Parameters
    ----------
    own
        Folders with packs of the user, which may build on those of `root` and not replace them.
    """

    def __init__(self, root: Path, own: Sequence[Own] = ()) -> None:
        self.root = root
        collect = Collector()
        self._editions = Editions()
        for path in sorted(root.glob(f"*/*/{HEAD}")):
            folder = path.parent.relative_to(root).as_posix()
            if folder.split("/")[0] != MODEL:
                self._add(read_head(root, folder, collect), collect)
        of_users = Collector()
        for head in read_own(own, frozenset(self._editions.current()), of_users):
            self._add(head, of_users)
        self.own_faults: tuple[Finding, ...] = tuple(of_users.close())
        self.heads: dict[str, Head] = self._editions.current()
        self.editions: Mapping[str, Head] = self._editions.all()
        for head in self.editions.values():
            self._check_parents(head, collect)
        self.faults: tuple[Finding, ...] = (*collect.close(), *self.own_faults)
        self._packs: dict[str, Pack] = {}
        self._own: dict[Path, _Clauses] = {}
        self._items: dict[Path, tuple[Required, ...]] = {}

    @property
    def own_heads(self) -> tuple[str, ...]:
        """Ids of the user's packs; of all where no others are there."""
        own = tuple(id for id, head in self.heads.items() if head.root != self.root)
        return own or tuple(self.heads)

    def _add(self, head: Head | None, collect: Collector) -> None:
        if head is None:
            return
        twice = self._editions.add(head)
        if twice is not None:
            collect.add(twice)

    def _check_parents(self, head: Head, collect: Collector) -> None:
        seen = [head]
        while seen[-1].parent:
            at = head.raw.where(("pack", "parent"))
            parent = self._editions.find(seen[-1].parent)
            if parent is None:
                if seen[-1] is head:
                    near = nearest(head.parent, self._editions.known())
                    collect.add(
                        finding("RU013", at, node=head.id, observed=head.parent, suggestion=near)
                    )
                return
            if any(parent is other for other in seen):
                if parent is head:
                    circle = " -> ".join(other.id for other in [*seen, head])
                    collect.add(finding("RU014", at, node=head.id, observed=circle))
                return
            seen.append(parent)

    def chain(self, id: str) -> tuple[Head, ...]:
        """Give the heads of a pack and its parents, the oldest first; stops at a circle."""
        chain: list[Head] = []
        head = self._editions.find(id)
        while head is not None and not any(head is other for other in chain):
            chain.insert(0, head)
            head = self._editions.find(head.parent)
        return tuple(chain)

    def pack(self, id: str) -> Pack:
        """Give a pack with everything it inherits.

        Parameters
        ----------
        id
            ``ID`` for the newest edition in force, ``ID@EDITION`` for a fixed one.

        Raises
        ------
        UsageError
            ``RU001`` when there is no such pack.
        PcfError
            Every fault of the pack and its parents, with file and line.
        """
        head = self._editions.find(id)
        if head is None:
            raise self._unknown(id)
        if head.name not in self._packs:
            self._packs[head.name] = self._load(head.name)
        return self._packs[head.name]

    def _unknown(self, id: str) -> UsageError:
        known = [n for n in self._editions.known() if n.startswith(id.partition("@")[0] + "@")]
        known = known if "@" in id and known else list(self.heads)
        near = nearest(id, known)
        expected = ", ".join(known) or "-"
        return UsageError([finding("RU001", observed=id, expected=expected, suggestion=near)])

    def _load(self, id: str) -> Pack:
        chain = self.chain(id)
        files = {head.raw.file for head in chain}
        faults = [f for f in self.faults if f.location and f.location.file in files]
        if faults:
            raise PcfError(faults)
        collect = Collector()
        pack = self._assemble(chain, collect)
        if collect.has_errors:
            for head in chain:
                self._own.pop(head.folder, None)  # read again, so that every pack tells its faults
            raise PcfError(collect.close())
        return pack

    def packs(self) -> tuple[Pack, ...]:
        """Every pack in every edition; raises `PcfError` with the faults of all of them."""
        faults = list(self.faults)
        made = []
        for id in self.editions:
            try:
                made.append(self.pack(id))
            except PcfError as error:
                faults += [f for f in error.findings if f not in faults]
        if faults:
            raise PcfError(faults)
        return tuple(made)

    def has_code(self, code: str) -> bool:
        """Whether any readable pack has a clause of that code."""
        for id in self.editions:
            try:
                if any(c.code.upper() == code.upper() for c in self.pack(id).clauses):
                    return True
            except PcfError:
                continue  # a faulty pack is told about when it is asked for
        return False

    def study_keys(self) -> dict[str, StudyKey]:
        """Keys of ``study.toml`` that any pack declares."""
        return {key.key: key for head in self.editions.values() for key in head.keys}

    def _assemble(self, chain: tuple[Head, ...], collect: Collector) -> Pack:
        head = chain[-1]
        settings = merged_settings(h.settings for h in chain)
        keys = {key.key: key for h in chain for key in h.keys}
        routes = {route.id: route for h in chain for route in h.routes}
        choices = {choice.id: choice for h in chain for choice in h.choices}
        clauses: dict[str, tuple[Clause, str]] = {}
        changes = list(setting_changes(chain))
        targets = for_targets(chain, collect)
        overrides = [*(change.row for _, change in changes), *targets.overrides]
        required: dict[str, Required] = {}
        bands: dict[tuple[str, str, str], Band] = {}
        for number, part in enumerate(chain):
            terms = Terms(
                settings, frozenset(keys), frozenset(routes), choices=frozenset(choices),
                words=part.words,
            )  # fmt: skip
            for unknown in key_faults(part, keys):
                collect.add(unknown)
            made = lay_over(clauses, part, tuple(self._clauses(part, terms, collect)), collect)
            items = self._required(part, terms, collect)
            ranges = read_bands(part.root, f"{part.path}/plausibility.csv", terms, collect)
            made += table_changes(part, chain[:number], (required, items), (bands.values(), ranges))
            overrides += [change.row for change in made]
            changes += [(part, change) for change in made]
            required.update({item.id: item for item in items})
            bands.update({band_key(band): band for band in ranges})
            own = {c.code: c for c, id in clauses.values() if id == part.id}
            for fault in unreasoned(part, [c for head, c in changes if head is part], own):
                collect.add(fault)
        return Pack(
            id=head.id,
            standard=head.standard,
            edition=head.edition,
            name_zh=head.name_zh,
            name_en=head.name_en,
            status=head.status,
            level=head.level,
            evidence=head.evidence,
            parent=head.parent or None,
            families=head.families,
            settings=settings,
            clauses=tuple(clause for clause, _ in clauses.values()),
            required=tuple(required.values()),
            bands=tuple(bands.values()),
            overrides=tuple(overrides),
            keys=tuple(keys.values()),
            remarks=head.remarks,
            path=head.path,
            model=head.model,
            routes=tuple(routes.values()),
            choices=tuple(choices.values()),
            relaxes=tuple(item for part in chain for item in part.relaxes),
            chain=tuple(part.name for part in chain),
            service=targets.service,
            presets=targets.presets,
            leave_outs=targets.leave_outs,
        )

    def _required(self, head: Head, terms: Terms, collect: Collector) -> tuple[Required, ...]:
        """Give the required items of one pack of the chain; read once unless settings matter."""
        if head.folder not in self._items:
            items = read_required(head.root, f"{head.path}/required.csv", terms, collect)
            if terms.referred or collect.has_errors:
                return items
            self._items[head.folder] = items
        return self._items[head.folder]

    def _clauses(self, head: Head, terms: Terms, collect: Collector) -> Iterable[Clause]:
        """Give the clauses of one pack of the chain, read with the settings of the whole chain.

        A clause that refers to no setting is the same object in every pack that inherits it, so
        that it is evaluated once.
        """
        own = self._own.get(head.folder)
        pages = f"docs/rules/{head.id}" if head.root == data_root("product_rules") else ""
        if own is None:
            entries = tuple(read_clause_entries(head.root, head.path, collect))
            made = {}
            for entry in entries:
                clause = read_clause(entry, terms, (head.standard, head.edition), pages)
                if clause is not None:
                    yield clause
                    if not _refers(entry.source):
                        made[clause.code] = clause
            self._own[head.folder] = _Clauses(entries, made)
            return
        for entry in own.entries:
            clause = own.made.get(str(entry.source.get("code")))
            if clause is None:
                again = replace(entry, collect=collect)
                clause = read_clause(again, terms, (head.standard, head.edition), pages)
            if clause is not None:
                yield clause


def _refers(clause: Mapping[str, Any]) -> bool:
    """Whether something in a clause refers to a setting of the pack, which a child may change."""
    return "$" in repr(clause).replace(f"${WORDS}.", "")


def registry(packs: Path | None = None, project: Path | None = None) -> Registry:
    """Give the packs that pcf ships, read once, with those of the user.

    Parameters
    ----------
    packs
        Folder of packs that may build on those of pcf. One with a model project of its own
        (``_model``) is a whole set of packs and stands alone.
    project
        Project folder; the packs in its ``product_rules/`` are read too.
    """
    if packs is not None and (packs / MODEL).is_dir():
        return Registry(packs, own_folders(None, project))
    own = own_folders(packs, project)
    return Registry(data_root("product_rules"), own) if own else _shipped()


@per_data
def _shipped() -> Registry:
    return Registry(data_root("product_rules"))
