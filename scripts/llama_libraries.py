"""Compile llama.cpp's libraries for oro-llama with zig, whose compiler brings the glibc that they may ask for.

There is one library for each generation of processors, of which ggml chooses when it is loaded.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

__all__ = ("PLATFORM", "compiled", "compilers", "libraries")

TARGET = "x86_64-linux-gnu.2.28"
PLATFORM = "manylinux_2_28_x86_64"
"""The tag of systems that have what the libraries ask for."""
OPTIONS: Mapping[str, str] = {
    "CMAKE_BUILD_TYPE": "Release",
    "BUILD_SHARED_LIBS": "ON",
    "GGML_BACKEND_DL": "ON",
    "GGML_CPU_ALL_VARIANTS": "ON",
    "GGML_NATIVE": "OFF",
    "GGML_OPENMP": "OFF",
    "GGML_RPC": "ON",
    "GGML_CCACHE": "OFF",
    "LLAMA_CURL": "OFF",
    **{f"LLAMA_BUILD_{part}": "OFF" for part in ("COMMON", "TESTS", "TOOLS", "EXAMPLES", "SERVER", "APP")},
    "LLAMA_BUILD_MTMD": "ON",
    # What would be read of the checkout that the sources lie in.
    "GIT_EXE": "OFF",
    "LLAMA_BUILD_NUMBER": "0",
    "LLAMA_BUILD_COMMIT": "unknown",
    # One file for each library, for a wheel has no links, and each finds the others beside it.
    "CMAKE_PLATFORM_NO_VERSIONED_SONAME": "ON",
    "CMAKE_INSTALL_RPATH": "$ORIGIN",
    "CMAKE_BUILD_WITH_INSTALL_RPATH": "ON",
    "CMAKE_SHARED_LINKER_FLAGS": "-s",
    "CMAKE_MODULE_LINKER_FLAGS": "-s",
}
TOOLS = {"C_COMPILER": "cc", "CXX_COMPILER": "c++", "AR": "ar", "RANLIB": "ranlib"}


def compiled(source: Path, folder: Path, jobs: int) -> list[Path]:
    """Return the libraries, compiled unless they are there; that takes half an hour on two cores.

    Args:
        source: the sources of llama.cpp.
        folder: where they are compiled.
        jobs: how many files at a time.

    Raises:
        subprocess.CalledProcessError: they cannot be compiled.
    """
    cache = dict.fromkeys(("ZIG_GLOBAL_CACHE_DIR", "ZIG_LOCAL_CACHE_DIR"), str(folder / "zig"))
    environment, made = {**os.environ, **cache}, folder / "made"
    options = {**OPTIONS, **compilers(folder / "tools")}
    # The paths of this machine are in no message of the libraries.
    options |= dict.fromkeys(("CMAKE_C_FLAGS", "CMAKE_CXX_FLAGS"), f"-ffile-prefix-map={source}=llama.cpp")
    named = [f"-D{name}={value}" for name, value in options.items()]
    subprocess.run(["cmake", "-G", "Ninja", "-S", str(source), "-B", str(made), *named], check=True, env=environment)
    subprocess.run(["cmake", "--build", str(made), "-j", str(jobs)], check=True, env=environment)
    return libraries(made / "bin")


def libraries(folder: Path) -> list[Path]:
    """Return what a wheel has of the libraries in a folder.

    Raises:
        FileNotFoundError: one that it must have is missing.
    """
    found = sorted(path for path in folder.glob("lib*.so") if not path.is_symlink())
    names = {path.name for path in found}
    wanted = {f"lib{name}.so" for name in ("llama", "mtmd", "ggml", "ggml-base", "ggml-rpc", "ggml-cpu-x64")}
    if missing := wanted - names:
        raise FileNotFoundError(
            f"{folder} lacks {', '.join(sorted(missing))}: see how llama.cpp names its libraries now"
        )
    return found


def compilers(folder: Path) -> Mapping[str, str]:
    """Return CMake's options for zig's compilers, for which it needs programs of one word."""
    folder.mkdir(parents=True, exist_ok=True)
    return {f"CMAKE_{variable}": str(_program(folder / name, name)) for variable, name in TOOLS.items()}


def _program(path: Path, name: str) -> Path:
    words = [_zig(), name, *_target(name)]
    text = "#!/bin/sh\nexec " + " ".join(map(shlex.quote, words)) + ' "$@"\n'
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
        path.chmod(0o755)
    return path


def _target(name: str) -> Iterator[str]:
    """Yield the words that say what a compiler compiles for."""
    if name in ("cc", "c++"):
        yield from ("-target", TARGET)


def _zig() -> str:
    """Return the path of zig, whose Python package starts it slower than it compiles a small file."""
    spec = find_spec("ziglang")
    assert spec is not None
    assert spec.origin is not None
    return str(Path(spec.origin).parent / "zig")
