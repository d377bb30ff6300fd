"""An update that is killed, or runs out of disk, wherever it is: the app starts, and the next try succeeds.

An author's change that is killed counts whole or not at all.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from oro_updater.installation import Installation
from oro_updater.state import State

from .author import Author, WebServer

HERE = Path(__file__).resolve().parent


def run(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run Python with what the tests have."""
    environment = {**os.environ, "DISPLAY": ":0"}
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither forks nor this launcher")
def test_death_at_each_step(author: Author, server: WebServer, tmp_path: Path) -> None:
    author.publish("2.0", author.build("2.0", {"new": b"new"}))
    shutil.move(tmp_path / "app", tmp_path / "pristine")
    done = subprocess.run(
        [sys.executable, HERE / "dying.py", tmp_path, server.url, author.root],
        env={**os.environ, "DISPLAY": ":0"}, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert len(seen) > 20
    assert {after for after, _ in seen} == {"1.0", "2.0"}, "old until the switch, new from then on"
    assert {later for _, later in seen} == {"2.0"}


FULL = """
import resource, sys
sys.path.insert(0, sys.argv[5])
from pathlib import Path
import anyio, dying
from oro_framework.errors import ErrnoError
limit = int(sys.argv[4])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    anyio.run(dying.update, Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), backend="trio")
except ErrnoError as error:
    sys.exit(error.message)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
@pytest.mark.parametrize("limit", [20_000, 45_000], ids=["in the download", "in the unpacking"])
def test_a_disk_that_takes_no_more(author: Author, server: WebServer, tmp_path: Path, limit: int) -> None:
    big = b"".join(bytes([number % 251]) * 997 for number in range(60))  # small when packed
    author.publish("2.0", author.build("2.0", {"big": big}), patches=0)
    done = run(FULL, tmp_path, server.url, author.root, limit, HERE)
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith('Cannot update: "'), done.stderr
    assert "cannot be written (File too large)" in done.stderr
    app = Installation(tmp_path / "app")
    assert app.state == State(version="1.0")
    assert not app.has("2.0")
    done = run(FULL, tmp_path, server.url, author.root, 10_000_000, HERE)
    assert done.returncode == 0, done.stderr
    assert app.state == State(version="2.0", previous="1.0", left=2)


ROTATE = """
import shutil, sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
import dying
from oro_updater.author.keyring import Keyring
from oro_updater.author.repository import Repository
folder, role = Path(sys.argv[1]), sys.argv[3]
work = folder / "work"

def opened():
    return Repository(work / "repository", Keyring(work / "keys", lambda: "correct horse"))

def rotate():
    repository = opened()
    old = next(state for state in repository.metadata.roles() if state.role == role)
    made = repository.keyring.make({role: 1})
    repository.rotate(role, add=[key.id for key in made], remove=old.keys)

ended, step, versions = False, 0, []
while not ended:
    step += 1
    shutil.rmtree(work, ignore_errors=True)
    for name in ("repository", "keys"):
        shutil.copytree(folder / name, work / name)
    ended = dying.attempt(rotate, work / "repository", step)
    repository = opened()
    repository.recover()
    versions.append(next(state.version for state in repository.metadata.roles() if state.role == "root"))
    repository.refresh()
    left = [path.name for path in (work / "repository" / "metadata").iterdir() if not path.name.endswith(".json")]
    assert not left, left
print(step, *sorted(set(versions)))
assert versions == sorted(versions), versions
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no forks")
@pytest.mark.parametrize("role", ["root", "timestamp"])
def test_death_at_each_step_of_new_keys(author: Author, tmp_path: Path, role: str) -> None:
    done = run(ROTATE, author.folder, HERE, role)
    assert done.returncode == 0, done.stderr
    steps, *versions = done.stdout.split()
    assert int(steps) > 10
    assert versions == ["1", "2"], "the old keys until the change counts, the new ones from then on"


RELEASE = """
import os, sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from oro_updater.author.keyring import Keyring
from oro_updater.author.release import release
from oro_updater.author.repository import Repository
folder = Path(sys.argv[1])
keyring = Keyring(folder / "keys", lambda: "correct horse")
release(
    folder / "builds" / "1.0", Repository(folder / "repository", keyring), app="org.example.tea", version="2.0",
    platform="linux_x86_64", channels={"stable": 100}, told=lambda text: text == "Signing" and os._exit(9),
)
"""


def test_a_release_that_is_killed_leaves_nothing_for_ever(author: Author) -> None:
    before = sorted(author.repository.folder.rglob("*"))
    assert run(RELEASE, author.folder, HERE).returncode == 9
    assert sorted(author.repository.folder.rglob("*")) != before
    author.publish("2.0")
    left = [path.name for path in author.repository.folder.iterdir() if path.name.startswith(".")]
    assert not left
