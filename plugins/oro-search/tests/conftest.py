"""Folders of documents, made by the libraries that people make them with, and real models."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.text import WD_BREAK
from fpdf import FPDF
from oro_ai.testing import Unavailable, minilm, write_ranker

WEIGHTS = Path(__file__).resolve().parents[3] / "build" / "weights"
LEASE = ("The flat is let furnished.", "The rent is due on the third day of each month.", "Notice is three months.")


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have indexes made below the folder of the test."""
    for name in ("DATA", "CACHE", "STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / "home" / name.lower()))


@pytest.fixture
def write_pdf() -> Callable[..., Path]:
    """Give what writes a PDF with one text on each page."""

    def write(path: Path, *pages: str, password: str = "") -> Path:
        pdf = FPDF()
        pdf.set_font("Helvetica", size=12)
        for text in pages:
            pdf.add_page()
            pdf.multi_cell(0, 8, text)
        if password:
            pdf.set_encryption(owner_password="owner", user_password=password)
        pdf.output(str(path))
        return path

    return write


@pytest.fixture
def write_docx() -> Callable[[Path], Path]:
    """Give what writes a document of Word with headings."""

    def write(path: Path) -> Path:
        document: Any = docx.Document()
        document.add_heading("Minutes", 0)
        document.add_paragraph("Present: Ada, Grace and Edsger.")
        document.add_heading("Budget", 1)
        document.add_paragraph("The committee agreed to buy a new kettle for the kitchen.")
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        document.add_paragraph("The next meeting is in May.")
        document.save(str(path))
        return path

    return write


@pytest.fixture
def documents(tmp_path: Path, write_pdf: Callable[..., Path], write_docx: Callable[[Path], Path]) -> Path:
    """Give a folder with a document of each kind, and with what has no text."""
    folder = tmp_path / "documents"
    (folder / "notes").mkdir(parents=True)
    (folder / "notes" / "garden.md").write_text(
        "# Garden\n\nTomatoes want sun.\n\n## Tools\n\nThe spade hangs behind the shed.\n", "utf-8"
    )
    (folder / "page.html").write_text(
        "<!doctype html>\n<title>Recipes</title>\n<style>p { color: red }</style>\n<h1>Bread</h1>\n"
        "<p>Knead the dough\nfor ten <b>minutes</b>.</p>\n<script>let kneadless = 1</script>\n",
        "utf-8",
    )
    (folder / "plain.txt").write_bytes("Gr\xfc\xdfe aus M\xfcnchen\r\nder Zug f\xe4hrt um acht".encode("cp1252"))
    write_pdf(folder / "lease.pdf", *LEASE)
    write_docx(folder / "minutes.docx")
    write_pdf(folder / "secret.pdf", "hidden", password="x")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing of it")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (folder / "link.txt").symlink_to(tmp_path / "outside.txt")
    (tmp_path / "outside.txt").write_text("The treasure is outside.")
    (folder / ".hidden").write_text("The treasure is hidden.")
    return folder


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with all-MiniLM-L6-v2, and a model that ranks by random weights."""
    try:
        found = minilm(WEIGHTS)
    except Unavailable as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("models")
    (folder / "minilm.gguf").symlink_to(found)
    write_ranker(folder / "ranker.gguf")
    return folder
