"""`oro wasm plugin`, and languages that packages of others bring."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

Done = subprocess.CompletedProcess[str]
Oro = Callable[..., Done]
LANGUAGE = '''
"""A language of others."""

from oro_framework.hookspecs import hookimpl
from oro_wasm.builds.language import Language, LanguageInfo


class Wat(Language):
    @property
    def info(self):
        return LanguageInfo(
            name="wat", title="Text format", version="1", description="Modules as text", author="others",
            extensions=("wat",), entry_files=("main.wat",), tools=(),
        )

    def can_handle_project(self, project):
        return project.suffix == ".wat"

    def check_dependencies(self):
        return []

    def validate_project(self, project):
        pass

    async def build(self, config, report):
        raise NotImplementedError

    def template(self, name):
        return {"main.wat": "(module)"}


@hookimpl
def oro_wasm_languages():
    return [Wat]
'''
MANIFEST = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "oro-wasm-wat"
version = "1.0"
[project.entry-points.oro]
wat = "oro_wasm_wat"
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a Python of its own that has this one's packages, for packages to be installed into."""
    folder = tmp_path_factory.mktemp("environment")
    venv.EnvBuilder(symlinks=True, with_pip=False).create(folder)
    site = next(folder.glob("lib/python3*/site-packages"))
    packages = [each for each in sys.path if each.endswith("site-packages")]
    (site / "packages.pth").write_text("".join(f"import site; site.addsitedir({each!r})\n" for each in packages))
    return folder / "bin" / "python"


