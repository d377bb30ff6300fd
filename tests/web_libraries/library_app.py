"""The app whose pages use libraries of the web: its packages, which npm installs, and its tests."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
INSTALLED = HERE.parent.parent / "build" / "web-libraries"

CONFIGURATION = """\
[meta]
bundle_identifier = "org.example.libraries"

[webview]
isolated = true
node_globals = false

[npm]
browser = ["@huggingface/transformers"]
"""
PAGE = "<!doctype html><meta charset=utf-8><title>libraries</title>"


def install(source: Path) -> Path:
    """Install what a package-lock.json names, from the registry this machine uses; return the folder."""
    lock = source / "package-lock.json"
    key = hashlib.sha256(lock.read_bytes()).hexdigest()
    folder = INSTALLED / source.name
    stamp = folder / "stamp"
    if not (stamp.is_file() and stamp.read_text() == key):
        folder.mkdir(parents=True, exist_ok=True)
        for path in (lock, source / "package.json"):
            shutil.copy(path, folder)
        options = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"]
        subprocess.run(["npm", "ci", *options], cwd=folder, check=True, capture_output=True, timeout=600)
        stamp.write_text(key)
    return folder


def make(folder: Path, source: Path) -> Path:
    """Make the app of a folder with a package-lock.json and `pages`."""
    shutil.copytree(source / "pages", folder, dirs_exist_ok=True)
    shutil.copytree(install(source) / "node_modules", folder / "node_modules", copy_function=_linked, symlinks=True)
    (folder / "oro.toml").write_text(CONFIGURATION, "utf-8")
    (folder / "index.html").write_text(PAGE, "utf-8")
    return folder


def scripts_of(source: Path) -> list[str]:
    """Return the names of the tests in `pages`."""
    return sorted(path.stem for path in (source / "pages").glob("test_*.js"))


def _linked(source: str, target: str) -> str:
    """Copy a file by a link, where files of one disk are on it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)
    return target
