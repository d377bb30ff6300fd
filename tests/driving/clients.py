"""The clients that are packages of npm, installed once on this machine, and run by node."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from oro_framework.testing.waiting import PATIENCE

__all__ = ("APP", "run_client")

HERE = Path(__file__).resolve().parent
APP = HERE / "app"
INSTALLED = HERE.parent.parent / "build" / "npm-drivers"


def run_client(node: str, script: str, *arguments: str) -> Any:
    """Run a script of this folder by node, with the packages; return the JSON that it prints."""
    shutil.copy(HERE / script, _installed())
    done = subprocess.run(
        [node, script, *arguments], cwd=INSTALLED, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def _installed() -> Path:
    """Install what package-lock.json names, from the registry this machine uses; return the folder."""
    lock = HERE / "package-lock.json"
    key = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = INSTALLED / "stamp"
    if not (stamp.is_file() and stamp.read_text() == key):
        INSTALLED.mkdir(parents=True, exist_ok=True)
        for path in (lock, HERE / "package.json"):
            shutil.copy(path, INSTALLED)
        options = ["--no-audit", "--no-fund", "--ignore-scripts", "--omit=optional", "--prefer-offline"]
        subprocess.run(["npm", "ci", *options], cwd=INSTALLED, check=True, capture_output=True, timeout=300)
        stamp.write_text(key)
    return INSTALLED
