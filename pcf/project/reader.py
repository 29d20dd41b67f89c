"""Read a project folder: all faults in one pass, and a model when there are none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pcf.collection import without_collection
from pcf.findings import Findings
from pcf.model import Judgement, Model, Parameter, StudyValue
from pcf.model.target import Target
from pcf.project.checks import check_project
from pcf.project.collect import Collector
from pcf.project.mixes import with_mixes
from pcf.project.overrides import Override, apply_overrides, read_scenario
from pcf.project.performance import read_performance
from pcf.project.raw import PARAMETERS_FILE, SETTINGS_FILE, STUDY_FILE, RawProject, read_raw
from pcf.project.raw_toml import RawToml
from pcf.project.read_endoflife import read_end_of_life
from pcf.project.read_evidence import read_evidence, read_exclusions
from pcf.project.read_exchanges import read_electricity, read_exchanges, read_transport
from pcf.project.read_parameters import read_parameters
from pcf.project.read_processes import read_flows, read_processes
from pcf.project.read_recycled import read_recycled
from pcf.project.read_settings import Settings, read_settings
from pcf.project.read_targets import read_targets
from pcf.project.read_uncertainty import read_uncertainty
from pcf.project.received import read_received
from pcf.project.received_unused import weighed
from pcf.project.references import Unlinked, read_references
from pcf.project.review import Review, read_review
from pcf.project.scope import Scope, make_scope
from pcf.project.study import read_study


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a folder gave.

    Parameters
    ----------
    model
        The product system; None when a finding of level error prevents it.
    findings
        Everything found, in the order of reading.
    settings
        ``pcf.toml`` as written; None when it could not be read.
    study, judgements
        What the study says about itself, and answers of people: also there when no model is.
    targets
        Rules under which the project wants to be computed, in the order of ``pcf.toml``.
    review
        The answers with the faults of their table, which keep nothing from being computed.
    unlinked
        What the rows refer to, when there is no model and the background is named.
    """

    model: Model | None
    findings: Findings
    settings: RawToml | None = None
    study: Mapping[str, StudyValue] = field(default_factory=dict)
    judgements: tuple[Judgement, ...] = ()
    targets: tuple[Target, ...] = ()
    review: Review = field(default_factory=Review)
    unlinked: Unlinked | None = None


def read_project(
    folder: str | Path, scenario: str | None = None, overrides: Iterable[Override] = ()
) -> Reading:
    """Read, check and type a project folder.

    Parameters
    ----------
    folder
        The folder that holds ``pcf.toml``.
    scenario
        Name of a file in ``scenarios/``; its values are put in before anything is checked.
    overrides
        Single values and suppliers, put in after the scenario (`setting`, `swap`).

    Returns
    -------
    Reading
        The model, or None with the reasons. Nothing is raised for faults of the project.
    """
    collect = Collector()
    root = Path(folder)
    with without_collection():
        raw = read_raw(root, collect)
        changes = read_scenario(root, scenario, collect) if scenario is not None else []
        changes = [*changes, *overrides]
        raw = apply_overrides(raw, changes, collect)
        reading = type_project(raw, collect, scenario)
    if changes and reading.model is not None:
        return replace(reading, model=replace(reading.model, changed=True))
    return reading


def type_project(raw: RawProject, collect: Collector, scenario: str | None = None) -> Reading:
    """Check and type a project folder that was read as text, maybe with values put in."""
    parameters, book = read_parameters(raw.tomls.get(PARAMETERS_FILE), collect)
    scope = make_scope(raw, collect, book)
    model, settings = _model(scope, parameters, scenario)
    study = read_study(raw.tomls.get(STUDY_FILE), collect)
    review = read_review(raw, model.product.period if model is not None else "")
    targets = read_targets(raw.tomls.get(SETTINGS_FILE), collect)
    if model is not None and (study or review.judgements):
        model = replace(model, study=study, judgements=review.judgements)
    return Reading(
        None if collect.has_errors else model,
        collect.close(),
        raw.tomls.get(SETTINGS_FILE),
        study,
        review.judgements,
        targets,
        review,
        _unlinked(scope, settings) if collect.has_errors else None,
    )


def _unlinked(scope: Scope, settings: Settings) -> Unlinked | None:
    if settings.background is None:
        return None
    references = tuple(read_references(scope.raw, scope.suppliers))
    return Unlinked(settings.background, references)


def _model(
    scope: Scope, parameters: list[Parameter], scenario: str | None
) -> tuple[Model | None, Settings]:
    flows = read_flows(scope)
    processes = read_processes(scope)
    settings = read_settings(scope)
    exchanges = read_exchanges(scope)
    electricity = read_electricity(scope, settings.method.electricity if settings.method else None)
    transport = read_transport(scope)
    end_of_life = read_end_of_life(scope, settings)
    exclusions = read_exclusions(scope)
    evidence = read_evidence(scope)
    recycled = read_recycled(scope)
    notes = Findings()
    biogenic = settings.method.biogenic if settings.method else None
    received = read_received(scope.raw.folder, settings.gwp_set, notes, biogenic)
    for note in weighed(notes, scope.raw):
        scope.collect.add(note)
    spread = read_uncertainty(scope.raw.tomls.get(SETTINGS_FILE), scope.collect)
    check_project(scope, settings, processes, exchanges)
    declared = settings.complete()
    if declared is None:
        return None, settings
    model = Model(
        id=declared.id,
        product=declared.product,
        unit=declared.unit,
        boundary=declared.boundary,
        method=declared.method,
        background=declared.background,
        flows=tuple(flows),
        processes=tuple(processes),
        exchanges=tuple(exchanges),
        electricity=tuple(electricity),
        transport=tuple(transport),
        end_of_life=end_of_life,
        exclusions=tuple(exclusions),
        parameters=tuple(parameters),
        evidence=tuple(evidence),
        received=received,
        scenario=scenario,
        performance=read_performance(scope.raw, scope.collect),
        recycled=tuple(recycled),
        uncertainty=spread,
    )
    return with_mixes(model, scope.raw, scope.collect), settings
