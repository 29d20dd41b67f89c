"""What a target makes of the stages: those outside the boundary go, others take new processes."""

from __future__ import annotations

from dataclasses import dataclass

from pcf.findings import Finding, finding
from pcf.model import Stage
from pcf.model.stages import stage_of
from pcf.model.target import Target
from pcf.project.overrides import Override
from pcf.project.raw import END_OF_LIFE_FILE
from pcf.rules.conditions import all_hold
from pcf.rules.pack import Pack
from pcf.rules.service import StagePreset
from pcf.suggest import nearest
from pcf.targets.decide import Decider
from pcf.targets.plan import Group, Omission
from pcf.targets.project import Base
from pcf.targets.result import DecidedBy, Setting

#: Value of the setting ``stage_map`` without a preset.
AS_STATED = "as-stated"
_REASON_ZH = "阶段“{stage}”不在规则“{pack}”的系统边界内"
_REASON_EN = "stage '{stage}' is outside the boundary of the rule '{pack}'"


@dataclass(frozen=True, slots=True)
class Move:
    """A process and the stage into which it is put."""

    process: str
    stage: Stage
    decided_by: DecidedBy
    override: Override


def boundary_group(
    decider: Decider, base: Base, moves: tuple[Move, ...], formula: str
) -> tuple[Group, tuple[Omission, ...]]:
    """Drop what is outside the boundary; a process that is moved inside stays.

    formula
        End-of-life formula under the target.
    """
    target, model = decider.target, base.model
    kind = decider.boundary()
    stages, by = decider.stages(kind.value)
    settings = (kind, Setting("stages", ", ".join(stages), by))
    made = []
    at = target.at("boundary")
    if kind.value != model.boundary.kind:
        made.append(Override("set", "pcf.boundary.kind", kind.value, at))
    if stages != model.boundary.stages:
        made.append(
            Override("set", "pcf.boundary.stages", list(stages), target.at("boundary_stages"))
        )
    moved = {move.process: move.stage for move in moves}
    omissions = [
        _omission(f"processes.{process.id}", stage, decider.pack)
        for process in model.processes
        if (stage := moved.get(process.id, process.stage)) not in stages
    ]
    gone = [omission.address for omission in omissions]
    if "end_of_life" not in stages and END_OF_LIFE_FILE in base.raw.present:
        omissions.append(_omission("endoflife", "end_of_life", decider.pack))
        gone += _end_of_life(base, formula)
    made += [Override("drop", address, None, at) for address in gone]
    return Group("boundary", tuple(made), settings), tuple(omissions)


def _end_of_life(base: Base, formula: str) -> tuple[str, ...]:
    """Addresses of what is treated at the end of life.

    Under the Circular Footprint Formula the recycled content of the inputs stays.
    """
    data = base.raw.tomls[END_OF_LIFE_FILE].data
    end = base.model.end_of_life
    if formula != "cff" or "material" not in data or end is None:
        return ("endoflife",)
    quantity = ("endoflife.quantity",) if end.quantity is not None else ()
    options = (
        f"endoflife.material.{item['id']}.option" for item in data["material"] if "option" in item
    )
    return (*(("endoflife.route",) if "route" in data else ()), *quantity, *options)


def _omission(address: str, stage: str, pack: Pack) -> Omission:
    from pcf.i18n import label

    return Omission(
        address,
        _REASON_ZH.format(stage=label(stage, "zh"), pack=pack.name_zh),
        _REASON_EN.format(stage=label(stage, "en"), pack=pack.name_en),
        "boundary",
    )


def stage_map_group(
    moves: tuple[Move, ...], preset: StagePreset | None, by: DecidedBy, dropped: frozenset[str]
) -> Group:
    """Put processes into other stages; those that were dropped are not moved."""
    kept = [move for move in moves if move.process not in dropped]
    settings = [Setting("stage_map", preset.id if preset else AS_STATED, by)]
    settings += [
        Setting(f"stages.{move.process}", move.stage, move.decided_by)
        for move in kept
        if move.decided_by == "target"
    ]
    return Group("stage_map", tuple(move.override for move in kept), tuple(settings))


def moves_of(
    target: Target, preset: StagePreset | None, base: Base, faults: list[Finding]
) -> tuple[Move, ...]:
    """Give the processes whose stage changes: single ones of the target over those of a preset."""
    found: dict[str, Move] = {}
    own = {process.id: process.stage for process in base.model.processes}
    for record in base.stated.records("processes") if preset else ():
        name = str(record.values["id"])
        rules = preset.rules if preset else ()
        rule = next((r for r in rules if all_hold(r.where, record.values)), None)
        if rule is not None and rule.stage != own[name]:
            found[name] = _move(name, rule.stage, target, "pack")
    for name, stated in target.stages.items():
        stage = stage_of(str(stated.value))
        if name not in own or stage is None:
            observed = str(stated.value) if name in own else name
            near = nearest(observed, base.model.boundary.stages if name in own else own)
            faults.append(
                finding("TG018", stated.place, node=target.id, observed=observed, suggestion=near)
            )
        elif stage == own[name]:
            found.pop(name, None)
        else:
            found[name] = _move(name, stage, target, "target")
    return tuple(found[name] for name in own if name in found)


def _move(process: str, stage: Stage, target: Target, by: DecidedBy) -> Move:
    at = target.stages[process].place if by == "target" else target.at("stage_map")
    return Move(process, stage, by, Override("set", f"processes.{process}.stage", stage, at))


def preset_of(decider: Decider) -> tuple[StagePreset | None, DecidedBy]:
    """Preset that the target names, else the only one of the pack; ``TG017`` when unknown."""
    target, pack = decider.target, decider.pack
    known = [preset.id for preset in pack.presets]
    stated = target.text("stage_map")
    if stated is None:
        if len(known) > 1:
            decider.tell(
                "TG005",
                "stage_map",
                field="stage_map",
                observed="-",
                pack=pack.id,
                expected=", ".join(known),
                suggestion=f'stage_map = "{known[0]}"',
            )
        return (pack.presets[0], "pack") if len(known) == 1 else (None, "project")
    preset = pack.preset(stated)
    if preset is None:
        near = nearest(stated, known)
        decider.tell(
            "TG017",
            "stage_map",
            observed=stated,
            pack=pack.id,
            expected=", ".join(known) or "-",
            suggestion=near,
        )
    return preset, "target"
