"""The app of the tests as a host on the test's loop, and agents that connect to it with the official client."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import pytest
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client
from oro_http import plugin as http
from oro_mcp import plugin
from oro_mcp.service import Mcp

from oro_framework import hookimpl
from oro_framework.consent import Answer, Prompt, Question
from oro_framework.testing import OpenHost, open_host
from oro_framework.types import Host

APP = Path(__file__).with_name("app")
NPM = Path(__file__).with_name("npm")
INSTALLED = Path(__file__).resolve().parents[3] / "build" / "mcp-npm"
BUNDLE = "org.example.notes"
EXPOSED = ["notes.add", "notes.slow", "notes.walk", "notes.fail", "notes.secret"]


def app_module() -> ModuleType:
    """Return a new module of the app's Python."""
    spec = importlib.util.spec_from_file_location("notes_app", APP / "app.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


class Person:
    """A plugin that answers questions about permissions."""

    def __init__(self, *answers: Answer) -> None:
        self.questions: list[Question] = []
        self._answers = iter(answers)

    async def ask(self, question: Question) -> Answer:
        """Answer one."""
        self.questions.append(question)
        return next(self._answers)

    @hookimpl
    def oro_prompt(self, host: Host) -> Prompt:
        """Be the prompt."""
        return self.ask


class Served:
    """The app, and what it says about itself."""

    def __init__(self, app: OpenHost, state: Path) -> None:
        self.app = app
        self._state = state

    @property
    def mcp(self) -> Mcp:
        """The service."""
        service = self.app.host.service("mcp")
        assert isinstance(service, Mcp)
        return service

    @property
    def notes(self) -> Any:
        """The service of the app."""
        return self.app.host.service("notes")

    def audit(self) -> list[dict[str, Any]]:
        """Return the lines of the audit log that there are."""
        path = self._state / BUNDLE / "audit.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


Serving = Callable[..., AbstractAsyncContextManager[Served]]


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of what apps keep, which is empty."""
    folder = tmp_path / "state"
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    return folder


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the user's runtime folder, which is empty; its path is short, as those of sockets have to be."""
    with TemporaryDirectory(prefix="oro-") as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield Path(folder)


@pytest.fixture
def serving(state: Path, tmp_path: Path) -> Serving:
    """Give what opens the app with further plugins and settings; agents can connect over HTTP."""

    @asynccontextmanager
    async def opened(*plugins: object, expose: Sequence[str] = EXPOSED, **more: Any) -> AsyncIterator[Served]:
        settings = {"mcp_expose": list(expose), "mcp_http_enable": True, "mcp_http_port": 0, **more}
        root = tmp_path / "root"
        root.mkdir(exist_ok=True)
        modules = (plugin, http, app_module(), *plugins)
        async with open_host(*modules, settings=settings, root=root, bundle=BUNDLE) as app:
            yield Served(app, state)

    return opened


@asynccontextmanager
async def agent(
    address: str, token: str, mode: str = "auto", headers: Mapping[str, str] | None = None
) -> AsyncIterator[Client]:
    """Connect with the official client."""
    told = {"authorization": f"Bearer {token}", **(headers or {})}
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(create_mcp_http_client(headers=told))
        transport = streamable_http_client(address, http_client=client)
        yield await stack.enter_async_context(Client(transport, mode=mode))


def no_proxy() -> dict[str, str]:
    """Return the environment without proxies: all traffic is of this machine."""
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


def installed() -> Path:
    """Install what package-lock.json names, from the registry this machine uses, and return its folder."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not here")
    lock = NPM / "package-lock.json"
    key = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = INSTALLED / "stamp"
    if not (stamp.is_file() and stamp.read_text() == key):
        INSTALLED.mkdir(parents=True, exist_ok=True)
        for path in (lock, NPM / "package.json"):
            shutil.copy(path, INSTALLED)
        command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", "--omit=peer"]
        subprocess.run(command, cwd=INSTALLED, check=True, capture_output=True, timeout=300)
        stamp.write_text(key)
    return INSTALLED / "node_modules"
