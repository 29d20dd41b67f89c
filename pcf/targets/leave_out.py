"""What a target leaves out, and what draws from something that is no longer there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from pcf.findings import Finding, finding
from pcf.model.target import Target
from pcf.project.overrides import Override
from pcf.project.raw_edit import gone_with, has, plain_address
from pcf.project.schema import TABLE_BY_NAME
from pcf.rules.conditions import all_hold
from pcf.rules.pack import Pack
from pcf.rules.record import Record
from pcf.rules.service import LeaveOut
from pcf.suggest import nearest
from pcf.targets.plan import Group, Omission
from pcf.targets.project import Base
from pcf.targets.result import Setting


def cut_off_group(
    target: Target, pack: Pack, base: Base, dropped: frozenset[str], faults: list[Finding]
) -> tuple[Group, tuple[Omission, ...]]:
    """Leave out what the rule leaves out, and what the target does with its reason."""
    found = {o.address: o for out in pack.leave_outs for o in _by_rule(out, base, pack, faults)}
    if target.exclude and not target.text("exclude_reason"):
        faults.append(finding("TG022", target.exclude[0].place, node=target.id))
    by: dict[str, Literal["target", "pack"]] = dict.fromkeys(found, "pack")
    for stated in target.exclude:
        address = plain_address(str(stated.value))
        if not _can_go(address, base):
            near = nearest(address, _addresses(base))
            faults.append(
                finding("TG020", stated.place, node=target.id, observed=address, suggestion=near)
            )
            continue
        word = _never_cut(address, pack, base)
        if word is not None:
            faults.append(
                finding(
                    "TG021",
                    stated.place,
                    node=target.id,
                    observed=address,
                    expected=word,
                    pack=pack.id,
                )
            )
        reason = target.text("exclude_reason") or ""
        found[address] = Omission(address, reason, reason, "cut_off")
        by[address] = "target"
    kept = {address: omission for address, omission in found.items() if address not in dropped}
    at = target.at("exclude")
    settings = tuple(Setting("exclude", address, by[address]) for address in kept)
    overrides = tuple(Override("drop", address, None, at) for address in kept)
    return Group("cut_off", overrides, settings), tuple(kept.values())


def _by_rule(out: LeaveOut, base: Base, pack: Pack, faults: list[Finding]) -> Iterable[Omission]:
    """Rows or processes that fulfil the conditions of the pack, on the project as it is."""
    if base.case.footprint is None:
        errors = [f for f in base.case.findings if f.level == "error"]
        faults.extend(errors or [finding("TG031", out.place, observed=pack.id)])
        return
    for record in base.computed.records(out.of):
        if not all_hold(out.where, record.values):
            continue
        address = _address(record, out.of)
        if _can_go(address, base):
            yield Omission(address, out.reason_zh, out.reason_en, "cut_off")
        else:
            faults.append(finding("TG037", record.place, observed=address, pack=pack.id))


def _address(record: Record, subject: str) -> str:
    if subject == "processes":
        return f"processes.{record.values['id']}"
    return plain_address(str(record.values["address"]))


def _can_go(address: str, base: Base) -> bool:
    """Whether there is such a row or process; a whole table cannot be left out at once."""
    head, _, rest = address.partition(".")
    return bool(rest) and head in TABLE_BY_NAME and has(base.raw, address)


def _addresses(base: Base) -> list[str]:
    tables = base.raw.tables
    return [f"{name}.{row}" for name in tables for row in tables[name].column("id") if row]


def _never_cut(address: str, pack: Pack, base: Base) -> str | None:
    """First word of the pack's list of what is never cut off that a left-out row carries."""
    never = pack.settings.get("cut_off", {}).get("never", ())
    if not never:
        return None
    subjects = base.computed
    words = {
        **{_address(r, "rows"): _words(r) for r in subjects.records("rows")},
        **{_address(r, "processes"): _words(r) for r in base.stated.records("processes")},
    }
    gone = gone_with(base.raw, address)
    texts = [words.get(item, "") for item in gone] or [""]
    return next((w for w in never if any(w.casefold() in text for text in texts)), None)


def _words(record: Record) -> str:
    keys = ("words", "name_zh", "name_en", "flow")
    return " | ".join(str(record.values.get(key) or "") for key in keys).casefold()


def dangling(
    target: Target, omissions: Iterable[Omission], base: Base, swapped: frozenset[str]
) -> list[Finding]:
    """Find rows that draw from a process that is left out (``TG023``).

    swapped
        Rows to which the target gives another supplier.
    """
    gone: Mapping[str, Omission] = {o.address: o for o in omissions}
    processes = {
        a.removeprefix("processes."): o for a, o in gone.items() if a.startswith("processes.")
    }
    linked = base.case.linked
    if not processes or linked is None:
        return []
    dropped = {item for address in gone for item in gone_with(base.raw, address)}
    found = []
    for row in linked.rows:
        link = linked.links.get(row.address)
        address = plain_address(row.address)
        if link is None or link.supplier.kind != "process" or link.supplier.id not in processes:
            continue
        if row.process in processes or _within(address, dropped) or address in swapped:
            continue
        omission = processes[link.supplier.id]
        at = target.at("boundary" if omission.group == "boundary" else "exclude")
        found.append(
            finding(
                "TG023",
                row.place or at,
                node=target.id,
                observed=row.address,
                expected=link.supplier.id,
                process=row.process,
            )
        )
    return found


def _within(address: str, gone: set[str]) -> bool:
    return any(address == item or address.startswith(f"{item}.") for item in gone)
