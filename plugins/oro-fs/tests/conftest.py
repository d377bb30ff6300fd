"""A host and windows just big enough for the service, and calls made as a page makes them: with text."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, cast

import anyio
import pytest
from oro_fs.sandbox import kernel
from oro_fs.service import FS

from oro_framework.host import protected_paths
from oro_framework.host.permissions.answers import Answers, answers_path
from oro_framework.host.plugins.loaded import Plugins
from oro_framework.host.requests.signature import Signature
from oro_framework.host.resources.navigator import host_mounts
from oro_framework.service import Service, routes_of
from oro_framework.testing import PATIENCE
from oro_framework.testing.descriptors import open_descriptors
from oro_framework.types import Call, FileResponse, Push, Window, WindowStatus


class FakeSettings:
    """Declared defaults, with some replaced."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given

    def __getitem__(self, key: Any) -> Any:
        name = key if isinstance(key, str) else key.key
        return self._given.get(name, None if isinstance(key, str) else key.default)

    def family(self, prefix: str) -> Mapping[str, Any]:
        return {key[len(prefix) :]: value for key, value in self._given.items() if key.startswith(prefix)}


class FakeHost:
    def __init__(self, root: Path, given: Mapping[str, Any]) -> None:
        self.bundle = "com.example.app"
        self.origin = "oro://com.example.app"
        self.root = root
        self.settings = FakeSettings(given)
        self.mounts = host_mounts(
            self.settings.family("webview_navigator_mounts_"),
            platform=sys.platform,
            home=Path.home(),
            cwd=Path.cwd(),
            container=root,
        )
        self.log = logging.getLogger("oro.test")
        self.windows: list[Window] = []
        self.folder, self.hidden = root, ()
        self.answers = Answers(answers_path(self.bundle), self.log)
        self.plugins = Plugins(self.log)
        self.path_guard = protected_paths.build(cast(Any, self))

    def service(self, name: str) -> Service | None:
        return None

    def emit(self, name: str, detail: Any = None) -> None:
        raise NotImplementedError


class FakeWindow:
    def __init__(self, host: FakeHost, index: int = 0) -> None:
        self.host = host
        self.index = index
        self.id = str(1000 + index)
        self.url = host.origin + "/index.html"
        self.status = WindowStatus.SHOWN
        self.pushed: list[Push] = []
        self._arrived = anyio.Event()

    def emit(self, name: str, detail: Any = None) -> None:
        raise NotImplementedError

    def push(self, message: Push) -> None:
        self.pushed.append(message)
        self._arrived.set()

    async def wait_for(self, wanted: Callable[[list[Any]], bool]) -> list[Any]:
        """Wait until what was pushed so far is what is wanted, and return it."""
        with anyio.fail_after(PATIENCE):
            while not wanted([push.data for push in self.pushed]):
                self._arrived = anyio.Event()
                await self._arrived.wait()
        return [push.data for push in self.pushed]


class App:
    """A running service and how its routes are called."""

    def __init__(self, service: FS, host: FakeHost) -> None:
        self.fs = service
        self.host: Any = host
        self.window: Any = FakeWindow(host)
        self._routes = {route.name: route for route in routes_of(service)}

    async def call(self, name: str, body: bytes = b"", window: Any = "first", **params: Any) -> Any:
        """Call `fs.<name>` with parameters as text, as they come from a query."""
        route = self._routes[f"fs.{name}"]
        assert route.permission == "fs"
        text = {key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in params.items()}
        call = Call(
            host=self.host,
            route=route.name,
            window=self.window if window == "first" else window,
            origin=self.host.origin,
            client="",
            params=text,
            headers=(),
            body=body,
            seq="R1",
        )
        return await route.handler(call, **Signature.of(route.name, route.handler).bind(route.name, text))

    async def bytes(self, name: str, **params: Any) -> bytes:
        """Call a route that answers bytes or part of a file, and read them as the host would."""
        answer = await self.call(name, **params)
        if not isinstance(answer, FileResponse):
            assert isinstance(answer, bytes)
            return answer
        try:
            assert answer.length is not None
            return os.pread(answer.fd, answer.length, answer.offset)
        finally:
            os.close(answer.fd)


Opener = Callable[..., AbstractAsyncContextManager[App]]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder for the app's resources beside one that it has no business in."""
    (tmp_path / "app").mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_bytes(b"secret")
    return tmp_path


@pytest.fixture
def opened(tree: Path) -> Opener:
    """Start a service with the settings given."""

    @asynccontextmanager
    async def start(**given: Any) -> AsyncIterator[App]:
        host: Any = FakeHost(tree / "app", given)
        service = FS(host)
        async with service.lifespan():
            yield App(service, host)

    return start


@pytest.fixture
def confined(opened: Opener, tree: Path, monkeypatch: pytest.MonkeyPatch) -> Opener:
    """Start a service whose only root is the app's folder, which pages may change, and what is mounted."""
    empty = tree / "nowhere"
    monkeypatch.setattr("tempfile.tempdir", str(empty / "tmp"))
    monkeypatch.setenv("HOME", str(empty / "home"))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)

    def start(**given: Any) -> AbstractAsyncContextManager[App]:
        return opened(**{"filesystem_sandbox_enabled": True, "filesystem_writable_resources": (".",), **given})

    return start


@pytest.fixture(params=["openat2", "walk"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run with the kernel's own resolution and with the walk that replaces it."""
    if request.param == "openat2" and not kernel.has_openat2():
        pytest.skip("this kernel has no openat2")
    if request.param == "walk":
        monkeypatch.setattr(kernel, "has_openat2", lambda: False)
        monkeypatch.setattr("oro_fs.sandbox.roots.has_openat2", lambda: False)
    return str(request.param)


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """Fail a test that leaves a file, folder or inotify open; the repository's own fixture looks for threads."""
    before = open_files()
    yield
    assert not left_open(before)


def left_open(before: set[str]) -> set[str]:
    """Return what is open that was not before; the watching library ends its inotify a moment after it is told."""
    deadline = time.monotonic() + 60
    while (left := open_files() - before) and time.monotonic() < deadline:
        time.sleep(0.01)
    return left


def open_files() -> set[str]:
    return open_descriptors(lambda target: target.startswith("/") or "inotify" in target)
