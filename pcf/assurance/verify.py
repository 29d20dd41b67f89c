"""Verify a bundle: was anything changed, who signed it, does it compute to what it says."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import get_args

from pcf.assurance.brought import Brought, brought, laid, told_of
from pcf.assurance.bundle import Bundle
from pcf.assurance.contents import BASE, FINDINGS, Document, Maker, Sealable
from pcf.assurance.differences import Allowed
from pcf.assurance.evidence_check import evidence_findings
from pcf.assurance.grounds import (
    OTHER_PACK,
    OWN_PACK,
    evidence_rows,
    factor_members,
    pack_origins,
    rule_members,
)
from pcf.assurance.made_again import Limits, check_of, member_differences
from pcf.assurance.manifest import Held
from pcf.assurance.other_backgrounds import other_findings
from pcf.assurance.recompute import BY_SCORES, OWN, BundleOpener, score_findings
from pcf.assurance.scores import SCORES, ScoreTables, inventories_of, score_members
from pcf.assurance.seal import TOLERANCE
from pcf.assurance.sealed_checks import checks_of, sealed_states
from pcf.assurance.sign import Trusted, check_signature, read_trust
from pcf.assurance.statements import expected_manifest, statement_findings
from pcf.assurance.verification import Check, Name, State, Verification
from pcf.assurance.verified_inputs import input_findings, totals, version_findings
from pcf.assurance.verify_order import Load as Load
from pcf.assurance.verify_order import VerifyOrder as VerifyOrder
from pcf.errors import PcfError
from pcf.findings import Finding, Location, finding
from pcf.hashing import file_sha256
from pcf.location import laid_over
from pcf.project.read_evidence import files_elsewhere
from pcf.rules.checked_rows import CheckedRows

_MADE = ("rules/", "factors/", "results/", "reports/", "exports/", "background/")


def verify(path: Path, load: Load, order: VerifyOrder) -> Verification:
    """Verify a bundle; see `pcf.assurance.verbs.AssuranceVerbs.verify`."""
    trust = None if order.trust is None else read_trust(order.trust)
    if order.evidence is not None and not order.evidence.is_dir():
        raise PcfError([finding("SE084", observed=order.evidence.as_posix())])
    bundle = Bundle.open(path)
    return verify_bundle(bundle, file_sha256(path), load, order, trust)


def verify_bundle(
    bundle: Bundle,
    digest: str,
    load: Load,
    order: VerifyOrder,
    trust: tuple[Trusted, ...] | None = None,
) -> Verification:
    """Verify an opened bundle, `digest` being the SHA-256 of its file."""
    signature = check_signature(bundle.members, bundle.file, trust)
    run = _Run(bundle)
    run.add("integrity", len(bundle.members), bundle.faults)
    run.add("signature", 1, signature.findings)
    if signature.state == "none" and run.checks["signature"].state != "mismatch":
        run.checks["signature"] = Check("signature", "none", 0)
    if order.recompute:
        run.add("integrity", 0, version_findings(bundle))
        run.recompute(load, order)
    return Verification(
        bundle.file, digest, bundle.manifest, signature, run.lines(), tuple(run.how),
        totals(bundle.members, run.made), run.ordered(), run.packs, run.checked, run.brought,
    )  # fmt: skip


@dataclass
class _Run:
    """One verification under way."""

    bundle: Bundle
    checks: dict[Name, Check] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    how: list[tuple[str, str]] = field(default_factory=list)
    made: dict[str, bytes] = field(default_factory=dict)
    packs: tuple[tuple[str, str], ...] = ()
    brought: tuple[Brought, ...] = ()
    checked: CheckedRows | None = None

    def add(self, name: Name, count: int, found: Iterable[Finding]) -> None:
        """Put one line, or more of the same, into the verdict."""
        told = tuple(found)
        self.findings += told
        before = self.checks.get(name, Check(name, "ok", 0))
        levels = {item.level for item in told}
        state: State = before.state
        if "error" in levels or state == "mismatch":
            state = "mismatch"
        elif "warning" in levels:
            state = "warning"
        wrong = before.mismatches + sum(item.level == "error" for item in told)
        self.checks[name] = Check(name, state, before.count + count, wrong)

    def ordered(self) -> tuple[Finding, ...]:
        """Findings with the errors first; else as they were met."""
        return tuple(sorted(self.findings, key=lambda item: item.level != "error"))

    def lines(self) -> tuple[Check, ...]:
        """Every check in fixed order; what was not looked at says so."""
        unseen = (Check(name, "not-checked", 0) for name in get_args(Name))
        return tuple(self.checks.get(item.name, item) for item in unseen)

    def recompute(self, load: Load, order: VerifyOrder) -> None:
        """Compute everything again in a folder of its own and compare."""
        try:
            tables = self.bundle.scores
            opener = BundleOpener(tables, order.home, order.embedded)
            for key in tables.keys:
                opener.part(*key, None)
        except PcfError as error:
            if order.home is not None:
                raise
            self.add("background", 0, error.findings)
            return
        self._known_backgrounds(tables, opener, order)
        self.how = [(key[0], by) for key, by in opener.how.items()]
        with tempfile.TemporaryDirectory(prefix="pcf-verify-") as made:
            aside = Path(made).resolve()
            data = self._data(order, aside / "data")
            if data is None:
                return
            folder = self.bundle.extract_inputs(aside / "project")
            try:
                with laid_over(data), self._evidence_elsewhere():
                    self._compare(load(folder, opener), opener, order)
            except PcfError as error:
                self.add("results", 0, (finding("SE039"), *error.findings))

    def _known_backgrounds(
        self, tables: ScoreTables, opener: BundleOpener, order: VerifyOrder
    ) -> None:
        """Compare what was opened dataset by dataset, and tell what could not be compared."""
        allowed = Allowed(TOLERANCE)
        opened = {k: opener.parts[k] for k, by in opener.how.items() if by != BY_SCORES}
        count, told = score_findings(tables, opened, allowed, self.bundle.file)
        others = other_findings(tables, opener, allowed, order.accepted, self.bundle.file)
        if order.home is not None and OWN not in opener.how.values():
            others = (*others, finding("SE083", observed=order.home.resolve().name))
        if opened or told or others:
            self.add("background", count, (*told, *others))

    def _data(self, order: VerifyOrder, aside: Path) -> dict[str, Path] | None:
        """Say whether the rule packs and factors are those of this pcf, and lay them out if not."""
        members, file = self.bundle.members, self.bundle.file
        try:
            self.brought = brought(members, order.accepted)
            data = laid(members, self.brought, aside)
        except PcfError as error:
            self.add("rules", 0, error.findings)
            return None
        for kind in ("rules", "factors"):
            self.add(kind, 0, told_of((b for b in self.brought if b.kind == kind), file))
        return data

    def _evidence_elsewhere(self) -> AbstractContextManager[None]:
        """Read the inputs as who sealed them did, who had the files of evidence."""
        if self.bundle.manifest.evidence == "files":
            return nullcontext()
        return files_elsewhere(sealed_states(self.bundle))

    def _compare(self, project: Sealable, opener: BundleOpener, order: VerifyOrder) -> None:
        manifest = self.bundle.manifest
        self._inputs(project.folder, order)
        maker = Maker(project)
        contents = maker.make(_documents(manifest.reports), _documents(manifest.exports))
        self.made = {
            **contents.members,
            **rule_members(project.rule_packs, contents.packs),
            **factor_members(),
            **self._backgrounds(opener),
        }
        self._packs(project, contents.packs)
        newer = (item for item in self.brought if item.is_unknown_set)
        self.add("factors", 0, told_of(newer, self.bundle.file, contents.factors))
        if BASE not in contents.computed:
            self.add("results", 0, (finding("SE039"), *contents.blocking))
        elif contents.blocking:
            self.add("verdicts", 0, (finding("SE059", observed=len(contents.blocking)),
                                     *contents.blocking))  # fmt: skip
        self.checked = checks_of(self.bundle, project)
        self.findings += () if self.checked is None else self.checked.findings
        stated = expected_manifest(project, manifest, contents)
        self.add("integrity", 0, statement_findings(manifest, stated, self.bundle.file))
        for path in sorted(self._derived() | self.made.keys(), key=_order):
            self._member(path)

        for name in ("rules", "documents"):
            self.checks.setdefault(name, Check(name, "none", 0))
        seen = self.checks["background"]
        if seen.state in ("ok", "warning") and self._by_scores():
            self.checks["background"] = replace(seen, state="own-scores")

    def _packs(self, project: Sealable, packs: tuple[str, ...]) -> None:
        """Say whose the rule packs are that were asked, and when none was."""
        known = project.rule_packs
        others = {item.name for item in self.brought if item.state != "known"}
        self.packs = tuple(
            (id, OTHER_PACK if others & {head.name for head in known.chain(id)} else origin)
            for id, origin in pack_origins(known, packs)
        )
        own = [finding("SE071", observed=id) for id, origin in self.packs if origin == OWN_PACK]
        self.add("rules", 0, own if packs else (finding("SE063"),))

    def _backgrounds(self, opener: BundleOpener) -> dict[str, bytes]:
        """Make the tables of the backgrounds again, of those that the study draws on.

        One that is known by its scores only gives the tables that its own rows imply. Scores that
        were found to differ, dataset by dataset, are not told a second time by line.
        """
        parts = {key: part for key, part in opener.parts.items() if key in opener.asked}
        members = self.bundle.members
        made = {**score_members(parts), **inventories_of(parts, members)}
        if any(item.code in ("SE035", "SE036", "SE037") for item in self.findings):
            made[SCORES] = members[SCORES]
        return made

    def _derived(self) -> set[str]:
        return {p for p in self.bundle.members
                if p.startswith(_MADE) or p in (FINDINGS, "judgements.csv")}  # fmt: skip

    def _inputs(self, folder: Path, order: VerifyOrder) -> None:
        """Compare the inputs with what they say of themselves, and the files of evidence."""
        self.add("integrity", 0, input_findings(self.bundle, folder))
        rows = evidence_rows(folder)
        if not rows:
            self.checks["evidence"] = Check("evidence", "none", 0)
            return
        strict = order.evidence is not None or self.bundle.manifest.evidence == "files"
        count, told = evidence_findings(rows, folder, order.evidence, strict)
        self.add("evidence", count, told)
        if not count and self.checks["evidence"].state == "ok":
            self.checks["evidence"] = Check("evidence", "not-checked", 0)

    def _member(self, path: str) -> None:
        """Compare one member with what was made again."""
        limits = Limits(
            self._by_scores(),
            Location(f"{self.bundle.file}!{path}"),
            self._other_version(),
        )
        told = member_differences(path, self.bundle, self.made.get(path), limits)
        name = check_of(path)
        self.add(name, 0 if name == "background" else 1, told)

    def _other_version(self) -> str:
        import pcf

        sealed = self.bundle.manifest.version
        return "" if sealed == pcf.__version__ else sealed

    def _by_scores(self) -> bool:
        return any(by == BY_SCORES for _, by in self.how)


def _order(path: str) -> tuple[int, str]:
    """Order members as a verdict tells them: what a result rests on, results, then documents."""
    rank = get_args(Name).index(check_of(path))
    return rank, "" if path == f"results/{BASE}.json" else path


def _documents(held: Iterable[Held]) -> tuple[Document, ...]:
    """Documents to make again, each once for all languages; what was withheld is tried again."""
    return tuple(dict.fromkeys(Document(h.kind, h.target, asked=False) for h in held))
