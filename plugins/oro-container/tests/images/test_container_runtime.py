"""The reference runtime within the walls of a container."""

from __future__ import annotations

import pytest
import trio
from oro_container.api import Container, Policy, run_entry, serve_entry
from oro_container.images import runtime_image

from oro_framework.errors import Broken

from ..conftest import Booted

pytestmark = pytest.mark.anyio
SERVER = b"""
export default async (request: Request, { url }: any) => {
  if (url.pathname === '/spin') process.exit(3)
  await new Promise((resolve) => setTimeout(resolve, 1))
  return new Response(`${process.env.GREETING} ${request.method} ${await request.text()}`, { status: 201 })
}
"""


@pytest.fixture(scope="session", autouse=True)
def _engine() -> None:
    trio.run(runtime_image.engine)


async def got(container: Container, port: int, method: str = "GET", path: str = "/", body: str = "") -> str:
    """Ask a port of a container, by a program in it."""
    script = (
        "fetch(process.argv[1], { method: process.argv[2], body: process.argv[3] || undefined })"
        ".then(async (r) => process.stdout.write(r.status + ' ' + await r.text()))"
    )
    done = await container.run("node", "-e", script, f"http://127.0.0.1:{port}{path}", method, body)
    return done.output.decode()


async def test_an_entry_answers_on_a_port_of_its_container_until_killed(booted: Booted) -> None:
    async with booted() as container:
        await container.files.write("server.ts", SERVER)
        served = await serve_entry(container, "server.ts", port=3000, env={"GREETING": "hello"})
        assert (served.port, served.url) == (3000, "http://127.0.0.1:3000/")
        assert await got(container, 3000) == "201 hello GET "
        assert await got(container, 3000, "POST", body="x" * 50_000) == "201 hello POST " + "x" * 50_000
        assert (await got(container, 3000, path="/spin")).startswith("502 Cannot answer: ")
        assert await got(container, 3000) == "201 hello GET "
        await container.kill(served.process)
        await served.process.wait()
        with pytest.raises(ConnectionRefusedError):
            await container.connect(3000)


async def test_any_port_that_is_free_is_taken(booted: Booted) -> None:
    async with booted() as container:
        await container.files.write("a.js", b"export default () => 'a'")
        first = await serve_entry(container, "a.js")
        second = await serve_entry(container, "a.js")
        assert first.port != second.port
        assert [await got(container, each.port) for each in (first, second)] == ["200 a", "200 a"]


async def test_an_entry_that_cannot_be_served_says_why(booted: Booted) -> None:
    async with booted() as container:
        await container.files.write("bad.js", b"import './missing.js'")
        await container.files.write("good.js", b"export default () => 'a'")
        with pytest.raises(Broken, match="there is no such module"):
            await serve_entry(container, "bad.js")
        await serve_entry(container, "good.js", port=3000)
        with pytest.raises(Broken, match="EADDRINUSE"):
            await serve_entry(container, "good.js", port=3000)
        assert len(container.started) == 1


async def test_an_entry_runs_to_its_end_and_sees_its_folder_only(booted: Booted) -> None:
    script = b"""
        import { readFileSync, writeFileSync } from 'fs'
        let outside = 'none'
        try { outside = readFileSync('/etc/passwd', 'utf8') } catch {}
        writeFileSync('/app/made.txt', 'made')
        setTimeout((text: string) => console.log(text, process.env.X, outside, ...process.argv.slice(2)), 5, 'ran')
    """
    async with booted(policy=Policy(listen=False)) as container:
        await container.files.write("main.ts", script)
        process = await run_entry(container, "main.ts", ["one"], env={"X": "x"})
        output = b"".join([data async for data in process.read()])
        errors = b"".join([data async for data in process.read(2)])
        assert ((await process.wait()).code, output, errors) == (0, b"ran x none one\n", b"")
        assert await container.files.read("made.txt") == b"made"
