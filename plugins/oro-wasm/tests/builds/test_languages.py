"""Languages that are installed: found for a project and by name, enabled or not, shipped or from other plugins."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from oro_wasm.builds.build import BuildConfig, BuildResult, MissingTool, Report
from oro_wasm.builds.builder import build_project
from oro_wasm.builds.language import Language, LanguageInfo
from oro_wasm.builds.languages import Languages, NoSuchLanguage, installed_languages, languages_of
from oro_wasm.builds.preferences import (
    Preferences,
    preferences_path,
    read_preferences,
    write_preferences,
)
from oro_wasm.errors import BuildError
from oro_wasm.languages.shipped import SHIPPED

from oro_framework.errors import ConfigError
from oro_framework.host.app import Host
from oro_framework.host.configuration.config import Sources, load
from oro_framework.host.plugins.discovery import discover

PLUGIN = """
    from oro_framework.hookspecs import hookimpl

    @hookimpl
    def oro_wasm_languages():
        from brief_language import Brief
        return [Brief]
    """
LANGUAGE = """
    from oro_wasm.builds.build import BuildResult
    from oro_wasm.builds.language import Language, LanguageInfo

    class Brief(Language):
        @property
        def info(self):
            return LanguageInfo(
                name="brief", title="Brief", aliases=("brf",), version="1.0", description="Brief.", author="Brief",
                extensions=("brief",), entry_files=("main.brief",), tools=(),
            )

        def can_handle_project(self, project):
            return (project / "main.brief").is_file()

        def check_dependencies(self):
            return []

        def validate_project(self, project):
            pass

        async def build(self, config, report):
            report("log", "briefly")
            module = config.output / "brief.wasm"
            return BuildResult(module=module, files=(module,), language="brief", milliseconds=0)

        def template(self, name):
            return {"main.brief": ""}
    """


@pytest.fixture
def languages() -> Languages:
    return Languages([("wasm", SHIPPED)])


@pytest.fixture
def brief(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install a distribution with a language of its own."""
    site = tmp_path / "site"
    metadata = site / "oro_brief-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: oro-brief\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[oro]\nbrief = brief_plugin\n")
    (site / "brief_plugin.py").write_text(textwrap.dedent(PLUGIN))
    (site / "brief_language.py").write_text(textwrap.dedent(LANGUAGE))
    monkeypatch.syspath_prepend(str(site))
    yield
    for name in ("brief_plugin", "brief_language"):
        sys.modules.pop(name, None)


def project(tmp_path: Path, *files: str) -> Path:
    """Make a project of files that are empty."""
    folder = tmp_path / "project"
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


@pytest.mark.parametrize(
    ("files", "found", "others"),
    [
        (["main.c"], "c", []),
        (["src/main.c"], "c", []),
        (["main.cpp", "part.c"], "cpp", []),
        (["src/main.cc"], "cpp", []),
        (["go.mod", "cmd/hello/main.go"], "go", []),
        (["main.go"], "go", []),
        (["main.zig"], "zig", []),
        (["build.zig"], "zig", []),
        (["only.zig"], "zig", []),
        (["go.mod", "main.go", "part.c"], "go", ["c"]),
        (["main.c", "build.zig"], "c", ["zig"]),
        (["go.mod", "main.go", "main.cpp", "main.zig"], "go", ["cpp", "zig"]),
    ],
)
def test_a_project_is_taken_for_the_first_that_knows_it(
    tmp_path: Path, languages: Languages, files: list[str], found: str, others: list[str]
) -> None:
    detected = languages.detect(project(tmp_path, *files))
    ours = [each.info.name for each in detected.others if each.info.name in ("c", "cpp", "go", "zig")]
    assert (detected.language.info.name, ours) == (found, others)
    for name in others:
        assert f"--language {name}" in detected.note


@pytest.mark.parametrize(
    ("name", "found"), [("a.c", "c"), ("a.cpp", "cpp"), ("a.cxx", "cpp"), ("a.go", "go"), ("a.zig", "zig")]
)
def test_a_file_is_taken_by_its_extension(tmp_path: Path, languages: Languages, name: str, found: str) -> None:
    detected = languages.detect(project(tmp_path, name) / name)
    assert (detected.language.info.name, detected.note) == (found, "")


