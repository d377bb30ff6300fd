"""Hooks that plugins bring by `oro_hookspecs`: other plugins implement them, checked as those of the host are."""

from __future__ import annotations

import logging
import sys
import textwrap
from collections.abc import Generator, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from oro_framework.cli import installed
from oro_framework.errors import DeclarationError, PluginUnavailable
from oro_framework.hookspecs import hookimpl, hookspec
from oro_framework.host.app import Host
from oro_framework.host.configuration.config import Sources, load
from oro_framework.host.plugins.discovery import Found
from oro_framework.host.plugins.loaded import Plugins, Selection
from oro_framework.host.plugins.record import record_of, write_record

SPECS = """
    from collections.abc import Sequence
    from oro_framework.hookspecs import hookspec
    @hookspec
    def oro_{name}_colors(shade: str) -> Sequence[str]: "Declare colors."
    @hookspec(firstresult=True)
    def oro_{name}_best(shade: str) -> "str | None": "Return the best one."
    """
OWNER = """
    from oro_framework.hookspecs import hookimpl
    @hookimpl
    def oro_hookspecs():
        import {name}_specs
        return [{name}_specs]
    """
PAINTS = """
    from oro_framework.hookspecs import hookimpl
    @hookimpl
    def oro_palette_colors(shade): return [shade + " red"]
    @hookimpl
    def oro_palette_best(): return "red"
    """


@pytest.fixture
def plugins() -> Plugins:
    return Plugins(logging.getLogger("test"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder of the import path, whose modules are forgotten in the end."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(tmp_path)):
            del sys.modules[name]


def written(folder: Path, name: str, text: str) -> Found:
    """Write a plugin of one module."""
    (folder / f"{name}.py").write_text(textwrap.dedent(text))
    return Found(name, name, f"oro-{name}", "1.0")


def palette(folder: Path) -> Found:
    """Write plugin `palette`, which brings two hooks."""
    (folder / "palette_specs.py").write_text(textwrap.dedent(SPECS.format(name="palette")))
    return written(folder, "palette", OWNER.format(name="palette"))


def colors(plugins: Plugins) -> list[tuple[str, Any]]:
    return [(info.name, value) for info, value in plugins.ask("oro_palette_colors", shade="dark")]


def test_another_plugin_implements_them_whichever_is_found_first(plugins: Plugins, folder: Path) -> None:
    paints = written(folder, "apaints", PAINTS)
    plugins.add_found([paints, palette(folder)], Selection())
    assert colors(plugins) == [("apaints", ["dark red"])]
    assert [value for _, value in plugins.ask("oro_palette_best", shade="dark")] == ["red"]
    assert plugins.infos["apaints"].hooks == ["oro_palette_best", "oro_palette_colors"]
    assert plugins.implements("oro_palette_colors")


def test_the_app_implements_them_before_the_plugin_is_found(plugins: Plugins, folder: Path) -> None:
    app = SimpleNamespace(oro_palette_colors=hookimpl(lambda shade: ["blue"]))
    plugins.add("app", app, last=False)
    plugins.add_found([palette(folder)], Selection())
    assert colors(plugins) == [("app", ["blue"])]


def test_nothing_is_imported_for_them_until_one_is_needed(plugins: Plugins, folder: Path) -> None:
    plugins.add_found([palette(folder)], Selection())
    assert "palette_specs" not in sys.modules
    assert colors(plugins) == []
    assert "palette_specs" in sys.modules


def test_a_plugin_implements_its_own_and_a_start_asks_for_none(plugins: Plugins, folder: Path) -> None:
    found = palette(folder)
    with (folder / "palette.py").open("a") as file:
        file.write("\n@hookimpl\ndef oro_palette_colors(): return ['own']\n")
    plugins.add_found([found], Selection())
    assert "palette_specs" not in sys.modules
    assert colors(plugins) == [("palette", ["own"])]


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("def oro_palette_colours(shade): return []", 'there is no such hook; did you mean "oro_palette_colors"?'),
        ("def oro_palette_colors(shape): return []", 'the hook has no argument "shape"; did you mean "shade"?'),
        ("async def oro_palette_best(): return None", "hooks are not awaited"),
        ("def oro_palette_best(): yield", "a function that yields does not run when it is called"),
        ("def oro_other_thing(): return []", "there is no such hook"),
    ],
)
def test_functions_are_checked_as_for_the_hosts_hooks(plugins: Plugins, folder: Path, text: str, mistake: str) -> None:
    found = written(folder, "paints", f"from oro_framework.hookspecs import hookimpl\n@hookimpl\n{text}\n")
    plugins.add_found([palette(folder), found], Selection())
    assert plugins.infos["paints"].state == "broken"
    assert f"{folder / 'paints.py'}:2: {mistake}" in plugins.infos["paints"].error
    assert colors(plugins) == []


def test_one_without_a_mark_is_refused(plugins: Plugins, folder: Path) -> None:
    text = PAINTS + "\n    def oro_palette_other(): pass\n"
    found = written(folder, "paints", text.replace("@hookimpl\n    def oro_palette_best", "def oro_palette_best"))
    plugins.add_found([palette(folder), found], Selection())
    assert "put @hookimpl above its def" in plugins.infos["paints"].error


