"""Verify a bundle: was anything changed, who signed it, does it compute to what it says."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import get_args

from pcf.assurance.bundle import Bundle
from pcf.assurance.canonical import Opener
from pcf.assurance.contents import BASE, FINDINGS, Document, Maker, Sealable
from pcf.assurance.differences import Allowed
from pcf.assurance.evidence_check import evidence_findings
from pcf.assurance.grounds import (
    OWN_PACK,
    evidence_files,
    evidence_rows,
    factor_members,
    input_members,
    pack_origins,
    rule_members,
)
from pcf.assurance.made_again import Limits, check_of, member_differences
from pcf.assurance.manifest import Held
from pcf.assurance.recompute import BY_SCORES, BundleOpener, score_findings
from pcf.assurance.rounded import json_bytes
from pcf.assurance.scores import SCORES, inventories_of, score_members
from pcf.assurance.seal import TOLERANCE, environment
from pcf.assurance.sign import Trusted, check_signature, read_trust
from pcf.assurance.statements import expected_manifest, statement_findings
from pcf.assurance.strict_json import read_json
from pcf.assurance.verification import Check, Name, State, Verification
from pcf.errors import PcfError
from pcf.findings import Finding, Location, finding
from pcf.project.digest import stamp

Load = Callable[[Path, Opener], Sealable]
ENVIRONMENT = "environment.json"
_LONGEST_VERSION = 60
_MADE = ("rules/", "factors/", "results/", "reports/", "exports/", "background/")


@dataclass(frozen=True, slots=True)
class VerifyOrder:
    """How far a bundle is to be verified.

    recompute
        Compute it again; else only integrity and signature are looked at.
    trust
        File of the keys that the verifier trusts.
    home
        Folder of a project of the verifier whose databases it is solved with (``--deep``).
    evidence
        Folder in which the files of evidence lie, when they are not in the bundle.
    embedded
        Use the background that pcf ships when it is the one that was sealed.
    """

    recompute: bool = True
    trust: Path | None = None
    home: Path | None = None
    evidence: Path | None = None
    embedded: bool = True


def verify(path: Path, load: Load, order: VerifyOrder) -> Verification:
    """Verify a bundle; see `pcf.assurance.verbs.AssuranceVerbs.verify`."""
    trust = None if order.trust is None else read_trust(order.trust)
    bundle = Bundle.open(path)
    with path.open("rb") as stream:
        digest = file_digest(stream, "sha256").hexdigest()
    return verify_bundle(bundle, digest, load, order, trust)


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
    run.add("signature", 0 if signature.state == "none" else 1, signature.findings)
    if order.recompute:
        run.version()
        run.recompute(load, order)
    return Verification(
        bundle.file, digest, bundle.manifest, signature, run.lines(), tuple(run.how),
        run.total(), run.ordered(), run.packs,
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

    def version(self) -> None:
        """Tell when other versions sealed it, of pcf or of what computes."""
        import pcf

        sealed, where = self.bundle.manifest.version, Location(f"{self.bundle.file}!{ENVIRONMENT}")
        if sealed != pcf.__version__:
            self.findings.append(finding("SE041", observed=sealed, expected=pcf.__version__))
        try:
            stated = dict(self.bundle.read_json(ENVIRONMENT))
            listed = sorted({**dict(stated["libraries"]), "python": stated["python"]}.items())
            fits = stated.keys() == {"pcf", "python", "libraries"} and stated["pcf"] == sealed
            told = ", ".join(f"{name} {version}"[:_LONGEST_VERSION] for name, version in listed)
        except (PcfError, KeyError, TypeError, ValueError):
            fits, told = False, ""
        if not fits:
            self.add("integrity", 0, (finding("SE014", where, observed=ENVIRONMENT),))
        elif self.bundle.members[ENVIRONMENT] != json_bytes(environment()) and told.isprintable():
            self.findings.append(finding("SE067", where, observed=told))

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
        opened = {k: opener.parts[k] for k, by in opener.how.items() if by != BY_SCORES}
        count, told = score_findings(tables, opened, Allowed(TOLERANCE), self.bundle.file)
        if opened or told:
            self.add("background", count, told)
        self.how = [(key[0], by) for key, by in opener.how.items()]
        with tempfile.TemporaryDirectory(prefix="pcf-verify-") as aside:
            folder = self.bundle.extract_inputs(Path(aside).resolve() / "project")
            try:
                self._compare(load(folder, opener), opener, order)
            except PcfError as error:
                self.add("results", 0, (finding("SE039"), *error.findings))

    def _compare(self, project: Sealable, opener: BundleOpener, order: VerifyOrder) -> None:
        manifest = self.bundle.manifest
        self._inputs(project.folder, order)
        maker = Maker(project)
        contents = maker.make(_documents(manifest.reports), _documents(manifest.exports))
        self.made = {
            **contents.members,
            **rule_members(project.rule_packs, contents.packs),
            **factor_members(contents.factors),
            **self._backgrounds(opener),
        }
        self._packs(project, contents.packs)
        if BASE not in contents.computed:
            self.add("results", 0, (finding("SE039"), *contents.blocking))
        elif contents.blocking:
            self.add("verdicts", 0, (finding("SE059", observed=len(contents.blocking)),
                                     *contents.blocking))  # fmt: skip
        stated = expected_manifest(project, manifest, contents)
        self.add("integrity", 0, statement_findings(manifest, stated, self.bundle.file))
        for path in sorted(self._derived() | self.made.keys(), key=_order):
            self._member(path)

        for name in ("rules", "documents"):
            self.checks.setdefault(name, Check(name, "none", 0))
        if self.checks["background"].state == "ok" and self._none_compared():
            self.checks["background"] = Check("background", "own-scores", 0)

    def _packs(self, project: Sealable, packs: tuple[str, ...]) -> None:
        """Say whose the rule packs are that were asked, and when none was."""
        self.packs = pack_origins(project.rule_packs, packs)
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
        bundle, manifest = self.bundle, self.bundle.manifest
        held = stamp(folder, manifest.project)
        for name, stated, now in (("digest", manifest.digest, held.digest),
                                  ("lock", manifest.lock, held.lock or "")):  # fmt: skip
            if stated != now:
                where = Location(f"{bundle.file}!manifest.json")
                self.add("integrity", 0, (finding("SE040", where, node=name, observed=now[:19],
                                                  expected=stated[:19]),))  # fmt: skip
        expected = input_members(folder, evidence_files(folder))
        for path in bundle.members:
            if path.startswith("inputs/") and path not in expected:
                where = Location(f"{bundle.file}!{path}")
                self.add("integrity", 0, (finding("SE045", where, observed=path),))
        rows = evidence_rows(folder)
        if rows:
            strict = order.evidence is not None or manifest.evidence == "files"
            self.add("evidence", *evidence_findings(rows, (folder, order.evidence), strict))
        else:
            self.checks["evidence"] = Check("evidence", "none", 0)

    def _member(self, path: str) -> None:
        """Compare one member with what was made again."""
        limits = Limits(
            self._by_scores(),
            self.bundle.manifest.evidence == "files",
            Location(f"{self.bundle.file}!{path}"),
        )
        told = member_differences(path, self.bundle, self.made.get(path), limits)
        name = check_of(path)
        self.add(name, 0 if name == "background" else 1, told)

    def _none_compared(self) -> bool:
        return bool(self.how) and all(by == BY_SCORES for _, by in self.how)

    def _by_scores(self) -> bool:
        return any(by == BY_SCORES for _, by in self.how)

    def total(self) -> tuple[float | None, float | None, str]:
        """Total of the base case: sealed, recomputed, unit."""
        path = f"results/{BASE}.json"
        sealed = self._total(self.bundle.members.get(path))
        found = self._total(self.made.get(path))
        return sealed[0], found[0], sealed[1] or found[1]

    def _total(self, content: bytes | None) -> tuple[float | None, str]:
        try:
            total = read_json(content or b"null")["data"]["total"]
            return float(total["value"]), str(total["unit"])
        except (ValueError, KeyError, TypeError):
            return None, ""  # the mismatch of the member is a finding of its own


def _order(path: str) -> tuple[int, str]:
    """Order members as a verdict tells them: what a result rests on, results, then documents."""
    rank = get_args(Name).index(check_of(path))
    return rank, "" if path == f"results/{BASE}.json" else path


def _documents(held: Iterable[Held]) -> tuple[Document, ...]:
    """Documents to make again, each once for all languages; what was withheld is tried again."""
    return tuple(dict.fromkeys(Document(h.kind, h.target, asked=False) for h in held))
