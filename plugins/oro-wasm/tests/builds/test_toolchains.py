"""Toolchains are fetched from an index on this machine, checked, and put in place whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import threading
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from functools import partial
from hashlib import sha256, sha512
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import trio
from oro_wasm.builds import folders, pinned
from oro_wasm.builds.toolchains import (
    NpmPackages,
    PyPackage,
    fetch_npm,
    fetch_py,
    find_npm,
    find_py,
    missing_npm,
    missing_py,
)
from oro_wasm.errors import BuildError

from oro_framework.testing import until

pytestmark = pytest.mark.anyio

WHEEL = "oro_test_tool-1.0-py3-none-any.whl"


class Index:
    """An index of PyPI's kind with one wheel, and the registry of npm's kind with one package."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self.stalled = threading.Event()
        self.go_on = threading.Event()
        self.go_on.set()
        index = self

        class Handler(SimpleHTTPRequestHandler):
            def do_GET(self) -> None:
                index.asked.append(self.path)
                if self.path.endswith((".whl", ".tgz")):
                    index.stalled.set()
                    index.go_on.wait()
                super().do_GET()

            def log_message(self, format: str, *arguments: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        self.url = f"http://127.0.0.1:{self.server.server_port}"


def make_wheel(folder: Path) -> str:
    """Write a wheel into an index, and return its checksum."""
    place = folder / "simple" / "oro-test-tool"
    place.mkdir(parents=True)
    metadata = "oro_test_tool-1.0.dist-info"
    with zipfile.ZipFile(place / WHEEL, "w") as wheel:
        wheel.writestr("oro_test_tool/__init__.py", "")
        wheel.writestr("oro_test_tool/tool", "a tool")
        wheel.writestr(f"{metadata}/METADATA", "Metadata-Version: 2.1\nName: oro-test-tool\nVersion: 1.0\n")
        wheel.writestr(
            f"{metadata}/WHEEL", "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{metadata}/RECORD", "")
    (place / "index.html").write_text(f'<a href="{WHEEL}">{WHEEL}</a>')
    return sha256((place / WHEEL).read_bytes()).hexdigest()


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    """Serve an index, which pip and npm are set to use."""
    made = Index(tmp_path / "index")
    made.folder.mkdir()
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    monkeypatch.setenv("PIP_INDEX_URL", f"{made.url}/simple")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", made.url)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield made
    made.go_on.set()
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def package(checksum: str, **changed: Any) -> PyPackage:
    known: dict[str, Any] = {"name": "oro-test-tool", "version": "1.0", "module": "oro_test_tool"}
    requirements = {"oro-test-tool==1.0": ("0" * 64, checksum)}
    return PyPackage(**{**known, "megabytes": 1, "disk": 1, "requirements": requirements, **changed})


def left() -> list[str]:
    """Return what is in the folder of toolchains."""
    return sorted(os.listdir(folders.toolchains())) if folders.toolchains().exists() else []


async def test_a_package_is_fetched_once_after_its_size_is_said(index: Index, reports: Any) -> None:
    tool = package(make_wheel(index.folder))
    assert find_py(tool) is None
    [missing] = missing_py(tool)
    assert (missing.fetchable, missing.megabytes) == (True, 1)
    site = await fetch_py(tool, reports.add)
    assert (site / "oro_test_tool" / "tool").read_text() == "a tool"
    assert reports[0] == ("progress", "fetching oro-test-tool 1.0: 1 MB, 1 MB on disk, kept for later builds")
    assert reports[-1] == ("progress", "oro-test-tool 1.0 is ready")
    asked = len(index.asked)
    assert await fetch_py(tool, reports.add) == site
    assert (len(index.asked), list(missing_py(tool)), len(left())) == (asked, [], 1)


async def test_other_bytes_than_those_recorded_are_refused(index: Index, reports: Any) -> None:
    make_wheel(index.folder)
    with pytest.raises(BuildError, match="a file does not have the recorded checksum, so nothing was installed"):
        await fetch_py(package("1" * 64), reports.add)
    assert left() == []


async def test_an_index_that_cannot_be_reached_is_told_with_what_to_do(
    index: Index, reports: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{closed.getsockname()[1]}/simple")
    words = (
        r"its registry cannot be reached; connect to a network and try again, or .*: pip install oro-test-tool==1\.0"
    )
    with pytest.raises(BuildError, match=words):
        await fetch_py(package("1" * 64), reports.add)
    assert left() == []


async def test_a_version_that_is_not_there_is_told_in_pips_words(index: Index, reports: Any) -> None:
    make_wheel(index.folder)
    gone = package("1" * 64, version="2.0", requirements={"oro-test-tool==2.0": ("1" * 64,)})
    with pytest.raises(BuildError, match=r"Cannot fetch oro-test-tool 2\.0: No matching distribution found"):
        await fetch_py(gone, reports.add)
    assert left() == []


async def test_a_fetch_that_is_cancelled_leaves_nothing(index: Index, reports: Any) -> None:
    tool = package(make_wheel(index.folder))
    index.go_on.clear()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(fetch_py, tool, reports.add)
        await until(index.stalled.is_set)
        nursery.cancel_scope.cancel()
    assert left() == []


async def test_two_that_fetch_at_once_have_one(index: Index, reports: Any) -> None:
    tool = package(make_wheel(index.folder))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(fetch_py, tool, reports.add)
        nursery.start_soon(fetch_py, tool, reports.add)
    assert len(left()) == 1
    assert find_py(tool) is not None


async def test_a_disk_without_room_is_told_before_anything_is_fetched(index: Index, reports: Any) -> None:
    free = shutil.disk_usage(index.folder).free // 1_000_000
    with pytest.raises(BuildError, match=r"the disk has .* MB left; make room, or set XDG_CACHE_HOME"):
        await fetch_py(package("1" * 64, disk=free + 1), reports.add)
    assert index.asked == []


async def test_npm_packages_are_fetched_by_their_lock(index: Index, reports: Any, tmp_path: Path) -> None:
    packages = make_npm(index, tmp_path)
    assert [each.fetchable for each in missing_npm(packages)] == [True]
    folder = await fetch_npm(packages, ["npm"], reports.add)
    assert (folder / "node_modules" / "oro-test" / "index.js").read_text() == "tool"
    assert find_npm(packages) == folder
    assert list(missing_npm(packages)) == []


async def test_npm_packages_of_other_bytes_are_refused(index: Index, reports: Any, tmp_path: Path) -> None:
    packages = make_npm(index, tmp_path, integrity="sha512-" + b64encode(bytes(64)).decode())
    with pytest.raises(BuildError, match="a file does not have the recorded checksum, so nothing was installed"):
        await fetch_npm(packages, ["npm"], reports.add)
    assert left() == []


def make_npm(index: Index, folder: Path, integrity: str = "") -> NpmPackages:
    """Put a package into the registry, and return what fetches it."""
    source = folder / "source" / "package"
    source.mkdir(parents=True)
    (source / "package.json").write_text('{"name": "oro-test", "version": "1.0.0"}')
    (source / "index.js").write_text("tool")
    archive = index.folder / "oro-test-1.0.0.tgz"
    subprocess.run(["tar", "czf", archive, "-C", source.parent, "package"], check=True)
    real = "sha512-" + b64encode(sha512(archive.read_bytes()).digest()).decode()
    dist = {"tarball": f"{index.url}/{archive.name}", "integrity": integrity or real}
    version = {"name": "oro-test", "version": "1.0.0", "dist": dist}
    described = {"name": "oro-test", "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": version}}
    (index.folder / "oro-test").write_text(json.dumps(described))
    needed = {"dependencies": {"oro-test": "1.0.0"}}
    locked = {"version": "1.0.0", "integrity": integrity or real}
    lock = {"lockfileVersion": 3, "packages": {"": needed, "node_modules/oro-test": locked}}
    return NpmPackages(
        name="test", version="1", megabytes=1, disk=1, manifest=json.dumps(needed), lock=json.dumps(lock)
    )


@pytest.mark.parametrize("known", [pinned.ZIG, pinned.GO, pinned.NODE])
def test_the_table_has_checksums_for_each_system(known: PyPackage) -> None:
    [(requirement, sums)] = known.requirements.items()
    assert requirement == f"{known.name}=={known.version}"
    assert len(set(sums)) == len(sums) >= 6
    assert all(len(bytes.fromhex(each)) == 32 for each in sums)


def test_the_tests_have_the_versions_that_are_fetched() -> None:
    constraints = Path(__file__).resolve().parents[4] / "constraints.txt"
    lines = constraints.read_text().splitlines()
    for known in (pinned.ZIG, pinned.GO):
        assert f"{known.name}=={known.version}" in lines
