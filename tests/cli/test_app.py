"""A folder, a file of settings, one page or one Python file: each is an app, everything else is said not to be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.cli.app import App, describe, find, load_config, load_host, slug
from oro_framework.errors import ConfigError, PluginUnavailable, UsageError
from oro_framework.host.configuration.values import bundle_identifier

from .conftest import PLUGIN, Answer

Oro = Callable[..., Answer]


@pytest.fixture(autouse=True)
def _here(oro: Oro) -> None:
    """Work in an empty folder and restore what loading an app changes."""


def test_a_folder_and_its_toml_are_the_same_app(app: Path) -> None:
    (app / ".ororc").write_text("[window]\nwidth = 321\n")
    by_folder, by_file = describe(app), describe(app / "oro.toml")
    assert by_folder == by_file == App(folder=app, files=[app / "oro.toml", app / ".ororc"])
    config = load_config(by_folder)
    assert str(config.settings["window_width"]) == "321"
    assert next(row.source for row in config.explain() if row.key == "window_width") == "sums/.ororc:2"


def test_a_page_alone_is_an_app(tmp_path: Path) -> None:
    page = tmp_path / "My Page!.html"
    page.write_text("<p>")
    (tmp_path / "app.py").write_text("raise AssertionError('not asked for')")
    described = describe(page)
    config = load_config(described)
    assert config.settings["webview_root"] == "/My Page!.html"
    assert config.settings["meta_bundle_identifier"] == "local.my-page"
    assert config.settings["meta_title"] == "My Page!"
    assert load_host(described, config).root == tmp_path


def test_a_python_file_alone_is_an_app(tmp_path: Path) -> None:
    (tmp_path / "sums.py").write_text(PLUGIN)
    described = describe("sums.py")
    host = load_host(described, load_config(described, ["plugins.enabled="]))
    assert host.origin == "oro://local.sums"
    assert host.routes["app.add"].plugin == "app"


def test_a_folder_with_a_page_needs_no_toml(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>")
    assert load_config(describe(tmp_path)).settings["meta_bundle_identifier"] == f"local.{slug(tmp_path.name)}"


def test_an_apps_own_python_is_a_plugin_and_may_import_its_neighbours(app: Path) -> None:
    (app / "body_parts.py").write_text("LIMIT = 7")
    (app / "app.py").write_text(
        PLUGIN.replace('"sums_limit", int, 10', '"sums_limit", int, LIMIT') + "from body_parts import LIMIT"
    )
    (app / "oro.toml").write_text('meta.bundle_identifier = "org.example.sums"\nplugins.enabled = []')
    described = describe(app)
    host = load_host(described, load_config(described))
    assert host.settings["sums_limit"] == 7
    assert host.plugins.infos["app"].state == "active"
    assert host.plugins.infos["app"].routes == ["app.add"]


def test_python_may_be_named_as_a_module_and_an_object(app: Path) -> None:
    (app / "body_of.py").write_text("class Plugin:\n    ...\nplugin = Plugin()\n")
    described = describe(app)
    host = load_host(described, load_config(described, ["app.python=body_of:plugin"]))
    assert host.plugins.infos["app"].module == "body_of"


def test_resources_may_be_in_a_folder_of_their_own(app: Path) -> None:
    (app / "pages").mkdir()
    described = describe(app)
    assert load_host(described, load_config(described, ["app.resources=pages"])).root == app / "pages"
    with pytest.raises(ConfigError, match='Cannot use "app_resources" from command line: "sums/nowhere" is no folder'):
        load_host(described, load_config(described, ["app.resources=nowhere"]))


def test_configuration_and_python_are_hidden_from_pages_wherever_they_lie(app: Path) -> None:
    (app / "pages").mkdir()
    (app / "body_hidden.py").write_text("class Plugin:\n    ...\nplugin = Plugin()\n")
    (app / "oro.toml").rename(app / "mine.toml")
    (app / ".ororc").write_text("")
    described = describe(app / "mine.toml")
    for entry, file in (("body_hidden:plugin", "body_hidden.py"), ("body_hidden.py", "body_hidden.py")):
        host = load_host(described, load_config(described, [f"app.python={entry}", "app.resources=pages"]))
        for name in ("mine.toml", ".ororc", "oro.toml", ".git/config", file):
            assert host.path_guard.hides(str(app.resolve() / name)), name
        assert host.path_guard.hides(str(app.resolve() / "pages" / "index.html")) is None


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x = (", "SyntaxError: '(' was never closed at sums/app.py:1"),
        ("\n\nundefined", "NameError: name 'undefined' is not defined at sums/app.py:3"),
        ("raise SystemExit(3)", "SystemExit: 3 at sums/app.py:1"),
        ("from body_bad import x", "ZeroDivisionError: division by zero at sums/body_bad.py:2"),
    ],
)
def test_python_that_cannot_be_loaded_names_the_line(source: str, message: str, app: Path) -> None:
    (app / "app.py").write_text(source)
    (app / "body_bad.py").write_text("\n1 / 0")
    described = describe(app)
    with pytest.raises(PluginUnavailable) as caught:
        load_host(described, load_config(described))
    assert caught.value.message == f"Cannot load app.py: {message}"


def test_python_that_is_not_there_is_a_wrong_setting(app: Path) -> None:
    described = describe(app)
    with pytest.raises(ConfigError, match=r'Cannot load "sums/other.py": there is no such file; app_python names it'):
        load_host(described, load_config(described, ["app.python=other.py"]))


def test_a_toml_without_a_bundle_says_what_to_add(app: Path) -> None:
    (app / "oro.toml").write_text("[window]\nwidth = 300\n")
    with pytest.raises(ConfigError) as caught:
        load_config(describe(app))
    assert caught.value.message.startswith("Cannot run sums/oro.toml: it names no bundle; add to it\n\n    [meta]\n")
    assert 'bundle_identifier = "com.example.sums"' in caught.value.message


@pytest.mark.parametrize("name", ["page.txt", "archive.tar.gz", "binary"])
def test_other_files_are_no_apps(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"\x00")
    with pytest.raises(
        UsageError, match=rf'Cannot run "{name}": expected a folder, an oro.toml, an .html or a .py file'
    ):
        describe(name)


def test_a_folder_without_an_app_is_refused_by_the_verb_of_the_command(process: Callable[..., Answer]) -> None:
    for command, verb in (("run", "run"), ("types", "write the types of"), ("build", "build")):
        answer = process(command)
        assert answer.code == 2
        assert answer.err == (
            f'error: Cannot {verb} ".": it has no oro.toml, index.html or app.py; make an app with: oro new NAME\n'
        )


def test_the_current_folder_counts_only_when_it_is_an_app(app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find(None) is None
    monkeypatch.chdir(app)
    found = find(None)
    assert found is not None
    assert found.folder.resolve() == app


def test_a_file_that_is_not_utf8_is_a_config_error(app: Path) -> None:
    (app / "oro.toml").write_bytes(b"\n# \xff")
    with pytest.raises(ConfigError, match=r"Cannot read sums/oro.toml:2: byte 0xff is not UTF-8"):
        load_config(describe(app))


@given(st.text(max_size=300))
def test_any_name_makes_a_bundle_identifier(name: str) -> None:
    assert bundle_identifier(f"com.example.{slug(name)}")
