"""Facts: single named values about a project, computed when a condition asks for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cached_property
from math import fsum

from pcf.findings import Location
from pcf.model import STAGES, StudyValue
from pcf.project.overrides import scenario_names
from pcf.project.use_profiles import use_profiles
from pcf.rules.case import Case
from pcf.rules.conditions import Value
from pcf.rules.duty_facts import DutyFacts
from pcf.rules.fact_values import counts, leaves, part_of, plain, typed
from pcf.rules.names import computed_facts
from pcf.rules.record import Record, yes_no
from pcf.rules.records_of_battery import guard_fact, needs_fact, recalc_fact, recycled_step
from pcf.rules.verification_facts import verification_facts
from pcf.units import is_mass

_DAYS_OF_A_MONTH = 365.2425 / 12
_REPORT_DATE = "report.date"


class Facts(Mapping[str, Value]):
    """Facts of one case by name; a name without value gives None.

    ``pcf.*`` are the stated settings, ``study.*`` the statements of the study, ``finding.CODE`` the
    number of findings of that code; the others are described in `pcf.rules.names`.
    """

    def __init__(self, case: Case, records: Callable[[str], tuple[Record, ...]]) -> None:
        self._case = case
        self._records = records
        self._known: dict[str, Value] = {}

    def __getitem__(self, name: str) -> Value:
        if name not in self._known:
            self._known[name] = self._value(name)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter([*self._settings, *(f"study.{k}" for k in self._study), *computed_facts()])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @property
    def _study(self) -> Mapping[str, StudyValue]:
        return self._case.reading.study

    def stated(self, name: str) -> bool:
        """Whether the project states a ``study.`` or ``pcf.`` key."""
        if name.startswith("study."):
            value = self._study.get(name.removeprefix("study."))
            return value is not None and value.is_stated
        return self[name] not in (None, "")

    def statement(self, name: str) -> StudyValue | None:
        """Value of ``study.toml`` behind a fact; None for other facts and where none is given."""
        return self._study.get(name.removeprefix("study.")) if name.startswith("study.") else None

    def not_applicable(self, name: str) -> str:
        """Reason for which the study calls a key not applicable; empty otherwise."""
        value = self._study.get(name.removeprefix("study.")) if name.startswith("study.") else None
        if value is None:
            return ""
        reasons = (value.not_applicable, value.said("en").not_applicable)
        return " / ".join(dict.fromkeys(filter(None, reasons)))

    def place(self, name: str) -> Location | None:
        """Where a stated fact stands, or should stand; None for a computed one."""
        head, _, key = name.partition(".")
        if head == "study":
            value = self._study.get(key)
            return value.place if value and value.place else Location("study.toml", None, key)
        if head != "pcf" or self._case.reading.settings is None:
            return None
        section = ".".join(key.split(".")[:2])
        if section.startswith("product.period_"):
            section = "product.period"
        return self._case.reading.settings.where(tuple(section.split(".")))

    def _value(self, name: str) -> Value:
        head, _, key = name.partition(".")
        if head == "study":
            return plain(self._study[key].both) if key in self._study else None
        if head == "finding":
            return float(self._codes[key])
        if name in self._settings:
            return self._settings[name]
        makers: dict[str, Callable[[str], Value]] = {
            "pcf": self._setting,
            "result": self._result,
            "coverage": self._coverage,
            "count": self._count,
            "share": self._share,
            "duty": self._duty,
            "project": self._project,
            "lock": self._project,
            "unit": self._unit,
            "parameters": self._parameter,
            "needs": self._needs,
            "guard": self._guard,
            "recalc": self._recalc,
            "dates": self._dates,
            "verification": self._verification,
        }
        maker = makers.get(head)
        return maker(key) if maker else None

    @cached_property
    def _codes(self) -> Counter[str]:
        return Counter(item.code for item in self._case.findings)

    @cached_property
    def _settings(self) -> dict[str, Value]:
        """Stated keys of ``pcf.toml``; choices as their id when they could be read."""
        raw = self._case.reading.settings
        made: dict[str, Value] = {}
        for path, value in leaves(raw.data if raw else {}, "pcf"):
            made[path] = plain(value)
        return {**made, **typed(self._case.model)} if self._case.model else made

    def _setting(self, key: str) -> Value:
        if key.startswith("product.period_"):
            return self._period(key.removeprefix("product.period_"))
        model = self._case.model
        if model is None:
            return None
        if key == "boundary.stage_count":
            return float(len(model.boundary.stages))
        if key == "boundary.is_partial":
            whole = model.boundary.kind == "cradle-to-grave" and set(model.boundary.stages) == set(
                STAGES
            )
            return yes_no(not whole)
        return None

    def _period(self, what: str) -> Value:
        text = str(self._settings.get("pcf.product.period") or "")
        first, _, last = text.partition("/")
        try:
            start, end = date.fromisoformat(first.strip()), date.fromisoformat(last.strip())
        except ValueError:
            return None
        if what == "months":
            return round(((end - start).days + 1) / _DAYS_OF_A_MONTH, 1)
        if what == "end_age_years":
            day = self._report_day()
            return None if day is None else round((day - end).days / 365.2425, 2)
        return start.isoformat() if what == "start" else end.isoformat()

    def _report_day(self) -> date | None:
        stated = self._study.get(_REPORT_DATE)
        try:
            return date.fromisoformat(str(stated.value)) if stated else None
        except ValueError:
            return None

    def _result(self, key: str) -> Value:
        footprint = self._case.footprint
        if footprint is None:
            return None
        if key == "zero":
            return yes_no(footprint.total == 0.0)
        if key.startswith("per."):
            id = key.removeprefix("per.")
            return next((a.value for a in footprint.alternatives if a.id == id), None)
        return footprint.total if key == "total" else footprint.unit

    def _unit(self, key: str) -> Value:
        """Functional or declared unit in kg; None when it is no mass."""
        model = self._case.model
        amount = model.unit.amount if model else None
        return amount.to(key) if amount is not None and is_mass(amount.unit) else None

    def _parameter(self, key: str) -> Value:
        model = self._case.model
        found = (p.value for p in (model.parameters if model else ()) if p.name == key)
        return next(found, None)

    def _coverage(self, key: str) -> Value:
        if self._case.footprint is None:
            return None
        found = getattr(self._case.footprint.coverage, key)
        if isinstance(found, tuple):
            return float(len(found))
        return None if found is None else float(found)

    def _count(self, key: str) -> Value:
        if key == "scenarios":
            return float(len(scenario_names(self._case.folder)))
        if key == "use_scenarios":
            return float(len(use_profiles(self._case.folder, self._case.base)))
        if key == "judgements":
            return float(len(self._case.reading.judgements))
        model = self._case.model
        return None if model is None else float(counts(model)[key])

    def _share(self, key: str) -> Value:
        footprint = self._case.footprint
        if footprint is None:
            return None
        if key in STAGES:
            return part_of(footprint.stages, key)
        if any(part.id == key for part in footprint.ledger):
            return part_of(footprint.ledger, key)
        return self._absolute(key)

    def _absolute(self, key: str) -> Value:
        """Sum of the absolute shares of some records."""
        if key in ("electricity", "transport"):
            return fsum(r.share or 0.0 for r in self._records(key))
        rows = self._records("rows")
        if key == "other_country":
            return fsum(r.share or 0.0 for r in rows if r.values["same_country"] == "no")
        return max((r.share or 0.0 for r in rows), default=0.0)

    def _verification(self, key: str) -> Value:
        return None if self._checked is None else self._checked[key]

    @cached_property
    def _checked(self) -> Mapping[str, Value] | None:
        footprint = self._case.footprint
        return None if footprint is None else verification_facts(self._case.folder, footprint)

    def _duty(self, key: str) -> Value:
        if key == "sensitivity_done":
            stated = any(k.startswith("sensitivity") for k, v in self._study.items() if v.is_stated)
            told = stated or bool(self["count.scenarios"])
            return yes_no(told or (self._duties is not None and self._duties.sensitivity_ran))
        return None if self._duties is None else self._duties.value(key)

    @cached_property
    def _duties(self) -> DutyFacts | None:
        footprint = self._case.footprint
        return None if footprint is None else DutyFacts(footprint, self._case.sensitivity)

    def _needs(self, key: str) -> Value:
        footprint = self._case.footprint
        return None if footprint is None else needs_fact(footprint, key)

    def _guard(self, key: str) -> Value:
        model = self._case.model
        return None if model is None else guard_fact(model, key)

    def _dates(self, _: str) -> Value:
        model = self._case.model
        return None if model is None else recycled_step(model)

    def _recalc(self, key: str) -> Value:
        model = self._case.model
        return None if model is None else recalc_fact(model, self._case.footprint, key)

    def _project(self, key: str) -> Value:
        if key in ("locked", "present"):
            return yes_no((self._case.folder / "pcf.lock").is_file())
        if key == "errors":
            return float(sum(1 for f in self._case.findings if f.level == "error"))
        return (self._case.model.scenario or "") if self._case.model else ""
