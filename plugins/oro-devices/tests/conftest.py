"""What the tests of devices share: answers of the person that last no longer than a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from oro_framework.host.permissions.answers import answers_path


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file in which the app's answers are kept."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return answers_path("org.example.test")
