"""Write the generated pages of the documentation, or check that they are current.

``python docs/make.py`` writes them all; ``python docs/make.py --check`` writes nothing and exits 1
with the names of pages that differ from what the code and data say.
"""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path[:0] = [str(DOCS.parent), str(DOCS)]

from pages import PAGES  # noqa: E402


def stale() -> dict[str, str]:
    """Pages that differ from their file, with the text they should have."""
    made = {page.NAME: page.build() for page in PAGES}
    return {name: text for name, text in made.items() if text != _written(name)}


def orphans() -> list[Path]:
    """Pages of rules that nothing makes any more, e.g. of a clause that was taken out."""
    known = {DOCS / page.NAME for page in PAGES}
    return sorted(path for path in (DOCS / "rules").rglob("*.md") if path not in known)


def _written(name: str) -> str:
    path = DOCS / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def main(words: list[str]) -> int:
    """Run; the exit code is 1 when ``--check`` finds a stale page, 2 for words not known."""
    if words not in ([], ["--check"]):
        print("usage: python docs/make.py [--check]", file=sys.stderr)
        return 2
    different = stale()
    for name, text in different.items():
        if words:
            print(f"docs/{name} is not current; run: python docs/make.py")
        else:
            (DOCS / name).parent.mkdir(parents=True, exist_ok=True)
            (DOCS / name).write_text(text, encoding="utf-8", newline="\n")
            print(f"wrote docs/{name}")
    left = orphans()
    for path in left:
        name = path.relative_to(DOCS).as_posix()
        if words:
            print(f"docs/{name} is made by nothing; run: python docs/make.py")
        else:
            path.unlink()
            print(f"removed docs/{name}")
    return 1 if words and (different or left) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
