"""The parts of distributions that go into a built app."""

from __future__ import annotations

import runpy
from importlib.util import find_spec
from pathlib import Path

import oro_container
import pytest

from oro_framework.__pyinstaller.collecting import packages_of, parts_of, plugin_distributions


def test_a_plugin_comes_with_its_modules_and_scripts_but_what_authors_need() -> None:
    parts = parts_of("oro-fs")
    assert {"oro_fs", "oro_fs.plugin"} <= set(parts.modules)
    files = {(Path(file).name, place) for file, place in parts.data}
    assert ("fs.js", "oro_fs/js") in files
    assert not [name for name, place in files if name.endswith((".d.ts", ".py")) or "dts" in place]


def test_the_framework_comes_without_what_tests_and_templates_need() -> None:
    parts = parts_of("oro-framework")
    assert not [name for name in parts.modules if name.startswith(("oro_framework.testing", "oro_framework.__pyins"))]
    assert "oro_framework.host.npm.packages" in parts.modules
    assert not [place for _, place in parts.data if "templates" in place]
    assert [file for file, place in parts.data if place == "oro_framework/js/internal/bundle"]


def test_a_library_that_is_loaded_by_its_path_is_found() -> None:
    assert [place for _, place in parts_of("wasmtime").libraries if place.startswith("wasmtime/")]
    assert packages_of("llama-cpp-python") == ["llama_cpp"]


def test_tools_of_authors_are_no_plugins_of_apps() -> None:
    found = plugin_distributions()
    assert "oro-fs" in found
    assert "oro-build" not in found


@pytest.mark.parametrize("package", ["oro_ai", "oro_wasm", "oro_container"])
def test_plugins_name_the_folders_of_their_hooks(package: str) -> None:
    spec = find_spec(f"{package}.__pyinstaller")
    assert spec is not None
    assert spec.origin is not None
    names = runpy.run_path(spec.origin)
    [folder] = names["hook_folders"]()
    for hook in Path(folder).glob("hook-*.py"):
        if find_spec(hook.stem.removeprefix("hook-")) is None:  # PyInstaller runs none of what is not installed
            continue
        found = runpy.run_path(str(hook))
        assert [file for file, _ in [*found["datas"], *found.get("binaries", ())] if Path(file).is_file()]


def test_sources_that_run_elsewhere_go_in_as_files() -> None:
    folder = Path(oro_container.__file__).parent / "__pyinstaller"
    found = runpy.run_path(str(folder / "hook-oro_container.py"))
    assert {place.partition("/")[2].partition("/")[0] for _, place in found["datas"]} == {
        "core", "page_kernel", "programs",
    }  # fmt: skip
