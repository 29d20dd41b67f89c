"""A rule pack: what a standard or product category rule asks, as typed data.

A pack is a folder ``product_rules/<standard>/<edition>/`` with ``pack.toml`` and ``clauses.toml``,
and ``required.csv`` and ``plausibility.csv`` where it needs them. Packs inherit from their parent:
a clause with the same code replaces the parent's, and every replacement is visible in `overrides`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pcf.findings import Level, Location
from pcf.rules.choice import Choice
from pcf.rules.conditions import Condition
from pcf.rules.service import Evidence as Evidence
from pcf.rules.service import LeaveOut, Service, StagePreset

Strength = Literal["shall", "should", "may"]


@dataclass(frozen=True, slots=True)
class Snippet:
    """Edits of the model project of the rule tests.

    sets
        ``ADDRESS = value`` as in a scenario; addresses of ``study.toml`` begin with ``study.``.
    unsets
        Keys or cells that are emptied.
    removes
        Rows that are taken out, ``table.ID``.
    adds
        Rows that are put in, by table.
    answers
        Judgements answered, by clause code: ``yes``, ``no`` or ``na``.
    also
        Codes of other clauses that fail together with this one by nature.
    """

    sets: Mapping[str, Any] = field(default_factory=dict)
    unsets: tuple[str, ...] = ()
    removes: tuple[str, ...] = ()
    adds: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Project on which examples run, ``_model`` or ``example:NAME``, and edits put in first."""

    project: str = "_model"
    edits: Snippet = field(default_factory=Snippet)


@dataclass(frozen=True, slots=True)
class Clause:
    """One requirement and the check that tests it.

    code
        Permanent code, letters of the pack and three digits.
    ref
        Clause number of the text; empty where unconfirmed, never guessed.
    evidence
        ``verified`` read in the text or an official notice, ``secondary`` read about it, ``recall``
        remembered, ``own`` a rule of pcf. ``recall`` may never be an error.
    when
        Conditions on facts under which the clause applies; otherwise it is not applicable.
    check, params
        Name in the vocabulary of `pcf.rules.vocabulary` and its parameters; a condition holds the
        setting of the pack where its text refers to one (``$cut_off.total``).
    model
        Project of its examples, when it is not that of the pack.
    unset
        A setting that the clause refers to and its pack does not state: the clause does not apply.
    edition
        Edition of its standard; empty for a rule of pcf and where the text names none.
    page
        Its page of the documentation; empty for a clause of the user's own packs.
    na_allowed
        Whether a key that the study calls not applicable takes the clause out; where the standard
        leaves no choice (name of the maker, unit, boundary, verification) it counts as not stated.
    """

    code: str
    standard: str
    ref: str
    strength: Strength
    severity: Level
    evidence: Evidence
    text_zh: str
    text_en: str
    why_zh: str
    why_en: str
    check: str
    params: Mapping[str, Any]
    when: tuple[Condition, ...]
    suggest_zh: str
    suggest_en: str
    conforming: Snippet
    failing: Snippet
    place: Location
    unset: str = ""
    model: ModelChoice | None = None
    edition: str = ""
    page: str = ""
    na_allowed: bool = True


@dataclass(frozen=True, slots=True)
class Required:
    """A unit process or material that a family must have.

    any_of
        Ways to find its record: one group of conditions that hold together.
    when
        Conditions on facts under which it is required.
    within
        Ids of required items of which it is a part. It is required in each process of the project
        that makes one of them; bought as a dataset or received footprint, the whole brings its
        parts along.
    instead
        Ways to find what may take its place where the study says that it is not used; empty where
        a design may do without anything of the kind.
    least
        kg per kg that a process makes of it: with less the material is as good as not there.
        `least_source` says where the figure comes from.
    """

    id: str
    kind: Literal["process", "material"]
    group: str
    name_zh: str
    name_en: str
    any_of: tuple[tuple[Condition, ...], ...]
    evidence: Evidence
    place: Location
    when: tuple[Condition, ...] = ()
    within: tuple[str, ...] = ()
    instead: tuple[tuple[Condition, ...], ...] = ()
    least: float = 0.0
    least_source: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A published range of the result, per `unit` (``total`` or the id of an alternative).

    `when` are conditions on facts under which it speaks of the product.
    """

    of: str
    unit: str
    low: float
    high: float
    evidence: Evidence
    source: str
    place: Location
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """A fact ``route.ID`` from data: whether a subject has a record that satisfies `where`."""

    id: str
    zh: str
    en: str
    of: str
    where: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class StudyKey:
    """A key of ``study.toml`` that a pack understands.

    kind
        ``text`` for a name, report or description: a number, truth value or bare no states none;
        ``number`` for a number, also by the name of a parameter or in words.
    """

    key: str
    zh: str
    en: str
    help: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Why a pack lets more pass than its parent: a clause code or setting, reason and reference."""

    code: str
    reason_zh: str
    reason_en: str
    ref: str
    place: Location


@dataclass(frozen=True, slots=True)
class Pack:
    """A rule pack with everything it inherits.

    settings
        The tables ``unit``, ``boundary``, ``stage_map``, ``method``, ``cut_off``, ``data`` and
        ``rounding`` of ``pack.toml``, over those of the parents.
    overrides
        What the pack changed of its parents, as (what, parent, before, after).
    keys
        Keys of ``study.toml`` that the pack or a parent declares.

    remarks
        Further texts of ``[pack]``: ``source``, ``scope_zh``, ``scope_en``, ``note_zh`` ...
    path
        Folder below the root of the packs.
    model
        Project on which the examples of its own clauses run.
    routes
        Facts ``route.ID`` of the pack and its parents.
    relaxes
        Where the pack or a parent relaxes its parent, and why.
    chain
        The pack and its parents, the oldest first, each as ``ID@EDITION``.
    service
        Service life of the functional unit, or None when the pack has no formula of its own.
    presets
        Ways to assign processes to stages, for targets.
    leave_outs
        Rows and processes that the rule itself leaves out.
    choices
        Facts ``choice.ID`` of the pack and its parents, and other words for values of the study.
    """

    id: str
    standard: str
    edition: str
    name_zh: str
    name_en: str
    status: str
    level: str
    evidence: Evidence
    parent: str | None
    families: tuple[str, ...]
    settings: Mapping[str, Mapping[str, Any]]
    clauses: tuple[Clause, ...]
    required: tuple[Required, ...]
    bands: tuple[Band, ...]
    overrides: tuple[tuple[str, str, str, str], ...] = ()
    keys: tuple[StudyKey, ...] = ()
    remarks: Mapping[str, str] = field(default_factory=dict)
    path: str = ""
    model: ModelChoice = field(default_factory=ModelChoice)
    routes: tuple[Route, ...] = ()
    relaxes: tuple[Relaxation, ...] = ()
    chain: tuple[str, ...] = ()
    service: Service | None = None
    presets: tuple[StagePreset, ...] = ()
    leave_outs: tuple[LeaveOut, ...] = ()
    choices: tuple[Choice, ...] = ()

    @property
    def own_clauses(self) -> tuple[Clause, ...]:
        """Clauses that stand in the pack itself and are not inherited."""
        return tuple(c for c in self.clauses if c.place.file.startswith(f"{self.path}/"))

    def clause(self, code: str) -> Clause | None:
        """Clause by its code."""
        return next((c for c in self.clauses if c.code == code), None)

    def preset(self, id: str) -> StagePreset | None:
        """Preset of stages by its id."""
        return next((p for p in self.presets if p.id == id), None)