def test_without_their_plugin_there_is_no_such_hook_unless_it_is_optional(plugins: Plugins, folder: Path) -> None:
    optional = PAINTS.replace("@hookimpl", "@hookimpl(optionalhook=True)")
    plugins.add_found([written(folder, "paints", PAINTS), written(folder, "polite", optional)], Selection())
    assert "there is no such hook" in plugins.infos["paints"].error
    assert plugins.infos["polite"].active()
    with pytest.raises(DeclarationError, match='Cannot call hook "oro_palette_colors": no plugin in use brings it'):
        colors(plugins)


@pytest.mark.parametrize("selection", [Selection(disabled=("palette",)), Selection(enabled=("paints",))])
def test_functions_for_a_plugin_that_is_not_used_are_left_out(
    plugins: Plugins, folder: Path, selection: Selection
) -> None:
    plugins.add_found([palette(folder), written(folder, "paints", PAINTS)], selection)
    assert plugins.infos["paints"].active()
    assert plugins.infos["paints"].hooks == []
    assert "palette" not in sys.modules


def test_a_required_plugin_with_a_mistaken_function_stops_the_host(plugins: Plugins, folder: Path) -> None:
    found = written(folder, "paints", PAINTS.replace("(shade)", "(shape)"))
    with pytest.raises(PluginUnavailable, match='has no argument "shape"'):
        plugins.add_found([palette(folder), found], Selection(required=("paints",)))


def test_hooks_are_named_after_their_plugin(plugins: Plugins, folder: Path) -> None:
    (folder / "palette_specs.py").write_text(textwrap.dedent(SPECS.format(name="pallet")))
    plugins.add_found([written(folder, "palette", OWNER.format(name="palette"))], Selection())
    with pytest.raises(DeclarationError):
        colors(plugins)
    info = plugins.infos["palette"]
    assert info.state == "broken"
    assert 'Cannot use hook "oro_pallet_colors" of palette_specs: hooks of plugin "palette" are named oro_palette_' in (
        info.error
    )


def test_no_plugin_takes_the_name_of_a_hook_of_the_host(plugins: Plugins) -> None:
    specs = ModuleType("page_specs")

    def oro_page_events() -> None: ...

    vars(specs)["oro_page_events"] = hookspec(oro_page_events)
    plugins.add("page", SimpleNamespace(oro_hookspecs=hookimpl(lambda: [specs])), required=False)
    with pytest.raises(DeclarationError):
        plugins.ask("oro_page_colors")
    assert "there is one of that name already" in plugins.infos["page"].error


def test_wrappers_are_around_the_others(plugins: Plugins, folder: Path) -> None:
    @hookimpl(wrapper=True)
    def oro_palette_colors(shade: str) -> Generator[None, Any, Any]:
        answers = yield
        return [[*each, shade] for each in answers]

    plugins.add("around", SimpleNamespace(oro_palette_colors=oro_palette_colors), last=False)
    plugins.add_found([palette(folder), written(folder, "paints", PAINTS)], Selection())
    assert [value for _, value in colors(plugins)] == [["dark red", "dark"]]


def test_one_that_raises_is_muted(plugins: Plugins, folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    found = written(folder, "paints", PAINTS.replace('return [shade + " red"]', "raise ValueError('dry')"))
    plugins.add_found([palette(folder), found], Selection())
    assert colors(plugins) == []
    assert plugins.infos["paints"].muted == ["oro_palette_colors"]
    assert "dry" in caplog.text


def test_a_record_keeps_them_and_the_plugin_is_imported_when_one_is_asked(
    plugins: Plugins, tmp_path: Path, folder: Path
) -> None:
    package = tmp_path / "recorded"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "plugin.py").write_text(textwrap.dedent(PAINTS))
    found = Found("recorded", "recorded.plugin", "oro-recorded", "1.0", str(tmp_path))
    owner = palette(folder)
    thorough = Plugins(logging.getLogger("test"))
    thorough.add_found([owner, found], Selection())
    write_record(package, record_of(package, thorough.functions("recorded"), []))
    del sys.modules["recorded.plugin"], sys.modules["palette_specs"], sys.modules["palette"]

    plugins.add_found([owner, found], Selection(), by_record=True)
    assert not {"recorded.plugin", "palette_specs"} & set(sys.modules)
    assert colors(plugins) == [("recorded", ["dark red"])]


def test_a_host_asks_them_with_arguments(tmp_path: Path, folder: Path) -> None:
    found = [palette(folder), written(folder, "paints", PAINTS)]
    config = load(Sources(derived={"meta_bundle_identifier": "org.example.hooks"}))
    host = Host.load(config, root=tmp_path, found=found)
    assert host.ask_plugins("oro_palette_colors", shade="pale") == [["pale red"]]


def test_commands_ask_without_a_host_and_import_only_those_that_name_the_hook(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    others = written(folder, "unrelated", "raise RuntimeError('imported')")
    broken = written(folder, "broken", "oro_palette_colors = 1 / 0")
    everything = [palette(folder), written(folder, "paints", PAINTS), others, broken]
    monkeypatch.setattr(installed, "discover", lambda: everything)
    assert installed.ask_installed("oro_palette_colors", shade="dark") == [("paints", ["dark red"])]
    assert "unrelated" not in sys.modules
    assert 'Cannot ask plugin "broken"' in capsys.readouterr().err
