"""A footprint in an exchange format: the document, what it cannot hold, what was checked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from decimal import Decimal
from typing import Any, Literal

from pcf.calc.footprint import Footprint, Part
from pcf.findings import Finding
from pcf.i18n import Language, phrase
from pcf.model import Model
from pcf.plain import PlainData

NoteKind = Literal["dropped", "left-empty", "mapped", "draft"]
#: Findings that a draft may leave open; every other error of an export forbids the document.
OPEN_IN_DRAFTS = ("EX002",)


@dataclass(frozen=True, slots=True)
class Note:
    """What the reader of an export has to know about one field.

    kind
        ``dropped`` the format has no place for it; ``left-empty`` the format has a place and it is
        empty on purpose; ``mapped`` it stands somewhere else than its name says; ``draft``.
    field
        Field of the format, or the name of our own value.
    key
        Label with the reason; `params` fill its places.
    """

    kind: NoteKind
    field: str
    key: str
    params: Mapping[str, object] = default(default_factory=dict)

    def text(self, lang: Language) -> str:
        """Reason in words."""
        return phrase(self.key, lang, **self.params)


@dataclass(frozen=True, slots=True)
class Identity:
    """An arithmetic identity of a document: what has to equal what, and by how much it differs."""

    name: str
    left: Decimal
    right: Decimal
    holds: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """What is exported.

    stages
        Stages in the words and order of a rule; those of the footprint for the base case.
    target
        Name of the target in ``pcf.toml``; None = base case.
    digest
        Digests of project, lock, background and factors: the same digest, the same document.
    blocking
        Findings at error level that stand against a declaration.
    """

    footprint: Footprint
    stages: tuple[Part, ...]
    digest: str
    target: str | None = None
    blocking: tuple[Finding, ...] = ()

    @property
    def model(self) -> Model:
        """The model behind the footprint, under the target."""
        return self.footprint.solved.linked.model


@dataclass(frozen=True, slots=True)
class Export(PlainData):
    """A document in an exchange format.

    format, version
        ``pact`` 3.0.0, ``catena-x`` 9.0.0, ``battery-passport`` with its shape as version.
    document
        JSON values; numbers are `Decimal`. None when it must not be written.
    identities
        Arithmetic identities that were checked before writing.
    findings
        What stands against it, and what is worth knowing.
    """

    format: str
    version: str
    target: str | None
    draft: bool
    document: Mapping[str, Any] | None
    notes: tuple[Note, ...]
    identities: tuple[Identity, ...]
    findings: tuple[Finding, ...]

    @property
    def text(self) -> str:
        """JSON text of the document; the same input gives the same bytes."""
        return json_text(self.document) + "\n"

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the `data` object of ``pcf export --format json``."""
        return {
            "format": self.format,
            "version": self.version,
            "target": self.target,
            "draft": self.draft,
            "withheld": self.document is None,
            "document": None if self.document is None else json.loads(self.text),
            "notes": [
                {"kind": n.kind, "field": n.field, "reason": n.text(lang)} for n in self.notes
            ],
            "identities": [
                {"name": i.name, "left": str(i.left), "right": str(i.right), "holds": i.holds}
                for i in self.identities
            ],
        }


@dataclass(slots=True)
class Draught:
    """An export in the making: collects notes, identities and findings."""

    notes: list[Note] = default(default_factory=list)
    identities: list[Identity] = default(default_factory=list)
    findings: list[Finding] = default(default_factory=list)

    def note(self, kind: NoteKind, name: str, key: str, **params: object) -> None:
        """Take a note."""
        self.notes.append(Note(kind, name, key, params))

    def equal(
        self, name: str, left: Decimal, right: Decimal, tolerance: Decimal = Decimal(0)
    ) -> None:
        """Check an identity; one that does not hold is error ``EX003``."""
        from pcf.findings import finding

        holds = abs(left - right) <= tolerance
        self.identities.append(Identity(name, left, right, holds))
        if not holds:
            self.findings.append(finding("EX003", node=name, observed=left, expected=right))

    def tell(self, items: Iterable[Finding]) -> None:
        """Take findings."""
        self.findings.extend(items)


def finish(
    made: Draught,
    subject: Subject,
    document: Mapping[str, Any],
    label: tuple[str, str],
    draft: bool,
) -> Export:
    """Close an export: with errors there is no document; a draft may leave some of them open."""
    from pcf.findings import finding

    errors = [item for item in made.findings if item.level == "error"]
    hard = [item for item in errors if item.code not in OPEN_IN_DRAFTS]
    stands = bool(errors or subject.blocking)
    withheld = bool(hard) or (stands and not draft)
    closing = []
    if withheld:
        closing.append(finding("EX001", observed=len(errors) + len(subject.blocking)))
    elif draft:
        lacking = dict.fromkeys(str(item.observed) for item in errors if item.code == "EX002")
        count = len(errors) + len(subject.blocking)
        closing.append(finding("EX011", observed=count, expected=", ".join(lacking) or "-"))
    return Export(
        label[0],
        label[1],
        subject.target,
        draft,
        None if withheld else document,
        tuple(made.notes),
        tuple(made.identities),
        (*closing, *made.findings, *subject.blocking),
    )


def plain(value: Decimal) -> str:
    """Decimal text without exponent and without trailing zeros: ``0.25``, ``1200``, ``0``."""
    if not value:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def json_text(value: Any, indent: int = 0) -> str:
    """JSON text in which a `Decimal` is a number with exactly its digits."""
    inner, close = "\n" + "  " * (indent + 1), "\n" + "  " * indent
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Mapping) and value:
        items = (f"{json.dumps(k)}: {json_text(v, indent + 1)}" for k, v in value.items())
        return "{" + inner + ("," + inner).join(items) + close + "}"
    if isinstance(value, Sequence) and not isinstance(value, str) and value:
        listed = (json_text(item, indent + 1) for item in value)
        return "[" + inner + ("," + inner).join(listed) + close + "]"
    if isinstance(value, float):
        raise TypeError("numbers of a document are Decimal")
    return json.dumps(value, ensure_ascii=False)
