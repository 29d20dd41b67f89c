"""What a pack and its parents together say for targets, and what a child changes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pcf.project.collect import Collector
from pcf.rules.read_pack import Head
from pcf.rules.read_service import check_service, merged_service
from pcf.rules.service import LeaveOut, Service, StagePreset


@dataclass(frozen=True, slots=True)
class ForTargets:
    """Service life, presets and what is left out; `overrides` as those of a pack."""

    service: Service | None
    presets: tuple[StagePreset, ...]
    leave_outs: tuple[LeaveOut, ...]
    overrides: tuple[tuple[str, str, str, str], ...]


def for_targets(chain: tuple[Head, ...], collect: Collector) -> ForTargets:
    """Lay what the packs of a chain say over each other, the child over its parents."""
    service = merged_service(head.service for head in chain)
    check_service(service, chain[-1].id, collect)
    presets = {preset.id: preset for head in chain for preset in head.presets}
    leave_outs = tuple(out for head in chain for out in head.leave_outs)
    return ForTargets(service, tuple(presets.values()), leave_outs, _overrides(chain))


def _overrides(chain: tuple[Head, ...]) -> tuple[tuple[str, str, str, str], ...]:
    found = []
    presets: dict[str, StagePreset] = {}
    for number, head in enumerate(chain):
        before = merged_service(parent.service for parent in chain[:number])
        for key in ("unit", "formula", "inputs"):
            old, new = getattr(before, key, ""), getattr(head.service, key, "")
            if old and new and old != new:
                found.append((f"service.{key}", head.parent, _shown(old), _shown(new)))
        for preset in head.presets:
            first = presets.get(preset.id)
            if first is not None:
                what = f"stage_preset {preset.id}"
                found.append((what, head.parent, first.name_en, preset.name_en))
            presets[preset.id] = preset
    return tuple(found)


def _shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)
