"""`oro wasm run --serve`: pages, events and paths over HTTP, asked for by raw requests."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import adding
from .serving import Served, oro_wasm, serving

ESCAPES = [
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/%2e%2e%2fsecret.txt",
    "/..%5csecret.txt",
    "/pkg/../../secret.txt",
    "/pkg/%2e%2e/%2e%2e/secret.txt",
    "//etc/passwd",
    "/%2fetc%2fpasswd",
    "/out.txt",
    "/folder/secret.txt",
    "/.env",
    "/%2eenv",
    "/index.html%00.txt",
    "/CON",
    "/nul.txt",
    "/index.html.",
    "/index.html%20",
    "/C:/Windows/win.ini",
    "/_wasm/page/../app.py",
    "/_wasm/page/%2e%2e/app.py",
    "/_wasm/engine/..%2fplugin.py",
    "/_wasm/files/1/../../secret.txt",
    "/_wasm/files/1/%2e%2e/secret.txt",
    "/_wasm/files/1//etc/passwd",
]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A built site beside a secret."""
    folder = tmp_path / "site"
    (folder / "pkg").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><body><h1>The site</h1></body>")
    (folder / "pkg" / "app.js").write_text("export {}")
    (folder / "add.wasm").write_bytes(adding(0))
    (folder / ".env").write_text("secret")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "out.txt").symlink_to("../secret.txt")
    (folder / "folder").symlink_to("..")
    return folder


@pytest.fixture
def server(site: Path) -> Iterator[Served]:
    with serving(site) as served:
        yield served


def test_a_site_is_served_with_what_reloads_it_and_nothing_outside_of_it(server: Served, tmp_path: Path) -> None:
    status, head, body = server.raw("/")
    assert (status, b"The site</h1><script type=" in body, b"page/reload.js" in body) == (200, True, True)
    assert "cache-control: no-store" in head
    assert "access-control-allow-origin" not in head
    status, head, body = server.raw("/pkg/app.js")
    assert (status, "text/javascript" in head, b"export {}" in body) == (200, True, True)
    assert server.raw("/_wasm/module.wasm")[0] == 200
    for target in ESCAPES:
        status, _, body = server.raw(target)
        assert status in (302, 404), target
        assert b"secret\n" not in body, target
        assert b"secret" not in body or b"Cannot serve" in body, target
        assert b"root:" not in body, target
    assert server.raw(b"/\xff\xfe")[0] in (400, 404)
    assert server.raw(f"{tmp_path}/secret.txt")[0] == 404
    assert server.raw("http://elsewhere/index.html")[0] in (400, 403, 404)


def test_only_names_of_this_machine_are_answered_and_only_the_panel_may_ask_for_changes(server: Served) -> None:
    for host in ("evil.example", f"evil.example:{server.port}", "127.0.0.1.evil.example", "localhost.evil.example"):
        assert server.raw("/", f"Host: {host}")[0] == 403
    for host in ("127.0.0.1", f"127.0.0.1:{server.port}", f"LocalHost:{server.port}", "[::1]"):
        assert server.raw("/", f"Host: {host}")[0] == 200
    assert server.raw("/_wasm/build", "Content-Length: 0", method="POST")[0] == 403
    assert server.raw("/_wasm/build", "Content-Length: 0", "x-oro-wasm: 1", method="POST")[0] == 200
    assert server.raw("/_wasm/build", "Content-Length: 0", method="PUT")[0] == 405
    status, head, _ = server.raw("/_wasm/build", "Origin: https://evil.example", method="OPTIONS")
    assert (status, "access-control" in head) == (405, False)
    assert server.raw("/", method="HEAD")[::2] == (200, b"")


def test_only_loopback_is_listened_at(server: Served) -> None:
    with open("/proc/net/tcp") as table:
        listening = [line.split()[1] for line in table if line.split()[3] == "0A"]
    assert f"0100007F:{server.port:04X}" in listening
    assert f"00000000:{server.port:04X}" not in listening


class Events:
    """The stream of server-sent events."""

    def __init__(self, port: int) -> None:
        self._connection = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._connection.sendall(f"GET /_wasm/events HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
        self._lines = self._connection.makefile("rb")

    def next(self, type: str) -> Any:
        for line in self._lines:
            if line.startswith(b"data: ") and (event := json.loads(line[6:]))["type"] == type:
                return event
        raise AssertionError(f"no {type}")

    def close(self) -> None:
        self._lines.close()
        self._connection.close()


def test_a_module_that_is_replaced_is_told_of_with_what_it_keeps(module: Path) -> None:
    with serving(module) as server:
        events = Events(server.port)
        version = events.next("state")["version"] or events.next("built")["version"]
        assert version["exports"][0]["function"]["params"] == ["i32", "i32"]
        assert version["kind"] == "a library of functions"
        beside = module.with_name("new")
        beside.write_bytes(adding(1))
        beside.replace(module)
        built = events.next("built")
        assert (built["change"], built["version"]["number"]) == ("code", 2)
        module.write_bytes(b"\0asm")
        built = events.next("built")
        assert built["change"] == "page"
        assert "Cannot read the module" in built["version"]["why"]
        module.unlink()
        assert "No such file" in events.next("failed")["message"]
        module.write_bytes(adding(1))
        assert events.next("built")["version"]["number"] == 4
        events.close()


def test_a_port_that_is_taken_is_said_and_the_usual_one_makes_room(module: Path) -> None:
    with serving(module) as server:
        done = oro_wasm("run", str(module), "--port", str(server.port), "--no-open")
        assert done.returncode == 1
        assert f'Cannot serve at port "{server.port}": another program listens there' in done.stderr
    with serving(module, "--serve") as first, serving(module, "--serve") as second:
        assert first.port != second.port
        assert first.port >= 8420


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing"], "there is no such file or folder"),
        (["."], "no language builds it, and it has no index.html and no .wasm file"),
        (["a.txt"], "no language builds such a file"),
        (["a.txt", "-p", "a.txt"], "name one path"),
        (["a.txt", "-l", "cobol"], 'Cannot use language "cobol"'),
    ],
)
def test_what_cannot_be_shown_is_said_with_the_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("text")
    done = oro_wasm("run", *arguments)
    assert done.returncode in (1, 2)
    assert words in done.stderr
