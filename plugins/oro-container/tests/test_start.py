"""An app that does not use containers has nothing of the plugin in its process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

APP = """
import json
import sys

from oro_framework import hookimpl


@hookimpl
def oro_started(host):
    print(json.dumps([name for name in sys.modules if name.partition(".")[0] == "oro_container"]))
    host.quit()
"""


def imported(folder: Path, *plugins: str) -> list[str]:
    """Start an app in a process of its own; return what it has imported of oro-container then."""
    (folder / "app.py").write_text(APP)
    (folder / "oro.toml").write_text(
        f'[meta]\nbundle_identifier = "com.example.start"\n[plugins]\nenabled = {json.dumps(plugins)}\n'
        '[app]\npython = "app.py"\n'
    )
    command = [sys.executable, "-m", "oro_framework.cli", "run", str(folder), "--headless"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    found: list[str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("plugins", [(), ("fs",)], ids=["none", "another"])
def test_an_app_without_containers_imports_nothing_of_them(tmp_path: Path, plugins: tuple[str, ...]) -> None:
    assert imported(tmp_path, *plugins) == []


def test_an_app_that_enables_them_and_boots_none_imports_its_policy_alone(tmp_path: Path) -> None:
    assert set(imported(tmp_path, "container")) == {
        "oro_container",
        "oro_container.core",
        "oro_container.core.hosts",
        "oro_container.core.policy",
        "oro_container.policy_settings",
    }
