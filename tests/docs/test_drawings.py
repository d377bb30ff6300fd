"""The drawings in docs/ are of the code as it is, and mermaid draws each of them."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import drawings
import mermaid_script
import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PAGE = """
<!doctype html><script src="SCRIPT"></script><pre id="found"></pre><script type="module">
mermaid.initialize({ startOnLoad: false, deterministicIds: true })
const found = []
for (const [index, text] of TEXTS.entries()) {
  try { found.push((await mermaid.render(`drawing${index}`, text)).svg.length > 0 ? '' : 'nothing') }
  catch (error) { found.push(String(error)) }
}
document.querySelector('#found').textContent = JSON.stringify(found)
</script>
"""


def failures(texts: Sequence[str], folder: Path) -> Sequence[str]:
    """Return what mermaid has against each drawing; empty where it draws it."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    page = folder / "page.html"
    page.write_text(
        PAGE.replace("SCRIPT", mermaid_script.script().as_uri()).replace("TEXTS", json.dumps(texts)), "utf-8"
    )
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    command += ["--virtual-time-budget=60000", "--dump-dom", page.as_uri()]
    dumped = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    shown = re.search(r'<pre id="found">(.*?)</pre>', dumped, re.DOTALL)
    assert shown is not None, dumped[:2000]
    found: list[str] = json.loads(html.unescape(shown[1]))
    return found


@pytest.mark.webview
def test_mermaid_draws_every_drawing(tmp_path: Path) -> None:
    pages, texts = zip(*drawings.fences(), strict=True)
    failed = {page: failure for page, failure in zip(pages, failures(texts, tmp_path), strict=True) if failure}
    assert not failed


@pytest.mark.webview
def test_what_is_no_drawing_is_found(tmp_path: Path) -> None:
    good, bad = failures(["flowchart TB\n  a --> b", "flowchart TB\n  a --> ["], tmp_path)
    assert not good
    assert "Parse error" in bad


def test_the_drawings_are_of_the_code_as_it_is() -> None:
    for page in sorted(drawings.DOCS.rglob("*.md")):
        for _, name, _, _ in drawings.MARKED.findall(page.read_text("utf-8")):
            assert f"```mermaid\n{drawings.DRAWINGS[name]()}\n```" in page.read_text("utf-8"), f"{page.name}: make docs"


def test_every_drawing_is_shown() -> None:
    shown = {found[1] for page in drawings.DOCS.rglob("*.md") for found in drawings.MARKED.findall(page.read_text())}
    assert shown == set(drawings.DRAWINGS)
