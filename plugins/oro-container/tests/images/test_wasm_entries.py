"""Entries of WebAssembly within the walls of a container, without Node."""

from __future__ import annotations

from pathlib import Path

import pytest
import wasmtime
from oro_container.api import Container, Containers, run_entry, serve_entry

from oro_framework.errors import Broken

from ..programs.test_wasm import ECHO, wasm

pytestmark = pytest.mark.anyio
HANDLER = """(component
  (core module $m (func (export "handle") (param i32 i32)))
  (core instance $i (instantiate $m))
  (func $handle (param "request" u32) (param "response-out" u32) (canon lift (core func $i "handle")))
  (instance $handler (export "handle" (func $handle)))
  (export "wasi:http/incoming-handler@0.2.0" (instance $handler)))"""
"""A component by its name; what it is handed matters to none who only looks at it."""


@pytest.fixture(autouse=True)
def _without_node(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oro_container.containers.containers.find_node", lambda: None)
    monkeypatch.setattr("oro_container.containers.root.node_mounts", lambda: iter(()))


async def _answer(container: Container, port: int, said: bytes, method: str = "POST") -> tuple[int, str, bytes]:
    """Have the program that says what it is told answer a request."""
    async with container.fetch(port, "/a?b", method=method, body=said) as response:
        return response.status, dict(response.headers).get("x-own", ""), await response.read()


async def test_a_program_is_run_and_served(tmp_path: Path) -> None:
    async with Containers(tmp_path) as containers, containers.booted() as container:
        await container.files.write("echo.wasm", wasm(ECHO))
        process = await run_entry(container, "echo.wasm", merged=True)
        await process.write(b"told")
        await process.end_input()
        assert await process.take() == b"told"
        assert (await process.wait()).code == 7
        served = await serve_entry(container, "echo.wasm")
        said = b"Status: 201 Made\r\nX-Own: 1\r\n\r\nbody"
        assert await _answer(container, served.port, said) == (201, "1", b"body")
        assert await _answer(container, served.port, said, "HEAD") == (201, "1", b"")
        status, _, text = await _answer(container, served.port, b"nothing of CGI")
        assert (status, text) == (502, b"Cannot read the answer: the program ended before its headers did")
        await container.kill(served.process)


async def test_what_cannot_be_served_says_why(tmp_path: Path) -> None:
    async with Containers(tmp_path) as containers, containers.booted() as container:
        await container.files.write("handler.wasm", bytes(wasmtime.wat2wasm(HANDLER)))
        with pytest.raises(Broken, match=r'"handler.wasm": it is a component that exports wasi:http/incoming-handler'):
            await serve_entry(container, "handler.wasm")
        await container.files.write("broken.wasm", b"\0asm nothing")
        with pytest.raises(Broken, match=r"broken\.wasm"):
            await serve_entry(container, "broken.wasm")


async def test_an_image_has_an_entry_of_webassembly(tmp_path: Path) -> None:
    image = tmp_path / "image"
    image.mkdir()
    (image / "echo.wasm").write_bytes(wasm(ECHO))
    manifest = 'name = "echo"\nentry = ["echo.wasm"]\n'
    async with Containers(tmp_path / "all") as containers:
        (image / "container.toml").write_text(manifest)
        async with containers.booted(image=image) as container:
            assert container.entry == ("wasm", "echo.wasm")
            done = await container.run(*container.entry, input=b"told")
            assert (done.exit.code, done.output) == (7, b"told")
        (image / "container.toml").write_text(f'{manifest}serve = "cgi"\nports = [3000]\n')
        async with containers.booted(image=image) as container:
            assert container.entry == ("wasm-serve", "3000", "echo.wasm")
            process = await container.spawn(*container.entry)
            assert await process.take() == b"3000\n"
            assert await _answer(container, 3000, b"Content-Type: a/b\n\nhi") == (200, "", b"hi")
