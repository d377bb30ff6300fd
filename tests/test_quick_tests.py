"""Which tests `make quick` leaves out is read from what they import and use."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from quick_tests import needs_programs, starts_programs

from oro_framework.testing.session_bus import session_bus


@pytest.mark.parametrize(
    ("source", "needed"),
    [
        ("import json\n", False),
        ("from oro_framework.host.requests import router\n", False),
        ("import subprocess\n", True),
        ("def test():\n    import gi.repository\n", True),
        ("from oro_framework.testing import open_host\n", True),
        ("from oro_framework.testing.display import virtual_display\n", True),
        ("import webviewer\n", False),
    ],
)
def test_a_file_that_imports_what_starts_programs_is_left_alone(source: str, needed: bool, tmp_path: Path) -> None:
    path = tmp_path / "test_one.py"
    path.write_text(source)
    assert needs_programs(path) is needed


def test_a_fixture_that_starts_programs_is_known() -> None:
    def runs() -> None:
        subprocess.run(["true"], check=True)

    def listens() -> None:
        session_bus(Path())

    def displays() -> str:
        return os.environ["DISPLAY"]

    def counts() -> int:
        return len("abc")

    assert starts_programs(runs)
    assert starts_programs(listens)
    assert starts_programs(displays)
    assert not starts_programs(counts)
