"""`oro config` shows effective values and where each came from."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Answer

Oro = Callable[..., Answer]


def test_what_was_set_is_shown_with_its_place(oro: Oro, app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORO_WINDOW_HEIGHT", "70%")
    answer = oro("config", "--app", str(app), "--set", "window.width=300")
    rows = {line.split()[0]: line.split(maxsplit=2)[1:] for line in answer.out.splitlines()[2:] if line[:1].strip()}
    assert rows["meta_title"][0] == "Sums"
    assert rows["meta_title"][1].startswith("sums/oro.toml:3 ")
    assert rows["sums_limit"][1].startswith("sums/oro.toml:7 ")
    assert rows["window_width"][1].startswith("command line")
    assert rows["window_height"] == [rows["window_height"][0], rows["window_height"][1]]
    assert rows["window_height"][1].startswith("environment ORO_WINDOW_HEIGHT")
    assert "webview_root" not in rows
    assert "more have their default; oro config --all shows them" in answer.out


def test_a_narrow_terminal_shows_every_word(oro: Oro, app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    answer = oro("config", "--app", str(app))
    assert max(map(len, answer.out.splitlines())) <= 80
    shown = [word for line in answer.out.splitlines() for word in line.split()]
    assert {"reverse-DNS", "name;", "origin", "oro://<name>"} <= set(shown)


def test_json_has_every_setting_typed(oro: Oro, app: Path) -> None:
    rows = {row["key"]: row for row in json.loads(oro("config", "--app", str(app), "--all", "--json").out)}
    assert rows["sums_limit"] == {
        "key": "sums_limit",
        "value": 5,
        "source": "sums/oro.toml:7",
        "declared_by": "app",
        "help": "largest number",
    }
    assert rows["webview_root"]["source"] == "default"
    assert rows["plugins_enabled"]["value"] == []
    assert rows["window_width"]["value"] == "100%"


def test_secrets_stay_hidden(oro: Oro, app: Path) -> None:
    for form in ([], ["--json"], ["--all"]):
        answer = oro("config", "--app", str(app), "--set", "http.ipc.shared_key=hunter2hunter2", *form)
        assert "http_ipc_shared_key" in answer.out
        assert "hunter2" not in answer.out + answer.err


def test_unknown_settings_are_warned_about_once_plugins_have_spoken(oro: Oro, app: Path) -> None:
    answer = oro("config", "--app", str(app), "--set", "sums.limmit=5")
    assert answer.code == 0
    assert answer.err == 'warning: Unknown setting "sums_limmit" from command line: did you mean "sums_limit"?\n'


def test_a_wrong_setting_of_a_plugin_is_a_configuration_error(oro: Oro, app: Path) -> None:
    answer = oro("config", "--app", str(app), "--set", "sums.limit=many")
    assert answer.code == 3
    assert answer.err == (
        'error: Cannot use "sums_limit" from command line: expected a whole number, found the text "many"\n'
    )


def test_without_an_app_there_are_the_hosts_own_settings(oro: Oro) -> None:
    assert oro("config").out == "Every setting has its default; oro config --all shows them.\n"
    assert "webview_root" in oro("config", "--all").out
