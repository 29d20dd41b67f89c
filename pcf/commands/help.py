"""Help on the screen: purpose, examples, options in groups, exit codes; in both languages.

Words come from the label list: the help text of a parameter is the key of a label. Nothing is
imported for it, and only ASCII and Chinese are used, so that every console can show it.
"""

from __future__ import annotations

import shutil
from typing import Any

from typer.core import TyperCommand, TyperGroup

from pcf.commands.plain_options import take_plainly
from pcf.errors import UsageError
from pcf.findings import finding
from pcf.i18n import Language, choose_language, label
from pcf.report.width import cells, pad, wrap

_GROUPS = ("group_input", "group_method", "group_output", "group_other")
_LEFT = 28


def _lang(context: Any) -> Language:
    asked = context.find_root().obj
    return asked.lang if asked is not None else choose_language()


def _width() -> int:
    return min(shutil.get_terminal_size((100, 24)).columns, 100)


def _entry(name: str, text: str, left: int, width: int) -> list[str]:
    if cells(name) > left - 2:
        return [f"  {name}", *(" " * (left + 2) + part for part in wrap(text, width - left - 2))]
    head, *rest = wrap(text, width - left - 2)
    return [f"  {pad(name, left)}{head}", *(" " * (left + 2) + part for part in rest)]


def _names(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        name = parameter.metavar or parameter.name.upper()
        return name if parameter.required else f"[{name}]"
    names = ", ".join(sorted(parameter.opts, key=len))
    return f"{names} {parameter.metavar}" if parameter.metavar else names


def _sections(command: Any, context: Any, lang: Language) -> list[str]:
    groups: dict[str, list[tuple[str, str]]] = {key: [] for key in _GROUPS}
    for parameter in command.get_params(context):
        if getattr(parameter, "hidden", False):
            continue
        key = getattr(parameter, "rich_help_panel", None) or "group_other"
        if parameter.name in ("help", "install_completion", "show_completion"):
            text = label(f"opt_{parameter.name}", lang)
        else:
            text = label(getattr(parameter, "help", None) or "", lang)
        if parameter.name == "format_" and command.callback is not None:
            text += " " + "|".join(getattr(command.callback, "formats", ()))
        groups[key].append((_names(parameter), text))
    width = _width()
    left = _LEFT if width >= 70 else 4
    lines: list[str] = []
    for key, entries in groups.items():
        if entries:
            lines += ["", label(key, lang)]
            for name, text in entries:
                lines += _entry(name, text, left, width)
    return lines


class VerbCommand(TyperCommand):
    """A verb whose help is made from labels."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Parameters, whose values are taken plainly where that is all it takes."""
        return take_plainly(super().get_params(ctx))

    def get_help(self, ctx: Any) -> str:
        """Purpose, two examples, usage, options, exit codes."""
        lang, width = _lang(ctx), _width()
        key = ctx.command_path.split()[1:]
        topic = "_".join(key)
        lines = wrap(label(self.help or "", lang), width)
        lines += ["", label("help_examples", lang)]
        lines += [f"  {line}" for line in label(f"example_{topic}", lang).split("\n")]
        usage = " ".join([ctx.command_path, *self.collect_usage_pieces(ctx)])
        lines += ["", f"{label('help_usage', lang)}: {usage}"]
        lines += _sections(self, ctx, lang)
        lines += ["", label("help_exit", lang)]
        for line in label(f"exit_{topic}", lang).split("\n"):
            lines += [f"  {part}" for part in wrap(line, width - 2)]
        return "\n".join(lines)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Purpose in one line, for completion."""
        return label(self.help or "", choose_language()).partition("\n")[0]


class VerbGroup(TyperGroup):
    """A group of verbs, which knows what a mistyped verb may have meant."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Parameters, whose values are taken plainly where that is all it takes."""
        return take_plainly(super().get_params(ctx))

    def get_help(self, ctx: Any) -> str:
        """Purpose and list of verbs."""
        lang, width = _lang(ctx), _width()
        lines = wrap(label(self.help or "", lang), width)
        usage = f"{ctx.command_path} {label('help_usage_group', lang)}"
        lines += ["", f"{label('help_usage', lang)}: {usage}", "", label("help_verbs", lang)]
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None:
                purpose = label(command.help or "", lang).partition("\n")[0]
                lines += _entry(name, purpose, 12, width)
        lines += _sections(self, ctx, lang)
        lines += ["", *wrap(label("help_more", lang), width)]
        return "\n".join(lines)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Purpose in one line, for completion."""
        return label(self.help or "", choose_language()).partition("\n")[0]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the verb; an unknown one is a finding that names the nearest."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            from pcf.suggest import nearest

            verbs = self.list_commands(ctx)
            near = nearest(name, verbs)
            code = "US030" if near else "US031"
            full = " ".join([ctx.command_path, name])
            raise UsageError(
                [
                    finding(
                        code,
                        observed=full,
                        suggestion=f"{ctx.command_path} {near}" if near else None,
                        expected=", ".join(verbs),
                    )
                ]
            )
        return super().resolve_command(ctx, args)


def welcome(lang: Language) -> str:
    """Ten lines for someone who types ``pcf`` alone."""
    return label("welcome", lang)
