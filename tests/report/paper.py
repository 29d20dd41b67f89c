"""A PDF as people see it: its pages as pictures and as text (poppler-utils)."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

POPPLER = shutil.which("pdftoppm") and shutil.which("pdffonts")
NO_POPPLER = "no pdftoppm on this machine (Debian: poppler-utils)"
DPI = 40


@dataclass(frozen=True)
class Picture:
    """Grey pixels of a page, 0 black to 255 white; measured in millimetres from the upper left."""

    pixels: np.ndarray

    @property
    def size(self) -> tuple[int, int]:
        high, wide = self.pixels.shape
        return round(wide / DPI * 25.4), round(high / DPI * 25.4)

    def ink(self, left: float, top: float, right: float, bottom: float, dark: int = 200) -> int:
        """Count dark pixels of a box."""
        a, b, c, d = (round(mm / 25.4 * DPI) for mm in (left, top, right, bottom))
        return int((self.pixels[b:d, a:c] < dark).sum())

    def beside(self, margin: float) -> int:
        """Count dark pixels in the outer margin."""
        wide, high = self.size
        inner = self.ink(margin, margin, wide - margin, high - margin)
        return self.ink(0, 0, wide + 1, high + 1) - inner


def pictures(pdf: bytes, folder: Path) -> list[Picture]:
    """Draw the pages."""
    path = folder / "pages.pdf"
    path.write_bytes(pdf)
    subprocess.run(["pdftoppm", "-gray", "-r", str(DPI), str(path), str(folder / "page")],
                   check=True, capture_output=True)  # fmt: skip
    made = []
    for file in sorted(folder.glob("page-*.pgm")):
        data = file.read_bytes()
        head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", data)
        assert head is not None
        wide, high = int(head[1]), int(head[2])
        pixels = np.frombuffer(data[head.end() :], dtype=np.uint8).reshape(high, wide)
        made.append(Picture(pixels))
        file.unlink()
    return made


def fonts(pdf: bytes, folder: Path) -> list[tuple[str, list[str]]]:
    """Name of each font, and whether it is embedded, cut to what is used, and maps to Unicode."""
    path = folder / "fonts.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdffonts", str(path)], capture_output=True, check=True, text=True)
    lines = done.stdout.splitlines()[2:]
    return [(line.split()[0], re.findall(r"\b(?:yes|no)\b", line)[:3]) for line in lines]


def texts(pdf: bytes) -> list[str]:
    """Text of each page as a reader copies it."""
    import pypdf

    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def squeezed(text: str) -> str:
    """Text without blanks and hyphens, which lines may end with."""
    return re.sub(r"[\s\u00ad-]+", "", text)


def in_order(text: str, parts: list[str]) -> str:
    """Give the first part that does not follow in the text, blanks aside; empty when all do."""
    rest = re.sub(r"\s+", "", text)
    for part in parts:
        bare = re.sub(r"\s+", "", part)
        at = rest.find(bare)
        if at < 0:
            return part
        rest = rest[at + len(bare) :]
    return ""