@pytest.fixture
def oro(environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Oro:
    """Return a function that runs `oro wasm plugin`, where packages come from this machine alone."""
    for name, value in {"NO_INDEX": "1", "NO_BUILD_ISOLATION": "0", "FIND_LINKS": str(tmp_path)}.items():
        monkeypatch.setenv(f"PIP_{name}", value)

    def run(*arguments: str) -> Done:
        command = [str(environment), "-m", "oro_framework.cli", "wasm", "plugin", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    return run


def names(done: Done) -> list[str]:
    """Return the names of languages in an answer."""
    assert done.returncode == 0, done.stderr
    return [each["name"] for each in json.loads(done.stdout)]


def package(folder: Path, source: str = LANGUAGE, version: str = "1.0") -> Path:
    """Write the package of a language, and return its folder."""
    folder.mkdir(exist_ok=True)
    (folder / "pyproject.toml").write_text(MANIFEST.replace("1.0", version))
    (folder / "oro_wasm_wat.py").write_text(source)
    return folder


def wheel(source: Path) -> Path:
    """Build the wheel of a package beside its folder, and return it."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(source.parent)]
    before = set(source.parent.glob("*.whl"))
    subprocess.run([*command, str(source)], check=True)
    (made,) = set(source.parent.glob("*.whl")) - before
    return made


def test_languages_are_listed_with_their_tools(oro: Oro) -> None:
    done = oro("list", "--json")
    assert set(names(done)) >= {"c", "cpp", "zig", "go", "rust", "asc", "python", "js"}
    told = {each["name"]: each for each in json.loads(done.stdout)}
    assert told["asc"]["package"]["name"] == "oro-wasm"
    assert told["asc"]["shipped"]
    assert told["asc"]["enabled"]
    assert told["python"]["capabilities"]["compile_component"]
    text = oro("list").stdout
    assert "AssemblyScript" in text
    assert "oro-wasm" in text


def test_a_disabled_language_stays_so(oro: Oro) -> None:
    assert oro("enable", "assemblyscript", "--disable").stdout == "AssemblyScript is disabled\n"
    assert "asc" not in names(oro("list", "--json"))
    assert "asc" in names(oro("list", "-a", "--json"))
    assert "1 disabled; --all shows it" in oro("list").stderr
    done = oro("install", "wasmasc")
    assert done.stdout == "AssemblyScript is enabled\n"
    assert "wasmasc is a plugin of Wasmrun; here oro-wasm brings AssemblyScript by itself" in done.stderr
    assert "asc" in names(oro("list", "--json"))
    assert json.loads(oro("enable", "asc", "--disable", "--json").stdout) == {"name": "asc", "enabled": False}


@pytest.mark.parametrize(("name", "title"), [("wasmrust", "Rust"), ("wasmgo", "Go"), ("waspy", "Python")])
def test_names_of_wasmrun_are_understood(oro: Oro, name: str, title: str) -> None:
    done = oro("install", name)
    assert (done.returncode, done.stdout) == (0, f"{title} is installed already\n")
    assert name in done.stderr
    if name == "waspy":
        assert "is not what serves Python here" in done.stderr


def test_a_language_is_described(oro: Oro) -> None:
    done = oro("info", "py")
    assert "componentize-py" in done.stdout
    assert json.loads(oro("info", "py", "--json").stdout)["name"] == "python"
    done = oro("info", "pyhton")
    assert done.returncode != 0
    assert 'did you mean "python"?' in done.stderr


def test_languages_are_searched_by_what_they_are(oro: Oro) -> None:
    assert names(oro("search", "java", "--json")) == ["js"]
    assert names(oro("search", "rs", "--json")) == ["rust"]
    assert names(oro("search", "nothing such", "--json")) == []
    assert "PyPI offers programs no search" in oro("search", "java").stderr


def test_an_unknown_name_is_an_error(oro: Oro) -> None:
    done = oro("install", "rsut")
    assert done.returncode != 0
    assert 'no language has that name; did you mean "rust"?' in done.stderr
    done = oro("install", "surely-no-such-language")
    assert done.returncode != 0
    assert "there is no such package" in done.stderr
    for command in ("uninstall", "update", "enable"):
        assert oro(command, "surely-no-such-language").returncode != 0


def test_what_comes_with_oro_wasm_is_not_changed_by_itself(oro: Oro) -> None:
    done = oro("uninstall", "wasmrust")
    assert "`oro wasm plugin enable --disable rust` disables it" in done.stderr
    assert done.returncode != 0
    assert "all languages come with oro-wasm" in oro("update", "all").stdout


def test_a_folder_that_is_no_package_is_refused(oro: Oro, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "it has no pyproject.toml" in oro("install", "./empty").stderr
    assert "there is no such file or folder" in oro("install", "./gone").stderr


@pytest.mark.slow
def test_a_language_of_others_is_installed_updated_and_removed(oro: Oro, tmp_path: Path) -> None:
    source = package(tmp_path / "wat")
    assert oro("enable", "wat").returncode != 0
    done = oro("install", "./wat")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("wat is installed, by package oro-wasm-wat; ")
    told = json.loads(oro("info", "wat", "--json").stdout)
    assert (told["package"], told["shipped"]) == ({"name": "oro-wasm-wat", "version": "1.0"}, False)
    old = wheel(source)
    package(source, version="2.0")
    wheel(source)
    assert json.loads(oro("update", "all", "--json").stdout) == [
        {"package": "oro-wasm-wat", "before": "1.0", "after": "2.0"}
    ]
    assert oro("uninstall", "oro_wasm_wat").stdout == "oro-wasm-wat is uninstalled\n"
    assert "wat" not in names(oro("list", "-a", "--json"))
    done = oro("install", str(old))
    assert done.returncode == 0, done.stderr
    assert json.loads(oro("uninstall", "wat", "--json").stdout) == {"uninstalled": "oro-wasm-wat"}


@pytest.mark.slow
@pytest.mark.parametrize("source", ["", "from oro_framework.hookspecs import hookimpl\n"])
def test_a_package_without_a_language_is_removed_again(oro: Oro, tmp_path: Path, source: str) -> None:
    package(tmp_path / "other", source)
    done = oro("install", "./other")
    assert done.returncode != 0
    assert "the package has no function for the hook oro_wasm_languages; it was removed again" in done.stderr
    assert "wat" not in names(oro("list", "-a", "--json"))
