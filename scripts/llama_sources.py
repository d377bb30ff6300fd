"""The sources of oro-llama: llama-cpp-python's source distribution, held to its digest, and what is taken of it."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

__all__ = ("BINDINGS", "copy_bindings", "copy_licences", "fetch", "without_amx")

BINDINGS = ("_ctypes_extensions.py", "_ggml.py", "llama_cpp.py", "llama_grammar.py", "mtmd_cpp.py")
"""The modules of llama-cpp-python that stand on ctypes alone."""
LICENCES = {
    "LICENSE.md": "llama-cpp-python",
    "vendor/llama.cpp/LICENSE": "llama.cpp",
    "vendor/llama.cpp/vendor/hash/xxhash/LICENSE": "xxhash",
    "vendor/llama.cpp/vendor/hash/sha256/LICENSE": "sha256",
    "vendor/llama.cpp/vendor/hash/rotate-bits/LICENSE.md": "rotate-bits",
}
"""Files of the sources, with what each is the licence of; other libraries that llama.cpp brings are public domain."""
PACKAGE = '"""The low-level bindings of llama-cpp-python; its README and licence are in the metadata of oro-llama."""\n'
VARIANTS = "vendor/llama.cpp/ggml/src/CMakeLists.txt"
_VARIANT = re.compile(r"^\s*ggml_add_cpu_backend_variant\((?P<name>[\w.]+)(?P<features>[^)]*)\)")
_IMPORT = re.compile(r"^(\s*)(from|import) llama_cpp\b", re.MULTILINE)


def fetch(version: str, digest: str, folder: Path) -> Path:
    """Return the folder of the sources, fetched unless they are there.

    Args:
        version: the release of llama-cpp-python.
        digest: the SHA-256 of its source distribution.
        folder: where they are kept.

    Raises:
        ValueError: what the registry gave is something else.
        subprocess.CalledProcessError: it cannot be fetched.
    """
    kept = folder / f"llama_cpp_python-{version}"
    if kept.is_dir():
        return kept
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as name:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        pip += ["--no-binary", "llama_cpp_python", "--dest", name, f"llama_cpp_python=={version}"]
        subprocess.run(pip, check=True, stdin=subprocess.DEVNULL)
        [archive] = Path(name).glob("*.tar.gz")
        if (found := hashlib.sha256(archive.read_bytes()).hexdigest()) != digest:
            raise ValueError(f"{archive.name} has the SHA-256 {found}, not {digest}: it is not what was looked at")
        with tarfile.open(archive) as opened:
            opened.extractall(name, filter="data")
        listed = Path(name, kept.name, VARIANTS)
        listed.write_text(without_amx(listed.read_text("utf-8")), "utf-8")
        Path(name, kept.name).rename(kept)
    return kept


def without_amx(lists: str) -> str:
    """Return ggml's list of variants without those that have AMX.

    Raises:
        ValueError: there is none, so that the list is made in another way than this function reads.
    """
    kept = [line for line in lists.splitlines(keepends=True) if "AMX" not in _features(line)]
    if len(kept) == len(lists.splitlines()):
        raise ValueError("no variant with AMX is found in ggml's CMakeLists.txt: see how its variants are listed now")
    return "".join(kept)


def _features(line: str) -> str:
    found = _VARIANT.match(line)
    return found["features"] if found else ""


def copy_bindings(source: Path, folder: Path) -> None:
    """Copy the bindings into a package of oro-llama, which they import then.

    Args:
        source: the folder of the sources.
        folder: the package to be made, `oro_llama/llama_cpp`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "__init__.py").write_text(PACKAGE, "utf-8")
    for name in BINDINGS:
        text = (source / "llama_cpp" / name).read_text("utf-8")
        (folder / name).write_text(rewritten(text), "utf-8")


def rewritten(text: str) -> str:
    """Return a module that imports the bindings from `oro_llama`, and nothing that is not Python's own."""
    text = text.replace("from typing_extensions import", "from typing import")
    return _IMPORT.sub(r"\1\2 oro_llama.llama_cpp", text)


def copy_licences(source: Path, folder: Path) -> None:
    """Copy the licences of what the libraries and the bindings are made of."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, name in LICENCES.items():
        shutil.copyfile(source / path, folder / f"{name}.txt")
