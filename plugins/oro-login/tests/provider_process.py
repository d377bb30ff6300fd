"""Runs the OpenID provider of the tests: oidc-provider of npm, unmodified, by node."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ("install", "running")

HERE = Path(__file__).resolve().parent / "provider"
INSTALLED = HERE.parents[3] / "build" / "oidc-provider"


def install() -> Path:
    """Install what package-lock.json names, from the registry this machine uses; return the folder."""
    lock = HERE / "package-lock.json"
    key = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = INSTALLED / "stamp"
    if not (stamp.is_file() and stamp.read_text() == key):
        INSTALLED.mkdir(parents=True, exist_ok=True)
        for path in (lock, HERE / "package.json"):
            shutil.copy(path, INSTALLED)
        options = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"]
        subprocess.run(["npm", "ci", *options], cwd=INSTALLED, check=True, capture_output=True, timeout=300)
        stamp.write_text(key)
    return INSTALLED


@contextmanager
def running(seconds: int = 3600) -> Iterator[str]:
    """Run a provider during the block; gives its address.

    Args:
        seconds: that an access token holds.
    """
    program = install() / "provider.mjs"
    shutil.copy(HERE / "provider.mjs", program)
    command = ["node", str(program), json.dumps({"seconds": seconds})]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.kill()
