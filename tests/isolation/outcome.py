"""One run of the app in a real engine, and what became of every cell."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from oro_framework.testing import Engines
from tests.isolation.app.bodies import BODIES
from tests.isolation.documents import Document
from tests.isolation.plan import plan
from tests.isolation.targets import SOCKET, Target
from tests.isolation.ways import Way

__all__ = ("Outcome", "cell_name", "measure")

APP = Path(__file__).with_name("app")
LONGEST = 540.0
"""Seconds a run may take on a machine of which much is asked; a quiet one needs a fifth."""


def cell_name(document: Document, way: Way, target: Target) -> str:
    """Return what a request of this cell carries in its query."""
    return f"{document.name}~{way.name}~{target.name}"


class Outcome:
    """What the app of the test wrote down."""

    def __init__(self, result: Mapping[str, Any], output: str) -> None:
        self._result = result
        self.output = output

    @property
    def asked(self) -> frozenset[str]:
        """Documents that ran."""
        return frozenset(self._result["asked"])

    @property
    def told(self) -> Mapping[str, Any]:
        """What each document says it got."""
        told: Mapping[str, Any] = self._result["told"]
        return told

    def arrivals(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Return the requests at the door, each with its cell."""
        return ((arrived["cell"], arrived) for arrived in self._result["arrived"])

    @cached_property
    def _arrived(self) -> Mapping[str, list[Mapping[str, Any]]]:
        found: dict[str, list[Mapping[str, Any]]] = {}
        for cell, arrived in self.arrivals():
            found.setdefault(cell, []).append(arrived)
        return found

    @cached_property
    def _reached(self) -> frozenset[str]:
        return frozenset(cell for cell, _ in self._result["reached"])

    def reached(self, document: Document, way: Way, target: Target) -> bool:
        """Return whether a target did what it does, as it counts itself, or was answered."""
        cell = cell_name(document, way, target)
        if target.ways == SOCKET:
            return self.got(document, way, target) == "read"
        if target.counted:
            return cell in self._reached
        return any(0 < arrived["status"] < 400 for arrived in self._arrived.get(cell, ()))

    def got(self, document: Document, way: Way, target: Target) -> str:
        """Return what the document says came of it."""
        cells = self.told.get(document.name, {}).get("cells", {})
        return str(cells.get(way.name, {}).get(target.name, ""))

    def sent(self, document: Document, way: Way, target: Target) -> str:
        """Return what came to the door, for people."""
        said = ("method", "origin", "opaque", "scripted", "said", "status")
        return "; ".join(
            ", ".join(f"{name} {arrived[name]}" for name in said)
            for arrived in self._arrived.get(cell_name(document, way, target), ())
        )


def measure(running: Engines, engine: str, folder: Path) -> Outcome:
    """Run the app in an engine; everything it writes goes below `folder`."""
    app = shutil.copytree(APP, folder / "app")
    (app / "folder").mkdir()
    # Scripts of their own: shared workers of WebKitGTK can load nothing.
    whole = f"{(app / 'ways.js').read_text()}\nglobalThis.oroIsolation().run()\n"
    for name in ("worker.js", "module.js"):
        (app / name).write_text(whole)
    for form, body in BODIES.items():
        for place in (app, app / "folder"):
            (place / f"x.{form}").write_bytes(body)
    ports = _free_ports(3)
    (folder / "plan.json").write_text(json.dumps(plan(*ports)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ISOLATION_PLAN", str(folder / "plan.json"))
        patch.setenv("ISOLATION_RESULT", str(folder / "result.json"))
        settings = (f"permissions_origins_greet=http://127.0.0.1:{ports[0]}", f"http_ipc_port={ports[2]}")
        given = [argument for setting in settings for argument in ("--set", setting)]
        code, output = running.run(engine, app, *given, timeout=LONGEST)
    found = folder / "result.json"
    assert code == 0, output[-4000:]
    assert found.exists(), output[-4000:]
    return Outcome(json.loads(found.read_text()), output)


def _free_ports(number: int) -> list[int]:
    servers = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports: list[int] = [server.getsockname()[1] for server in servers]
    for server in servers:
        server.close()
    return ports
