"""Compile a target to its plan: decide every setting and say it as overrides."""

from __future__ import annotations

from pcf.errors import PcfError
from pcf.findings import Finding, finding
from pcf.model.target import Target, TargetValue
from pcf.project.overrides import Override
from pcf.project.raw_edit import gone_with, plain_address
from pcf.rules.pack import Pack
from pcf.suggest import nearest
from pcf.targets.decide import METHOD, Decider
from pcf.targets.leave_out import cut_off_group, dangling
from pcf.targets.plan import GROUPS, Group, GroupName, Omission, Plan
from pcf.targets.project import BASE, Base
from pcf.targets.result import Setting
from pcf.targets.stages import AS_STATED, boundary_group, moves_of, preset_of, stage_map_group
from pcf.targets.stated_twice import check_stage_map
from pcf.targets.unit import unit_group

#: Keys of ``pcf.toml`` that a target decides by its own keys, and the key to use.
_OWN = {
    **{f"pcf.method.{key}": key for key in METHOD},
    "pcf.method.open_loop_factor": "open_loop_factor",
    "pcf.boundary.kind": "boundary",
    "pcf.boundary.stages": "boundary_stages",
}

#: Groups of free overrides by the beginning of their address; all others are data.
_ABOUT: dict[str, GroupName] = {
    "pcf.unit.": "unit",
    "pcf.method.electricity_reason": "electricity",
    "pcf.method.national_mix.": "electricity",
    "pcf.method.residual_mix.": "electricity",
    "endoflife.": "end_of_life",
}


def compile_plan(target: Target, base: Base) -> Plan:
    """Decide every setting of a target and give its changes in groups.

    Raises
    ------
    PcfError
        With every fault of the target (``TG...``), or of the project when it cannot be read.
    """
    pack = pack_of(target, base)
    decider = Decider(target, pack, base.model)
    faults = decider.findings
    preset, by = preset_of(decider)
    faults += check_stage_map(target, preset.id if preset else "", base.model.study)
    moves = moves_of(target, preset, base, faults)
    groups: dict[GroupName, Group] = {"unit": unit_group(decider, base)}
    groups.update(_method_groups(decider, base))
    formula = groups["end_of_life"].settings[0].value
    groups["boundary"], outside = boundary_group(decider, base, moves, formula)
    dropped = _gone(outside, base)
    processes = frozenset(a.removeprefix("processes.") for a in dropped)
    groups["stage_map"] = stage_map_group(moves, preset, by, processes)
    groups["cut_off"], cut = cut_off_group(target, pack, base, dropped, faults)
    groups["data"] = Group("data")
    free = _free(target, faults)
    groups.update({name: _joined(groups[name], group) for name, group in free.items()})
    omissions = (*outside, *cut)
    if omissions:
        faults += dangling(target, omissions, base, _swapped(free.get("data", groups["data"])))
    if any(fault.level == "error" for fault in faults):
        raise PcfError(faults)
    ordered = tuple(groups[name] for name in GROUPS)
    return Plan(target.id, target, pack, ordered, omissions, tuple(faults))


def base_plan(base: Base) -> Plan:
    """Give the plan of the project as it is: no change, every setting its own."""
    model = base.model
    amount = model.unit.amount
    own = {name: str(getattr(model.method, name) or "none") for name in METHOD}
    settings: dict[str, tuple[Setting, ...]] = {
        "unit": (
            Setting("unit", f"{amount.value:g} {amount.unit}", "project"),
            Setting("unit_kind", model.unit.kind, "project"),
        ),
        "boundary": (
            Setting("boundary", model.boundary.kind, "project"),
            Setting("stages", ", ".join(model.boundary.stages), "project"),
        ),
        "stage_map": (Setting("stage_map", AS_STATED, "project"),),
        **{name: (Setting(name, value, "project"),) for name, value in own.items()},
    }
    groups = tuple(Group(name, (), settings.get(name, ())) for name in GROUPS)
    return Plan(BASE, None, None, groups)


def pack_of(target: Target, base: Base) -> Pack:
    """Pack of a target; ``TG003`` with the nearest known one when there is none."""
    try:
        return base.packs.pack(target.rules)
    except PcfError as error:
        if any(fault.code == "RU001" for fault in error.findings):
            known = tuple(base.packs.heads)
            raise PcfError(
                [
                    finding(
                        "TG003",
                        target.at("rules"),
                        node=target.id,
                        observed=target.rules,
                        expected=", ".join(known),
                        suggestion=nearest(target.rules, known),
                    )
                ]
            ) from error
        raise


def _method_groups(decider: Decider, base: Base) -> dict[GroupName, Group]:
    made: dict[GroupName, Group] = {}
    for name in METHOD:
        setting = decider.method(name)
        at = decider.target.at(name)
        changes: list[Override] = []
        if setting.value != decider.own_method(name):
            changes.append(Override("set", f"pcf.method.{name}", setting.value, at))
        settings = [setting]
        if name == "end_of_life":
            factor = decider.open_loop_factor(setting)
            settings += [] if factor is None else [factor]
            changes += _factor_changes(factor, decider.target, base)
        made[name] = Group(name, tuple(changes), tuple(settings))  # type: ignore[index, arg-type]
    return made


def _factor_changes(factor: Setting | None, target: Target, base: Base) -> list[Override]:
    """Put factor A in, or take the project's out where the formula has none."""
    own = base.model.method.open_loop_factor
    address, at = "pcf.method.open_loop_factor", target.at("open_loop_factor")
    if factor is None:
        return [] if own is None else [Override("drop", address, None, at)]
    if factor.decided_by == "target":
        value = target.values["open_loop_factor"].value
        return [] if value == own else [Override("set", address, value, at)]
    return []


def _free(target: Target, faults: list[Finding]) -> dict[GroupName, Group]:
    """Free overrides, each in the group of what it is about.

    What the target decides by a key of its own cannot be set here (``TG024``).
    """
    for address, stated in target.sets.items():
        key = _OWN.get(address)
        if key is not None:
            faults.append(
                finding(
                    "TG024",
                    stated.place,
                    node=target.id,
                    observed=address,
                    suggestion=f'{key} = "{stated.value}"',
                )
            )
    sets = [Override("set", a, _plain(v), v.place) for a, v in target.sets.items()]
    swaps = [Override("swap", a, v.value, v.place) for a, v in target.swaps.items()]
    made: dict[GroupName, Group] = {}
    for change in (*sets, *swaps):
        address = plain_address(change.address)
        heads = (head for head in _ABOUT if address.startswith(head))
        name = _ABOUT.get(next(heads, ""), "data")
        setting = Setting(address, str(change.value), "target")
        before = made.get(name, Group(name))
        made[name] = _joined(before, Group(name, (change,), (setting,)))
    return made


def _joined(one: Group, other: Group) -> Group:
    return Group(one.name, one.overrides + other.overrides, one.settings + other.settings)


def _plain(stated: TargetValue) -> object:
    return list(stated.value) if isinstance(stated.value, tuple) else stated.value


def _swapped(data: Group) -> frozenset[str]:
    addresses = {plain_address(o.address) for o in data.overrides if o.kind == "swap"}
    sets = {plain_address(o.address) for o in data.overrides if o.kind == "set"}
    return frozenset(
        addresses | {a.removesuffix(".supplier") for a in sets if a.endswith(".supplier")}
    )


def _gone(omissions: tuple[Omission, ...], base: Base) -> frozenset[str]:
    return frozenset(item for o in omissions for item in gone_with(base.raw, o.address))
