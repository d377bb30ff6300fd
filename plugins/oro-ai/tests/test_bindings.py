"""The bindings of llama.cpp come from one of two packages, and which one is known before anything is loaded."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import pytest
from oro_ai import bindings
from oro_ai.bindings import COMPILED, PREBUILT, installed_bindings, required_bindings


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Give the installed versions by distribution; each has a package with a folder of libraries."""
    versions: dict[str, str] = {}

    class Spec:
        def __init__(self, name: str) -> None:
            self.submodule_search_locations = [str(tmp_path / name)]

    def spec(name: str) -> Spec | None:
        known = {COMPILED.package: COMPILED.distribution, PREBUILT.package: PREBUILT.distribution}
        return Spec(name) if known[name] in versions else None

    def version(name: str) -> str:
        if not versions.get(name):
            raise metadata.PackageNotFoundError(name)
        return versions[name]

    monkeypatch.setattr(bindings, "find_spec", spec)
    monkeypatch.setattr(metadata, "version", version)
    monkeypatch.delenv(bindings.ENGINE, raising=False)
    return versions


@pytest.mark.parametrize(
    ("versions", "wanted", "found"),
    [
        ({"oro-llama": "0.3.36"}, "", PREBUILT),
        ({"oro-llama": "0.3.36.post2"}, "", PREBUILT),
        ({"llama-cpp-python": "0.3.36"}, "", COMPILED),
        ({"oro-llama": "0.3.36", "llama-cpp-python": "0.3.40"}, "", COMPILED),
        ({"oro-llama": "0.3.36", "llama-cpp-python": "0.3.35"}, "", PREBUILT),
        ({"oro-llama": "0.3.36", "llama-cpp-python": "0.4.0"}, "", PREBUILT),
        ({"oro-llama": "0.3.36", "llama-cpp-python": "0.3.36"}, "oro-llama", PREBUILT),
        ({"oro-llama": "0.3.36", "llama-cpp-python": "0.3.36"}, "llama-cpp-python", COMPILED),
        ({"oro-llama": ""}, "", PREBUILT),  # as in a built app, which has no metadata
        ({"llama-cpp-python": "0.3.36"}, "oro-llama", None),
        ({"llama-cpp-python": "0.2.90"}, "", None),
        ({}, "", None),
    ],
)
def test_the_package_that_is_used(
    versions: dict[str, str],
    wanted: str,
    found: bindings.Bindings | None,
    packages: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    packages.update(versions)
    monkeypatch.setenv(bindings.ENGINE, wanted)
    assert installed_bindings() == found


def test_the_libraries_are_where_the_modules_are(packages: dict[str, str], tmp_path: Path) -> None:
    packages.update({"oro-llama": "0.3.36", "llama-cpp-python": "0.3.36"})
    assert PREBUILT.folder == tmp_path / "oro_llama" / "llama_cpp" / "lib"
    assert COMPILED.folder == tmp_path / "llama_cpp" / "lib"
    packages.clear()
    assert PREBUILT.folder is None


def test_without_any_both_are_named(packages: dict[str, str]) -> None:
    with pytest.raises(ImportError, match="neither oro-llama nor llama-cpp-python is installed"):
        required_bindings()


def test_one_that_is_named_and_not_there_is_named_in_the_error(
    packages: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    packages["llama-cpp-python"] = "0.3.36"
    monkeypatch.setenv(bindings.ENGINE, "oro-llama")
    with pytest.raises(ImportError, match="oro-llama, which ORO_AI_LLM_ENGINE names, is not installed"):
        required_bindings()


def test_a_built_app_finds_the_hook_of_either() -> None:
    spec = find_spec("oro_ai")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "__pyinstaller"
    assert (folder / f"hook-{COMPILED.package}.py").is_file()
    assert (folder / f"hook-{PREBUILT.package}.py").is_file()


def test_asking_loads_nothing() -> None:
    program = "import sys; from oro_ai.bindings import installed_bindings as ask; ask(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {"llama_cpp", "oro_llama", "numpy"} & set(done.stdout.split())
