"""A disk that is really full, wherever the update is: an error that says so, and the app starts."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .author import Author, WebServer

HERE = Path(__file__).resolve().parent
UNSHARE = ["unshare", "--user", "--map-root-user", "--mount"]
MOUNT = 'mount -t tmpfs -o size=512k none "$1" && cp -a "$2" "$1/app" && shift 2 && exec "$@"'


@functools.cache
def can_mount() -> bool:
    """Return whether this system lets a user mount a file system in a namespace."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*UNSHARE, "mount", "-t", "tmpfs", "none", "/tmp"], check=False).returncode == 0


@pytest.mark.skipif(not can_mount(), reason="this system lets no user mount a disk of their own")
def test_a_full_disk_at_each_step(author: Author, server: WebServer, tmp_path: Path) -> None:
    big = b"".join(bytes([number % 251]) * 997 for number in range(60))  # small when packed
    made = author.publish("2.0", author.build("2.0", {"big": big}), patches=0)
    disk = tmp_path / "disk"
    disk.mkdir()
    inner = [sys.executable, str(HERE / "full_disk.py"), str(disk), server.url, str(author.root)]
    done = subprocess.run(
        [*UNSHARE, "sh", "-c", MOUNT, "sh", str(disk), str(tmp_path / "app"), *inner],
        env={**os.environ, "DISPLAY": ":0"}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    *steps, launcher = json.loads(done.stdout)
    old, new = "1.0 - ok - -\n", "2.0 1.0 ok - -\n"
    assert [(each["step"], each["state"], each["then"], each["after"]) for each in steps] == [
        ("check", old, "1.0", "1.0"),
        ("the download", old, "1.0", "1.0"),
        ("the unpacking", old, "1.0", "1.0"),
        ("apply", old, "1.0", "2.0"),
        ("going back", new, "2.0", "1.0"),
    ]
    download, unpacking = steps[1:3]
    assert download["came"] < unpacking["came"] == made.whole
    for each in steps:
        assert each["error"].startswith(f'Cannot update: "{disk}/'), each
        version = "2.0" if each["step"] == "going back" else "1.0"
        assert each["error"].endswith(f"cannot be written (No space left on device); version {version} stays"), each
        assert not each["left"]
    assert launcher["then"] == "1.0", "the version that does not start is left, though that cannot be noted"
    assert not [name for name in launcher["left"] if name.startswith(".state")]
