"""Brightway in a process of its own: reads and writes projects in a directory that was stated.

Run as a script, never imported by the rest: ``bw2data`` opens directories when it is imported.
Standard input holds the request as JSON; the answer goes to the file that the request names.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any


def main() -> int:
    """Do what the request says; the exit code is 3 when Brightway does not have what is asked."""
    request = json.load(sys.stdin)
    data = import_module("bw2data")
    answer = {"read": _read, "write": _write}[request["do"]](data, request)
    text = json.dumps(answer, default=str)
    Path(request["answer"]).write_text(text, encoding="utf-8")
    return 3 if "missing" in answer else 0


def _read(data: Any, request: dict[str, Any]) -> dict[str, Any]:
    known = sorted(project.name for project in data.projects)
    if request["project"] not in known:
        return {"missing": request["project"], "known": known}
    data.projects.set_current(request["project"], writable=False, update=False)
    wanted = request["databases"] or sorted(data.databases)
    found: dict[str, Any] = {}
    for name in wanted:
        if name not in data.databases:
            return {"missing": name, "known": sorted(data.databases)}
        found[name] = [[list(key), value] for key, value in data.Database(name).load().items()]
    licences = {name: str(data.databases[name].get("license", "")) for name in wanted}
    return {"databases": found, "licences": licences}


def _write(data: Any, request: dict[str, Any]) -> dict[str, Any]:
    data.projects.set_current(request["project"])
    for name, content in request["databases"].items():
        for _, activity in content:
            for exchange in activity["exchanges"]:
                exchange["input"] = tuple(exchange["input"])
            activity["categories"] = tuple(activity.get("categories", ()))
        data.Database(name).write({tuple(key): activity for key, activity in content})
    if request["method"]:
        method = data.Method(tuple(request["method"]))
        method.register(unit="kg CO2e")
        method.write([(tuple(key), factor) for key, factor in request["factors"]])
    return {"written": sorted(data.databases)}


if __name__ == "__main__":
    sys.exit(main())
