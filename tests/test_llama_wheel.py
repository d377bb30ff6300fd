"""What the wheel of oro-llama is made of, without compiling it."""

from __future__ import annotations

import ast
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import llama_libraries
import llama_sources
import llama_wheel
import pytest

LISTED = """
    if (GGML_SYSTEM_ARCH STREQUAL "x86")
        ggml_add_cpu_backend_variant(x64)
        ggml_add_cpu_backend_variant(haswell            SSE42 AVX F16C FMA AVX2 BMI2)
        if (NOT MSVC)
            # MSVC doesn't support AMX
            ggml_add_cpu_backend_variant(sapphirerapids SSE42 AVX512 AMX_TILE AMX_INT8)
        endif()
    endif()
"""
BINDING = """
import ctypes
import llama_cpp.llama_cpp as llama_cpp
from typing_extensions import TypeAlias
from llama_cpp._ctypes_extensions import byref

if TYPE_CHECKING:
    from llama_cpp._ctypes_extensions import CtypesArray

llama_cpp_anything: TypeAlias = "llama_cpp"
"""
LIBRARIES = (
    *("libllama.so", "libmtmd.so", "libggml.so", "libggml-base.so", "libggml-rpc.so"),
    *("libggml-cpu-x64.so", "libggml-cpu-zen4.so"),
)
SHOWN = """
oro_llama-0.3.36-py3-none-manylinux_2_28_x86_64.whl is consistent with
the following platform tag: "{tag}".
"""


def test_variants_with_amx_are_left_out() -> None:
    kept = llama_sources.without_amx(LISTED)
    assert "sapphirerapids" not in kept
    assert [line for line in LISTED.splitlines() if "sapphire" not in line] == kept.splitlines()


def test_a_list_of_variants_that_is_written_otherwise_is_told() -> None:
    with pytest.raises(ValueError, match="no variant with AMX is found"):
        llama_sources.without_amx(LISTED.replace("ggml_add_cpu_backend_variant", "ggml_variant"))


def test_bindings_import_each_other_from_oro_llama_and_nothing_else() -> None:
    names = set()
    for node in ast.walk(ast.parse(llama_sources.rewritten(BINDING))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(str(node.module))
    ours = {"oro_llama.llama_cpp.llama_cpp", "oro_llama.llama_cpp._ctypes_extensions"}
    assert names == {"ctypes", "typing", *ours}
    assert 'llama_cpp_anything: TypeAlias = "llama_cpp"' in llama_sources.rewritten(BINDING)


def test_sources_that_were_not_looked_at_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def download(command: list[str], **how: object) -> None:
        Path(command[command.index("--dest") + 1], "llama_cpp_python-0.3.36.tar.gz").write_bytes(b"something else")

    monkeypatch.setattr(subprocess, "run", download)
    with pytest.raises(ValueError, match="it is not what was looked at"):
        llama_sources.fetch("0.3.36", "0" * 64, tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_release_that_is_wrapped_has_been_looked_at() -> None:
    assert llama_wheel.release_of("0.3.36.post1") == "0.3.36"
    assert llama_wheel.release_of(llama_wheel.version()) in llama_wheel.DIGESTS


@pytest.mark.parametrize("missing", ["", *LIBRARIES[:5]])
def test_the_libraries_that_a_wheel_has(missing: str, tmp_path: Path) -> None:
    for name in LIBRARIES:
        if name != missing:
            (tmp_path / name).touch()
    (tmp_path / "libllama.so.0").symlink_to("libllama.so")
    (tmp_path / "libvendor.a").touch()
    if missing:
        with pytest.raises(FileNotFoundError, match=missing):
            llama_libraries.libraries(tmp_path)
    else:
        assert sorted(path.name for path in llama_libraries.libraries(tmp_path)) == sorted(LIBRARIES)


@pytest.mark.parametrize(
    ("tag", "needed"),
    [("manylinux_2_28_x86_64", (2, 28)), ("manylinux_2_17_x86_64", (2, 17)), ("manylinux_2_36_x86_64", (2, 36))],
)
def test_what_auditwheel_says(tag: str, needed: tuple[int, int]) -> None:
    assert llama_wheel.asked_for(SHOWN.format(tag=tag)) == needed


def test_a_wheel_for_this_system_alone_is_none() -> None:
    with pytest.raises(ValueError, match="runs on this system only"):
        llama_wheel.asked_for(SHOWN.format(tag="linux_x86_64"))


def test_compilers_are_programs_of_one_word(tmp_path: Path) -> None:
    pytest.importorskip("ziglang")
    options = llama_libraries.compilers(tmp_path)
    cc = Path(options["CMAKE_C_COMPILER"])
    assert cc.stat().st_mode & stat.S_IXUSR
    assert "-target x86_64-linux-gnu.2.28" in cc.read_text()
    assert "-target" not in Path(options["CMAKE_AR"]).read_text()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return sources with the files that are taken of them."""
    folder = tmp_path / "source"
    for name in (*(f"llama_cpp/{each}" for each in llama_sources.BINDINGS), *llama_sources.LICENCES):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}\n")
    return folder


def test_a_wheel_has_libraries_bindings_licences_and_the_tag(source: Path, tmp_path: Path) -> None:
    for name in LIBRARIES:
        (tmp_path / name).write_bytes(b"\x7fELF")
    llama_wheel.assemble(tmp_path / "tree", source, [tmp_path / name for name in LIBRARIES])
    made = llama_wheel.wheel_of(tmp_path / "tree", tmp_path / "wheel")
    assert made.name == f"oro_llama-{llama_wheel.version()}-py3-none-manylinux_2_28_x86_64.whl"
    names = set(zipfile.ZipFile(made).namelist())
    assert {f"oro_llama/llama_cpp/lib/{name}" for name in LIBRARIES} <= names
    assert {f"oro_llama/llama_cpp/{name}" for name in ("__init__.py", *llama_sources.BINDINGS)} <= names
    assert {"oro_llama/__init__.py", "oro_llama/py.typed"} <= names
    licences = {name.rpartition("/")[2] for name in names if "/licenses/" in name}
    assert licences == {"LICENSE", *(f"{name}.txt" for name in llama_sources.LICENCES.values())}


def test_without_libraries_there_is_no_wheel_but_a_stand_in(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    bare = {name: value for name, value in os.environ.items() if name != "ORO_LLAMA_STAND_IN"}
    refused = subprocess.run(command, cwd=llama_wheel.PROJECT, env=bare, capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert "make llama-wheel" in refused.stderr
    subprocess.run(command, cwd=llama_wheel.PROJECT, env={**bare, "ORO_LLAMA_STAND_IN": "1"}, check=True)
    assert [path.name for path in tmp_path.iterdir()] == [f"oro_llama-{llama_wheel.version()}-py3-none-any.whl"]