def test_a_folder_that_no_language_knows_says_what_they_look_for(tmp_path: Path, languages: Languages) -> None:
    with pytest.raises(BuildError, match=r"no language knows it; there are .*C \(main.c, .*`oro wasm init NAME`"):
        languages.detect(project(tmp_path, "readme.txt"))
    with pytest.raises(BuildError, match="there is no such file or folder"):
        languages.detect(tmp_path / "absent")


@pytest.mark.parametrize(
    ("name", "found"), [("C", "c"), ("c++", "cpp"), ("golang", "go"), ("wasmgo", "go"), ("Zig", "zig")]
)
def test_names_and_aliases(languages: Languages, name: str, found: str) -> None:
    assert languages.named(name).info.name == found


def test_an_unknown_name_says_which_is_near(languages: Languages) -> None:
    with pytest.raises(NoSuchLanguage, match=r'Cannot use language "zog": no .* did you mean "zig"\?'):
        languages.named("zog")
    with pytest.raises(NoSuchLanguage, match=r"there are .*c, cpp"):
        languages.named("cobol")


def test_a_disabled_language_is_passed_over_and_told_of(tmp_path: Path) -> None:
    languages = Languages([("wasm", SHIPPED)], disabled=("c",))
    assert "c" not in [each.info.name for each in languages]
    assert languages.installed("c").enabled is False
    with pytest.raises(BuildError, match='Cannot use language "c": it is disabled; `oro wasm plugin enable c`'):
        languages.named("c")
    with pytest.raises(BuildError, match="it is C, which is disabled; `oro wasm plugin enable c` enables it"):
        languages.detect(project(tmp_path, "main.c"))


class Renamed(Language):
    """A language that says it is C."""

    @property
    def info(self) -> LanguageInfo:
        return SHIPPED[0]().info

    def can_handle_project(self, project: Path) -> bool:
        return False

    def check_dependencies(self) -> Sequence[MissingTool]:
        return ()

    def validate_project(self, project: Path) -> None:
        raise NotImplementedError

    async def build(self, config: BuildConfig, report: Report) -> BuildResult:
        raise NotImplementedError

    def template(self, name: str) -> Mapping[str, str]:
        return {}


def test_two_of_one_name_are_an_error() -> None:
    with pytest.raises(BuildError, match='of plugin "other": plugin "wasm" brings one of that name'):
        Languages([("other", [Renamed]), ("wasm", SHIPPED)])


@pytest.mark.anyio
async def test_a_language_of_another_plugin_builds(brief: None, tmp_path: Path, reports: Any) -> None:
    languages = installed_languages()
    assert languages.installed("brf").plugin == "brief"
    assert languages.installed("c").plugin == "wasm"
    config = BuildConfig(project=project(tmp_path, "main.brief"), output=tmp_path)
    result = await build_project(languages, config, reports.add)
    assert (result.language, reports) == ("brief", [("progress", "building project (Brief)"), ("log", "briefly")])


def test_a_host_has_the_languages_of_the_plugins_it_uses(brief: None, tmp_path: Path) -> None:
    def names(**settings: object) -> set[str]:
        config = load(Sources(derived={"meta_bundle_identifier": "org.example.languages", **settings}))
        host = Host.load(config, root=tmp_path, found=discover(), thorough=False)
        return {each.info.name for each in languages_of(host)}

    assert {"brief", "c"} <= names(plugins_enabled=["brief", "wasm"])
    assert "brief" not in names(plugins_enabled=["wasm"])


def test_preferences_are_kept(own_folders: Path) -> None:
    assert read_preferences() == Preferences()
    write_preferences(Preferences(disabled=("go",), optimization="debug"))
    assert read_preferences() == Preferences(disabled=("go",), optimization="debug")
    assert installed_languages().installed("go").enabled is False
    preferences_path().write_text("[]")
    with pytest.raises(ConfigError, match=r"Cannot read .*wasm.json.*; correct or remove it"):
        read_preferences()


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ('[settings]\ndefault_optimization = "release"\n', "release"),
        ('[settings]\ndefault_optimization = "odd"\n', None),
        ("settings = 1\n", None),
        ("not toml", None),
    ],
)
def test_the_level_of_wasmruns_configuration_is_read(own_folders: Path, text: str, chosen: str | None) -> None:
    (own_folders / "wasmrun").mkdir()
    (own_folders / "wasmrun" / "config.toml").write_text(text)
    assert read_preferences().optimization == chosen
