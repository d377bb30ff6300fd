"""Make the wheel of oro-llama: llama.cpp's libraries for every x86-64 processor, with llama-cpp-python's bindings.

    python scripts/llama_wheel.py          dist/oro_llama-*.whl, then its tests

1. The source distribution of llama-cpp-python is fetched and held to its digest; nothing of it is in this repository.
2. zig compiles the libraries into build/oro-llama/, for half an hour the first time.
3. Libraries, bindings and licences go into a copy of prebuilt/oro-llama/, of which hatchling makes the wheel.
4. auditwheel says whether it runs where its tag says.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import llama_libraries
import llama_sources
from install import ROOT, pip

PROJECT = ROOT / "prebuilt" / "oro-llama"
BUILD = ROOT / "build" / "oro-llama"
DIST = ROOT / "dist"
DIGESTS = {"0.3.36": "832db0699007f1be95a7e41ef12e88926b02ba836461e36a36372db2760c1a2e"}
"""The SHA-256 of the source distribution of each release of llama-cpp-python that was looked at."""
TOOLS = {"ziglang": "ziglang", "auditwheel": "auditwheel"}
"""Packages that make the wheel, and their modules."""
PROGRAMS = ("cmake", "ninja")
"""Programs that do, from the package of the same name where this machine has none."""
TESTS = "plugins/oro-ai/tests/test_prebuilt_engine.py"
_CONSISTENT = re.compile(r'platform tag:\s*"(\w+)"')


def main() -> int:
    """Make it and test it, and return 1 with a message where that fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="files that are compiled at a time")
    parser.add_argument("--untested", action="store_true", help="make the wheel only")
    options = parser.parse_args()
    try:
        path = make(options.jobs)
        print(f"llama-wheel: {path.relative_to(ROOT)}, {path.stat().st_size / 1e6:.1f} MB", flush=True)
        if not options.untested:
            subprocess.run([sys.executable, "-m", "pytest", "-q", TESTS], cwd=ROOT, check=True)
    except (subprocess.CalledProcessError, OSError, ValueError) as error:
        print(f"llama-wheel: {error}", file=sys.stderr)
        return 1
    return 0


def make(jobs: int) -> Path:
    """Return the wheel, in dist/.

    Raises:
        ValueError: the sources are not those that were looked at, or the wheel asks for more than its tag says.
        subprocess.CalledProcessError: a program failed.
    """
    install_tools()
    release = release_of(version())
    source = llama_sources.fetch(release, DIGESTS[release], BUILD)
    compiled = llama_libraries.compiled(source / "vendor" / "llama.cpp", BUILD, jobs)
    tree = BUILD / "tree"
    assemble(tree, source, compiled)
    made = wheel_of(tree, BUILD / "wheel")
    check(made)
    DIST.mkdir(exist_ok=True)
    for old in DIST.glob("oro_llama-*.whl"):
        old.unlink()
    return Path(shutil.copy2(made, DIST))


def install_tools() -> None:
    """Install what makes the wheel, unless it is there."""
    wanted = [name for name, module in TOOLS.items() if find_spec(module) is None]
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    wanted += [name for name in PROGRAMS if shutil.which(name) is None]
    if wanted:
        print(f"llama-wheel: installing {', '.join(wanted)}", flush=True)
        pip(*wanted)


def version() -> str:
    """Return the version of oro-llama."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


def release_of(version: str) -> str:
    """Return the release of llama-cpp-python that a version of oro-llama is made of."""
    return version.partition(".post")[0]


def assemble(tree: Path, source: Path, libraries: Iterable[Path]) -> None:
    """Write the folder that the wheel is made of.

    Args:
        tree: the folder, which is made anew.
        source: the sources of llama-cpp-python.
        libraries: what was compiled.
    """
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(PROJECT, tree, ignore=shutil.ignore_patterns("__pycache__"))
    package = tree / "oro_llama" / "llama_cpp"
    llama_sources.copy_bindings(source, package)
    llama_sources.copy_licences(source, tree / "licenses")
    (package / "lib").mkdir()
    for path in libraries:
        shutil.copy2(path, package / "lib")


def wheel_of(tree: Path, folder: Path) -> Path:
    """Return the wheel that hatchling makes of a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    environment = {**os.environ, "ORO_LLAMA_PLATFORM": llama_libraries.PLATFORM}
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=tree, env=environment, check=True, capture_output=True, text=True)
    [made] = folder.glob("*.whl")
    return made


def check(wheel: Path) -> None:
    """Look whether a wheel runs wherever its tag says.

    Raises:
        ValueError: it asks for symbols or libraries that such a system need not have.
    """
    command = [sys.executable, "-m", "auditwheel", "show", str(wheel)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if (found := asked_for(said)) > asked_for(f'platform tag: "{llama_libraries.PLATFORM}"'):
        raise ValueError(f"{wheel.name} asks for glibc {found[0]}.{found[1]}, more than its tag says:\n{said}")


def asked_for(said: str) -> tuple[int, int]:
    """Return the version of glibc that auditwheel found a wheel to need.

    Raises:
        ValueError: it runs on no system but this one.
    """
    found = _CONSISTENT.search(said)
    numbers = re.match(r"manylinux_(\d+)_(\d+)_", found[1]) if found else None
    if numbers is None:
        raise ValueError(f"the wheel runs on this system only, auditwheel says:\n{said}")
    return int(numbers[1]), int(numbers[2])


if __name__ == "__main__":
    sys.exit(main())
