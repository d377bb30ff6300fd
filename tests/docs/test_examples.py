"""The code in the README and in the how-to pages does what the text around it says."""

from __future__ import annotations

import socket
import sys
import threading
import tomllib
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path
from types import ModuleType

import httpx
import pytest

from oro_framework.testing import open_host
from tests.docs.walkthrough import ROOT, File, blocks, steps

pytestmark = pytest.mark.anyio


def module(source: str) -> ModuleType:
    """Return a module made of an example's text."""
    made = sys.modules["example"] = ModuleType("example")  # frameworks look there for what hints name
    exec(compile(source, "example", "exec"), made.__dict__)
    return made


def how_to(name: str) -> ModuleType:
    """Return the one Python file of a how-to page."""
    [file] = [step for step in steps((ROOT / "docs" / "how-to" / name).read_text()) if isinstance(step, File)]
    return module(file.text)


async def test_the_plugin_of_the_readme_counts_words(tmp_path: Path) -> None:
    source = next("\n".join(lines) for kind, lines in blocks((ROOT / "README.md").read_text()) if kind == "python")
    assert len(source.splitlines()) <= 25
    text = tmp_path / "text"
    text.write_text("to be or not to be, that is the question")
    async with open_host(module(source)) as host:
        reply = await host.call("words.count", path=str(text), letters=3)
    assert reply.data == {"not": 1, "be,": 1, "that": 1, "the": 1, "question": 1}


async def test_a_fastapi_app_answers_under_its_path() -> None:
    async with open_host(how_to("serve-a-fastapi-app.md")) as host:
        answer = await host.client.get("/api/time/Europe/Lisbon")
    assert answer.status_code == 200
    assert answer.json()["zone"] == "Europe/Lisbon"


async def test_apps_of_other_frameworks_answer_under_their_paths() -> None:
    async with open_host(how_to("serve-a-flask-app.md")) as host:
        assert (await host.client.get("/guests/hello/Ada")).text == "Hello, Ada"
    async with open_host(how_to("serve-a-litestar-app.md")) as host:
        assert (await host.client.get("/weather/towns/Lisbon")).json() == {"town": "Lisbon", "degrees": 21}


async def test_a_route_uses_a_library_of_asyncio() -> None:
    server = HTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler)
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    async with open_host(how_to("use-asyncio-libraries.md")) as host:
        reply = await host.call("fetching.get", url=f"http://127.0.0.1:{server.server_address[1]}/nothing")
    thread.join()
    server.server_close()
    assert "File not found" in reply.data


async def test_events_and_chunks_are_streamed() -> None:
    async with open_host(how_to("stream-to-a-page.md")) as host:
        numbers = await host.call("numbers.stream", count=3)
        ticks = await host.call("clock.ticks", times=2, seconds=0)
    assert ticks.headers["content-type"].startswith("text/event-stream")
    assert ticks.body.count(b"event: tick\n") == 2
    assert numbers.body == b"0\n1\n2\n"


async def test_routes_are_called_over_http() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    toml, app = (
        step.text
        for step in steps((ROOT / "docs" / "how-to" / "call-over-http.md").read_text())
        if isinstance(step, File)
    )
    settings = {f"http_ipc_{key}": value for key, value in tomllib.loads(toml)["http"]["ipc"].items()}
    address = f"http://127.0.0.1:{port}/ipc"
    async with (
        open_host(module(app), installed=["http"], settings={**settings, "http_ipc_port": port}),
        httpx.AsyncClient() as client,
    ):
        added = await client.post(f"{address}/notes.add", json={"text": "milk"})
        assert added.json()["data"] == 1
        assert (await client.get(f"{address}/notes.add?text=bread")).json()["data"] == 2
        read = await client.get(f"{address}/notes.read")
        assert read.text == ":\n\nevent: note\ndata: milk\n\nevent: note\ndata: bread\n\n"
        assert (await client.get(f"{address}/platform.primordials")).status_code == 403


async def test_a_prompt_of_a_plugin_answers_and_the_grants_are_what_they_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    settings = {"permissions_allow_window": "ask", "permissions_allow_notifications": "ask"}
    async with open_host(how_to("grant-permissions.md"), settings=settings) as host:
        assert (await host.call("permissions.request", name="notifications")).data["state"] == "granted"
        assert (await host.call("permissions.request", name="window")).data["state"] == "denied"
