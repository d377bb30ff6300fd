"""The app that uses packages of npm: its packages, its uses, and what its page is given."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
INSTALLED = HERE.parent.parent / "build" / "npm-packages"
SHARED = ("names.js", "run.js", "start.js", "web.js")

CONFIGURATION = """\
[meta]
bundle_identifier = "org.example.npm"
"""
PAGE = "<!doctype html><meta charset=utf-8><title>packages</title>"


def install() -> Path:
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


def make(folder: Path, given: Mapping[str, Any]) -> Path:
    """Make the app in `folder`: the packages, the uses, and `given.json` for them."""
    shutil.copytree(install() / "node_modules", folder / "node_modules", copy_function=_linked, symlinks=True)
    shutil.copytree(HERE / "uses", folder / "uses")
    for name in SHARED:
        shutil.copy(HERE / name, folder)
    shutil.copy(HERE.parent / "node" / "scenarios" / "transcript.js", folder)
    files = {
        "package.json": '{"type": "module"}',
        "oro.toml": CONFIGURATION,
        "index.html": PAGE,
        "given.json": json.dumps(given),
    }
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def _linked(source: str, target: str) -> str:
    """Copy a file by a link, where files of one disk are on it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)
    return target
