"""What a sheet is made of: result, rounded values, verdicts; and the fields of the study."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pcf.documents.document import Content, Link, Number, content
from pcf.documents.names import foreign, in_language, said_word
from pcf.documents.rounding import RoundedResult
from pcf.documents.study.places import places_in
from pcf.findings import Finding, Location, finding
from pcf.i18n import Language, label

if TYPE_CHECKING:
    from pcf.model import Model, StudyValue
    from pcf.rules.evaluation import Evaluation
    from pcf.targets.result import TargetResult

STUDY = "study.toml"
#: Answers that a sheet gives in its own language.
_WORDS = {
    "yes": "sheet_yes", "是": "sheet_yes", "no": "sheet_no", "否": "sheet_no",
    "none": "sheet_none", "无": "sheet_none",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Basis:
    """What a sheet is made of.

    stamp
        Digest of the project folder, and of its lock (empty without one).
    """

    result: TargetResult
    rounded: RoundedResult
    evaluation: Evaluation
    lang: Language
    stamp: tuple[str, str]

    @property
    def model(self) -> Model:
        """The model under the target."""
        return self.result.footprint.solved.linked.model

    def word(self, key: str) -> str:
        """Word of the label list."""
        return label(key, self.lang)


@dataclass(slots=True)
class Fields:
    """Reads fields of ``study.toml`` for one sheet and notes what is missing.

    A text in both languages, ``{ zh = "…", en = "…" }`` or ``中文 / English``, is shown in the
    language of the sheet.

    Findings: ``RP010`` a mandatory field is not stated; ``RP011`` it is stated as not applicable;
    ``RP035``/``RP036`` it is stated in the other language only; ``RP042`` a place in it has no
    value.

    filled
        Puts values of the result where a text has places for them.
    """

    study: Mapping[str, StudyValue]
    lang: Language
    findings: list[Finding] = field(default_factory=list)
    filled: Callable[[Content], Content] = lambda cell: cell

    def mandatory(self, heading: str, key: str, *others: str) -> Content:
        """Give a field that the sheet must have; `heading` is its label on the sheet."""
        stated = self._first(key, *others)
        if stated is None:
            self._tell("RP010", heading, key)
            return content(label("sheet_missing", self.lang))
        name, value = stated
        if value.not_applicable is not None:
            self._tell("RP011", heading, name, value.place)
        return self._shown(name, value)

    def stated(self, heading: str, key: str) -> Content:
        """Give a field that must be filled; a reason why it does not apply fills it."""
        found = self._first(key)
        if found is None:
            self._tell("RP010", heading, key)
            return content(label("sheet_missing", self.lang))
        return self._shown(*found)

    def optional(self, key: str, *others: str) -> Content:
        """Give a field that may be left out."""
        stated = self._first(key, *others)
        if stated is None:
            return content(label("sheet_not_stated", self.lang))
        return self._shown(*stated)

    def text(self, key: str) -> str:
        """Give a stated text as it is; empty for none and for what does not apply."""
        stated = self._first(key)
        if stated is None or stated[1].not_applicable is not None:
            return ""
        return in_language(str(stated[1].value).strip(), self.lang)

    def link(self, heading: str, key: str) -> Content:
        """Give a mandatory web link; ``RP012`` for a text that is none."""
        from pcf.documents.html import is_web_address

        shown = self.mandatory(heading, key)
        text = self.text(key)
        if not text:
            return shown
        if not is_web_address(text):
            place = self.study[key].place
            self.findings.append(
                finding("RP012", place, node=key, observed=text, field=_both(heading))
            )
            return shown
        return (Link(text),)

    def _first(self, *keys: str) -> tuple[str, StudyValue] | None:
        for key in keys:
            value = self.study.get(key)
            if value is not None and value.is_stated:
                return key, value.said(self.lang)
        return None

    def _shown(self, key: str, value: StudyValue) -> Content:
        shown = self.filled(self._content(key, value))
        for text in shown:
            for place in places_in(text) if isinstance(text, str) else ():
                self._unfilled(key, place[1], value.place)
        return shown

    def _unfilled(self, key: str, address: str, place: Location | None) -> None:
        """Tell a place that has no value; once for each key."""
        if any((f.code, f.node, f.observed) == ("RP042", key, address) for f in self.findings):
            return
        at = place or Location(STUDY, None, key)
        self.findings.append(finding("RP042", at, node=key, observed=address, suggestion="total"))

    def _content(self, key: str, value: StudyValue) -> Content:
        word = _WORDS.get(str(value.value).strip().lower())
        if word is not None:
            return content(label(word, self.lang))
        known = said_word(key, value.value, self.lang) if isinstance(value.value, str) else None
        if known is not None:
            return content(known)
        self._of_language(key, value)
        reason = value.not_applicable
        if reason is not None:
            return content(f"{label('sheet_na', self.lang)}{in_language(reason, self.lang)}")
        held = value.value
        if isinstance(held, bool):
            return content(label("sheet_yes" if held else "sheet_no", self.lang))
        if isinstance(held, (int, float)):
            return (Number(f"{held:.12g}", source=f"{STUDY}: {key}"),)
        if isinstance(held, tuple):
            return content(", ".join(held))
        return content(in_language(held.strip(), self.lang))

    def _of_language(self, key: str, value: StudyValue) -> None:
        """Tell a text that is not in the language of the sheet; once for each key."""
        text = value.not_applicable if value.not_applicable is not None else value.value
        held = ", ".join(text) if isinstance(text, tuple) else text
        code = foreign(in_language(held, self.lang), self.lang) if isinstance(held, str) else None
        if code is None or any(f.node == key and f.code == code for f in self.findings):
            return
        self.findings.append(
            finding(code, value.place or Location(STUDY, None, key), node=key, observed=key,
                    expected='{ zh = "…", en = "…" }')
        )  # fmt: skip

    def _tell(self, code: str, heading: str, key: str, place: Location | None = None) -> None:
        where = place or Location(STUDY, None, key)
        self.findings.append(
            finding(code, where, node=key, observed=key, suggestion=key, field=_both(heading))
        )


def _both(heading: str) -> str:
    """Heading in both languages: a finding names it whatever language it is read in."""
    return f"{label(heading, 'zh')} / {label(heading, 'en')}"
