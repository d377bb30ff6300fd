"""A plugin that fails is set aside with its name, the hook and the line; the rest goes on."""

from __future__ import annotations

import logging
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from oro_framework.errors import DeclarationError, PluginUnavailable
from oro_framework.hookspecs import hookimpl
from oro_framework.host.plugins.discovery import Found
from oro_framework.host.plugins.loaded import Plugins, Selection
from oro_framework.types import Call, Permission, Verdict


class Good:
    @hookimpl
    def oro_permissions(self) -> Sequence[Permission]:
        return [Permission(name="good", description="Good.")]


class Raises:
    @hookimpl
    def oro_permissions(self) -> Sequence[Permission]:
        raise ValueError("out of paint")


class Guards:
    @hookimpl
    def oro_check(self, call: Call, permission: str) -> tuple[Verdict, str] | None:
        return None

    @hookimpl
    def oro_permissions(self) -> Sequence[Permission]:
        raise ValueError("no")


@pytest.fixture
def plugins() -> Plugins:
    return Plugins(logging.getLogger("test"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def module(folder: Path, name: str, text: str) -> Found:
    (folder / f"{name}.py").write_text(textwrap.dedent(text))
    sys.modules.pop(name, None)
    return Found(name, name, f"oro-{name}", "1.0")


def names(plugins: Plugins, hook: str = "oro_permissions") -> list[str]:
    return [item.name for _, items in plugins.ask(hook) for item in items]


def test_a_hook_that_raises_breaks_only_its_plugin(plugins: Plugins) -> None:
    plugins.add("bad", Raises(), required=False)
    plugins.add("good", Good())
    assert names(plugins) == ["good"]
    bad = plugins.infos["bad"]
    assert bad.state == "broken"
    assert "oro_permissions: ValueError: out of paint at " in bad.error
    assert "test_loaded.py:" in bad.error
    assert plugins.infos["good"].hooks == ["oro_permissions"]


def test_a_required_plugin_that_raises_stops_the_host(plugins: Plugins) -> None:
    plugins.add("bad", Raises())
    with pytest.raises(PluginUnavailable, match='plugin "bad" is required and broken: oro_permissions: ValueError'):
        names(plugins)


def test_a_guard_is_required_whatever_the_app_says(plugins: Plugins) -> None:
    plugins.add("guard", Guards(), required=False)
    with pytest.raises(PluginUnavailable, match='plugin "guard" is required'):
        names(plugins)


def test_an_import_that_fails_names_file_and_line(plugins: Plugins, folder: Path) -> None:
    found = [module(folder, "oro_test_broken", "x = 1\nimport nothing_of_that_name\n")]
    plugins.add_found(found, Selection())
    error = plugins.infos["oro_test_broken"].error
    assert "import: ModuleNotFoundError: No module named 'nothing_of_that_name'" in error
    assert error.endswith("oro_test_broken.py:2")


def test_an_unknown_hook_is_a_typo(plugins: Plugins, folder: Path) -> None:
    text = """
        from oro_framework import hookimpl
        @hookimpl
        def oro_permision(): return []
        """
    plugins.add_found([module(folder, "oro_test_typo", text)], Selection())
    assert plugins.infos["oro_test_typo"].state == "broken"
    assert "oro_permision" in plugins.infos["oro_test_typo"].error


def test_an_unknown_argument_is_named(plugins: Plugins, folder: Path) -> None:
    text = """
        from oro_framework import hookimpl
        @hookimpl
        def oro_routes(hots): return []
        """
    plugins.add_found([module(folder, "oro_test_argument", text)], Selection())
    assert "hots" in plugins.infos["oro_test_argument"].error


def test_what_an_app_does_not_use_is_not_imported(plugins: Plugins, folder: Path) -> None:
    found = [module(folder, f"oro_test_{name}", "") for name in ("used", "unused", "off")]
    plugins.add_found(found, Selection(enabled=("oro_test_used", "oro_test_off"), disabled=("oro_test_off",)))
    assert [info.state for info in plugins.infos.values()] == ["active", "unused", "disabled"]
    assert "oro_test_used" in sys.modules
    assert not {"oro_test_unused", "oro_test_off"} & sys.modules.keys()


def test_a_required_plugin_that_is_not_installed(plugins: Plugins) -> None:
    with pytest.raises(PluginUnavailable, match='plugin "fs" is required and not installed; try: pip install oro-fs'):
        plugins.add_found([], Selection(required=("fs",)))


def test_a_required_plugin_whose_name_is_misspelt(plugins: Plugins) -> None:
    plugins.add("words", Good())
    with pytest.raises(
        PluginUnavailable, match=r'plugin "wrods" is required and not installed; did you mean "words"\?'
    ):
        plugins.add_found([], Selection(required=("wrods",)))


def test_two_plugins_of_one_name(plugins: Plugins, caplog: pytest.LogCaptureFixture) -> None:
    plugins.add("same", Good())
    with pytest.raises(DeclarationError, match='Cannot add plugin "same"'):
        plugins.add("same", Good())
    plugins.add_found([Found("same", "other", "oro-other", "1")], Selection())
    assert 'Cannot use plugin "same" of oro-other' in caplog.text


def test_a_notice_that_raises_stops_nobody_and_is_given_no_more(
    plugins: Plugins, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[str] = []

    class Listener:
        def __init__(self, name: str, fails: bool = False) -> None:
            self.name, self.fails = name, fails

        @hookimpl
        def oro_started(self, host: Any) -> None:
            heard.append(self.name)
            if self.fails:
                raise RuntimeError("deaf")

    for number, fails in enumerate((False, True, False)):
        plugins.add(f"p{number}", Listener(f"p{number}", fails))
    plugins.notify("oro_started", host=None)
    plugins.notify("oro_started", host=None)
    assert heard == ["p0", "p1", "p2", "p0", "p2"]
    assert plugins.infos["p1"].muted == ["oro_started"]
    assert 'Plugin "p1" is not asked for oro_started any more: RuntimeError: deaf at ' in caplog.text


@pytest.mark.parametrize(("wanted", "fits"), [("0.1", True), ("0.0.9", True), ("0.2", False), ("1", False)])
def test_a_plugin_written_for_newer_hooks_is_told_so(wanted: str, fits: bool) -> None:
    plugins = Plugins(logging.getLogger("oro.test"))
    plugin = SimpleNamespace(WRITTEN_FOR=wanted)
    if fits:
        plugins.add("early", plugin)
        return
    with pytest.raises(PluginUnavailable, match=f"written for oro-framework {wanted}, and this is 0.1"):
        plugins.add("early", plugin)
