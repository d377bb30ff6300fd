"""Build a wheel of every distribution, then use them as a stranger would.

1. wheels/*.whl: every package of the workspace. oro-llama, which is compiled for half an hour, is the one of dist/
   where `make llama-wheel` made it; else a wheel without libraries stands in for it, with which no model can be loaded.
2. A fresh environment with `oro-framework[all]` from those wheels, everything else from the registry:
   an app made by `oro new` runs in its engine, and a page reads a file through oro-fs.
3. A fresh environment with `oro-framework` alone: the command works, and an app runs without an engine.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import declare_js
import record_plugins
from install import ROOT, SLOW, projects

WHEELS = ROOT / "wheels"
STAMP = ROOT / ".stamps" / "wheels"
LLAMA_PROJECT = ROOT / "prebuilt" / "oro-llama"
STAND_IN = "ORO_LLAMA_STAND_IN"
"""Set, oro-llama's build makes a wheel without libraries."""
PARTS = (
    "oro_framework",
    "js-api",
    "plugins",
    "prebuilt",
    "scripts",
    "pyproject.toml",
    "constraints.txt",
    "README.md",
    "LICENSE",
)
"""Sources of the wheels, and the scripts that build them."""

PAGE_TEST = """
import test from 'oro:test'
import { readFile } from 'oro:fs/promises'
test('a page reads a file', async (t) => {
  t.ok((await readFile('FILE', 'utf8')).includes('bundle_identifier'), 'the text of oro.toml')
})
"""

QUITTING_APP = """
from oro_framework import hookimpl


@hookimpl
def oro_started(host):
    print("started", sorted(host.plugins.infos))
    host.quit()
"""


def main() -> int:
    """Build and try, unless nothing changed since it last held; return 1 with a message when it does not."""
    key = fingerprint()
    if STAMP.exists() and STAMP.read_text() == key and any(WHEELS.glob("*.whl")):
        print("wheels: nothing changed")
        return 0
    try:
        build()
        with tempfile.TemporaryDirectory(prefix="oro-wheels-") as folder:
            try_everything(Path(folder))
            try_alone(Path(folder))
    except (subprocess.CalledProcessError, AssertionError) as error:
        print(f"wheels: {error}", file=sys.stderr)
        for text in (getattr(error, "stdout", None), getattr(error, "stderr", None)):
            print(text or "", file=sys.stderr)
        return 1
    print("wheels: an app runs from the wheels, with all plugins and with none")
    STAMP.parent.mkdir(exist_ok=True)
    STAMP.write_text(key)
    return 0


def fingerprint(parts: Sequence[str] = PARTS) -> str:
    """Return a text that changes with anything a wheel is made of, or with the files that git lists of other paths."""
    digest = hashlib.sha256(sys.version.encode())
    listed = run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", *parts])
    for name in sorted(filter(None, listed.split("\0"))):
        path = ROOT / name
        digest.update(name.encode() + (path.read_bytes() if path.is_file() else b""))
    return digest.hexdigest()


def build() -> None:
    """Write wheels/*.whl and look into the framework's own."""
    shutil.rmtree(WHEELS, ignore_errors=True)
    declare_js.declare()
    record_plugins.main()
    folders = [str(project.parent) for project in projects()] + [str(ROOT / "plugins" / name) for name in sorted(SLOW)]
    compiled = list((ROOT / "dist").glob("oro_llama-*.whl"))
    folders += [] if compiled else [str(LLAMA_PROJECT)]
    print(f"wheels: building {len(folders)}", flush=True)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
    environment = {**os.environ, STAND_IN: "1"}
    run([*command, "--no-build-isolation", "--wheel-dir", str(WHEELS), *folders], env=environment)
    for wheel in compiled:
        shutil.copy2(wheel, WHEELS)
    [framework] = WHEELS.glob("oro_framework-*.whl")
    names = set(zipfile.ZipFile(framework).namelist())
    wanted = {"oro_framework/js/base/ipc.js", "oro_framework/dts/ipc.d.ts", "oro_framework/py.typed"}
    wanted |= {f"oro_framework/js/internal/vendor/{name}" for name in ("stream.js", "LICENSES.txt")}
    wanted |= {"oro_framework/dts/internal/vendor/stream.d.ts", "oro_framework/dts/globals.d.ts"}
    assert wanted <= names, f"{framework.name} lacks {', '.join(sorted(wanted - names))}"
    [dns] = WHEELS.glob("oro_dns-*.whl")
    record = "oro_dns/plugin-record.json"
    assert record in zipfile.ZipFile(dns).namelist(), f"{dns.name} lacks {record}"


def try_everything(folder: Path, wheels: Path = WHEELS) -> None:
    """Install `oro-framework[all]` and run an app in the engine it brings."""
    print("wheels: installing oro-framework[all] into a fresh environment", flush=True)
    oro = environment(folder / "all", "[all]", wheels)
    run([oro, "new", "hello"], folder)
    test = folder / "hello" / "read.js"
    test.write_text(PAGE_TEST.replace("FILE", str(folder / "hello" / "oro.toml")))
    command = [oro, "run", "hello", "--backend", "qt", "--headless", "--set", "permissions_allow_fs=true"]
    run([*command, "--test", str(test)], folder, {**os.environ, "QT_QPA_PLATFORM": "offscreen"})


def try_alone(folder: Path, wheels: Path = WHEELS) -> None:
    """Install `oro-framework` and run an app without an engine."""
    print("wheels: installing oro-framework alone", flush=True)
    oro = environment(folder / "alone", "", wheels)
    run([oro, "--help"], folder)
    listed = json.loads(run([oro, "plugins", "list", "--json"], folder))
    foreign = [item["name"] for item in listed if item["distribution"] not in ("", "oro-framework")]
    assert not foreign, f"plugins of other distributions are listed: {foreign}"
    (folder / "quits.py").write_text(QUITTING_APP)
    assert "started" in run([oro, "run", "quits.py", "--headless"], folder)


def environment(folder: Path, extra: str = "", wheels: Path = WHEELS) -> str:
    """Make an environment with `oro-framework` and an extra, ours from the wheels only, and return its `oro`."""
    venv.EnvBuilder(symlinks=True, with_pip=True).create(folder)
    ours = {wheel.name.split("-")[0].replace("_", "-"): wheel.as_uri() for wheel in wheels.glob("*.whl")}
    framework = f"oro-framework{extra} @ {ours.pop('oro-framework')}"
    constraints = folder / "constraints.txt"
    plugins = "".join(f"{name} @ {address}\n" for name, address in ours.items())
    constraints.write_text((ROOT / "constraints.txt").read_text() + plugins)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "-c", str(constraints), framework], folder)
    return str(folder / "bin" / "oro")


def run(command: list[str], folder: Path = ROOT, env: Mapping[str, str] | None = None) -> str:
    """Run a command to its end and return what it printed."""
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL, timeout=900
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
