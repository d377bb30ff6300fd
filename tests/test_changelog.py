"""The changelog fragments make a changelog."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import changelog
import pytest

ROOT = Path(__file__).resolve().parent.parent


def test_every_fragment_is_one_sentence() -> None:
    assert list(changelog.faults(ROOT / "changes", changelog.types())) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("12.fix.md", "Pages load."),
        ("+pages-load.mend.md", "Pages load."),
        ("+pages-load.fix.md", "Pages load. They close, too."),
        ("+pages-load.fix.md", "Pages load"),
    ],
)
def test_what_is_no_fragment_is_named(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    (tmp_path / "+fine.fix.md").write_text("Pages of `oro.toml` load.\n")
    (fault,) = changelog.faults(tmp_path, changelog.types())
    assert name in fault


def test_a_release_gathers_them() -> None:
    command = [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "9.9.9"]
    draft = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "## 9.9.9" in draft
    for directory, heading in changelog.types().items():
        assert (f"### {heading}" in draft) == any(ROOT.glob(f"changes/+*.{directory}.md"))
