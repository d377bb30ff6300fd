"""`oro plugins` shows what is installed as it is: active, unused, disabled or broken."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from oro_framework.host.plugins import discovery

from .conftest import Answer

Oro = Callable[..., Answer]

FIELDS = {"name", "version", "distribution", "hooks", "routes", "schemes", "permissions", "modules", "state"} | {
    "milliseconds", "error"
}  # fmt: skip


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have one good plugin installed, one that cannot be imported, one switched off."""
    modules = {"good": "", "bad": "\n1 / 0", "off": "raise AssertionError"}
    for name, source in modules.items():
        (tmp_path / f"body_{name}.py").write_text(source)
    monkeypatch.syspath_prepend(str(tmp_path))
    found = [discovery.Found(name, f"body_{name}", f"oro-{name}", "1.2") for name in modules]
    monkeypatch.setattr("oro_framework.host.loading.discover", lambda: found)
    (tmp_path / "oro.toml").write_text('meta.bundle_identifier = "org.example.x"\nplugins.disabled = ["off"]\n')


def test_the_list_shows_each_with_its_state(installed: None, oro: Oro) -> None:
    answer = oro("plugins", "list")
    rows = {line.split()[0]: line.split()[1:3] for line in answer.out.splitlines()[2:]}
    assert rows == {
        "good": ["1.2", "active"],
        "bad": ["1.2", "broken"],
        "off": ["1.2", "disabled"],
    }
    assert answer.code == 0
    assert answer.err.count("ZeroDivisionError") == 1
    assert "body_bad.py:2" in answer.err


def test_without_a_command_it_lists(installed: None, oro: Oro) -> None:
    assert oro("plugins").out.split()[:4] == oro("plugins", "list").out.split()[:4]
    assert oro("plugins", "--json").out.startswith("[")
    assert "Commands:" in oro("plugins", "--help").out


def test_json_has_everything(installed: None, oro: Oro) -> None:
    listed = {item["name"]: item for item in json.loads(oro("plugins", "list", "--json", "--all").out)}
    assert all(set(item) >= FIELDS for item in listed.values())
    assert listed["good"]["state"] == "active"
    assert listed["good"]["error"] is None
    assert listed["bad"]["error"].startswith("import: ZeroDivisionError")
    assert "ping" in listed["core"]["routes"]
    assert json.loads(oro("plugins", "info", "bad", "--json").out)["state"] == "broken"


def test_info_shows_an_apps_own_plugin(oro: Oro, app: Path) -> None:
    answer = oro("plugins", "info", "app", "--app", str(app))
    assert answer.out.startswith("app   active\n") or answer.out.startswith("app  active\n")
    shown = {line.split()[0]: line.split(maxsplit=1)[1] for line in answer.out.splitlines()[1:]}
    assert shown["routes"] == "app.add"
    assert shown["permissions"] == "sums"
    assert shown["settings"] == "sums_limit"
    assert shown["hooks"] == "oro_permissions, oro_routes, oro_settings"


def test_an_unknown_plugin_is_a_usage_error_with_the_nearest(installed: None, oro: Oro) -> None:
    answer = oro("plugins", "info", "goood")
    assert answer.code == 2
    assert answer.err == 'error: Cannot show plugin "goood": it is not installed; did you mean "good"?\n'


def test_with_nothing_installed_it_says_what_to_install(oro: Oro, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oro_framework.host.loading.discover", lambda: [])
    assert "pip install 'oro-framework[all]'" in oro("plugins").out
