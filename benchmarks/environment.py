"""`.venv-bench`: the frameworks side by side, on one interpreter, one WebKitGTK and one QtWebEngine."""

from __future__ import annotations

import importlib.metadata
import json
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv-bench"
PYTHON = VENV / "bin" / "python"
PEERS = ("pytauri-wheel==0.8.0", "pywebview==6.2.1", "websockets==17.4")
PLUGINS = ("oro-conduit", "oro-fs", "oro-process", "oro-sw", "oro-udp")


def ready() -> Path:
    """Make the environment unless it is there, and return its interpreter."""
    constraints = ROOT / "constraints.txt"
    gtk = f"PyGObject=={importlib.metadata.version('PyGObject')}"
    stamp = VENV / "stamp"
    key = "\n".join((sys.version, gtk, *PEERS, *PLUGINS, constraints.read_text()))
    if not (stamp.exists() and stamp.read_text() == key):
        print("bench: making .venv-bench with pywebview, PyTauri and QtWebEngine", flush=True)
        venv.EnvBuilder(clear=True, symlinks=True, with_pip=True).create(VENV)
        pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        ours = [part for name in PLUGINS for part in ("-e", str(ROOT / "plugins" / name))]
        subprocess.run([*pip, "-c", str(constraints), *PEERS, gtk, "-e", f"{ROOT}[desktop,qt]", *ours], check=True)
        stamp.write_text(key)
    # pip compiles what it installs; a checkout would be read from source at every start where caching is off.
    subprocess.run([PYTHON, "-m", "compileall", "-q", "oro_framework", "plugins", "benchmarks"], cwd=ROOT, check=True)
    return PYTHON


def versions() -> dict[str, str]:
    """Return what was measured: interpreter, engine and frameworks."""
    script = (
        "import gi, sys, json, importlib.metadata as m; gi.require_version('WebKit2', '4.1');"
        "from gi.repository import WebKit2 as w;"
        "print(json.dumps({'python': sys.version.split()[0],"
        "'webkitgtk': f'{w.get_major_version()}.{w.get_minor_version()}.{w.get_micro_version()}',"
        "**{n: m.version(n) for n in ('oro-framework', 'pywebview', 'pytauri', 'trio', 'websockets', 'qtpy')}}))"
    )
    found: dict[str, str] = json.loads(subprocess.run([PYTHON, "-c", script], capture_output=True, check=True).stdout)
    return found
