"""The reference runtime: modules and routes in a guest of WebAssembly, asked over HTTP."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import httpx
import pytest
import trio
from oro_container.images import runtime_image
from oro_container.images.guest_app import GuestApp
from oro_container.images.pool import Pool
from oro_container.images.runtime_image import RuntimeOptions
from oro_container.images.serving import run, runtime_start, serve
from oro_wasm.api import Guests

from .served import asked

CORE = Path(__file__).parent / "core"
LOG = logging.getLogger("test")
pytestmark = pytest.mark.anyio
Serving = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture(scope="session")
def engine() -> Path:
    """Return QuickJS as a program of WASI."""
    return trio.run(runtime_image.engine)


@pytest.fixture
def serving(engine: Path, tmp_path: Path) -> Serving:
    """Return a function that serves files and lends a client."""

    @asynccontextmanager
    async def served(
        files: Mapping[str, str],
        entry: str = "server.ts",
        *,
        seconds: float = 60.0,
        size: int = 1,
        concurrency: int = 64,
    ) -> AsyncIterator[httpx.AsyncClient]:
        written(tmp_path, files)
        options = RuntimeOptions(development=True, concurrency=concurrency)
        async with Guests() as guests:
            start = runtime_start(guests, engine, tmp_path, entry, env={"GREETING": "Hello"}, options=options)
            async with asked(GuestApp(Pool(start, LOG, size=size), seconds=seconds)) as client:
                yield client

    return served


def written(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


async def test_typescript_with_modules_of_its_own_and_of_packages_answers(serving: Serving) -> None:
    files = {
        "server.ts": """
            import { greet, type Name } from './lib/greet.js'
            import * as data from './lib/data.json'
            import upper, { twice } from 'texts'
            import { deep } from 'texts/deep/one'
            enum Mark { End = '!' }
            export default async (request: Request, { url }: any): Promise<Response> => {
              const { late } = await import('./late.mts')
              const name = (url.searchParams.get('name') ?? 'you') satisfies Name
              const texts = [upper('a'), twice('b'), deep, late]
              const parts = [greet(name as Name), data.default.x, ...texts, import.meta.filename]
              return new Response(parts.join(' ') + Mark.End, { headers: { 'x-method': request.method } })
            }
        """,
        "lib/greet.ts": """
            export type Name = string
            export const greet = (name: Name): string => `${process.env.GREETING}, ${name}`
        """,
        "lib/data.json": '{ "x": 1 }',
        "late.mts": "export const late = 'late'",
        "node_modules/texts/package.json": json.dumps(
            {"exports": {".": {"import": "./main.mjs", "require": "./main.cjs"}, "./deep/*": "./inside/*.js"}}
        ),
        "node_modules/texts/main.mjs": """
            export default (text) => text.toUpperCase()
            export const twice = (text) => text + text
        """,
        "node_modules/texts/inside/one.js": "exports.deep = 'deep'",
    }
    async with serving(files) as client:
        answer = await client.get("/any/path?name=J%C3%BCrgen")
    assert answer.text == "Hello, Jürgen 1 A bb deep late /app/server.ts!"
    assert answer.headers["x-method"] == "GET"


ROUTES = {
    "routes/index.ts": "export default () => 'top'",
    "routes/users/index.ts": "export const GET = () => ['a']\nexport const POST = async (r: Request) => r.json()",
    "routes/users/[id].ts": "export const GET = (_: Request, { params }: any) => `user ${params.id}`",
    "routes/users/new.ts": "export const GET = () => 'new'",
    "routes/files/[...path].js": "export const GET = (_, { params }) => `file ${params.path}`",
    "routes/docs/[[...path]].js": "export default (_, { params }) => `docs ${params.path}`",
    "routes/_hidden.ts": "export default () => 'hidden'",
    "routes/users.test.ts": "throw new Error('not loaded')",
}


@pytest.mark.parametrize(
    ("method", "path", "status", "text"),
    [
        ("GET", "/", 200, "top"),
        ("GET", "/users", 200, '["a"]'),
        ("GET", "/users/", 200, '["a"]'),
        ("GET", "/users/7", 200, "user 7"),
        ("GET", "/users/a%2Fb", 200, "user a/b"),
        ("GET", "/users/new", 200, "new"),
        ("GET", "/files/a/b.txt", 200, "file a/b.txt"),
        ("GET", "/files", 404, None),
        ("GET", "/docs", 200, "docs "),
        ("DELETE", "/docs/a/b", 200, "docs a/b"),
        ("GET", "/_hidden", 404, None),
        ("GET", "/nothing", 404, None),
        ("GET", "/users/%ff", 400, None),
        ("HEAD", "/users/7", 200, ""),
        ("PUT", "/users", 405, None),
        ("OPTIONS", "/users", 204, ""),
    ],
)
async def test_files_are_routes(serving: Serving, method: str, path: str, status: int, text: str | None) -> None:
    async with serving(ROUTES, "routes") as client:
        answer = await client.request(method, path)
    assert answer.status_code == status
    if text is not None:
        assert answer.text == text
    else:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status
    if status in (204, 405):
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"


async def test_a_request_is_held_against_the_schemas_of_its_route(serving: Serving) -> None:
    files = {
        "server.js": """
            const read = (_, { params, query }) => ({ params, query })
            read.schema = {
              params: { properties: { id: { type: 'integer', minimum: 1 } } },
              query: {
                properties: {
                  tags: { type: 'array', items: { type: 'string' } },
                  page: { type: 'integer', default: 1 },
                },
                additionalProperties: false,
              },
            }
            const write = (_, { body }) => Response.json(body, { status: 201 })
            write.schema = { body: {
              type: 'object', required: ['name'], additionalProperties: false,
              properties: { name: { type: 'string', minLength: 1 }, admin: { type: 'boolean', default: false } },
            } }
            const own = (_, { query }) => query
            own.schema = { query: { '~standard': { version: 1, vendor: 'test', validate: (value) =>
              value.x ? { value: { x: Number(value.x) } } : { issues: [{ message: 'needs x', path: ['x'] }] } } } }
            export const routes = { 'GET /things/:id': read, 'POST /things': write, 'GET /own': own }
        """
    }
    async with serving(files, "server.js") as client:
        good = await client.get("/things/7?tags=a")
        bad = await client.get("/things/0?other=1")
        made = await client.post("/things", json={"name": "n"})
        refused = await client.post("/things", json={"admin": 1})
        broken = await client.post("/things", content=b"{", headers={"content-type": "application/json"})
        form = await client.post("/things", data={"name": "n"})
        standard = [(await client.get(f"/own{query}")).json() for query in ("?x=5", "")]
    assert good.json() == {"params": {"id": 7}, "query": {"tags": ["a"], "page": 1}}
    assert bad.status_code == 400
    assert bad.json()["errors"] == [
        {"in": "params", "path": "/id", "message": "is below 1"},
        {"in": "query", "path": "/other", "message": "is not known"},
    ]
    assert (made.status_code, made.json()) == (201, {"name": "n", "admin": False})
    assert [each["path"] for each in refused.json()["errors"]] == ["/name", "/admin"]
    assert (broken.status_code, form.status_code) == (400, 415)
    assert standard[0] == {"x": 5}
    assert standard[1]["errors"] == [{"in": "query", "path": "/x", "message": "needs x"}]


SHARED = {
    "server.js": """
        let open, waiting = new Promise((resolve) => (open = resolve))
        let turns = []
        const turn = (name) => async () => {
          for (let at = 0; at < 3; at++) { turns.push(name); await scheduler.yield() }
          return name
        }
        export const routes = {
          'GET /wait': async () => { await waiting; return 'waited' },
          'GET /open': () => { open(); return 'opened' },
          'GET /a': turn('a'), 'GET /b': turn('b'),
          'GET /turns': () => turns,
          'GET /spin': () => { for (;;); },
          'GET /throw': () => { throw new TypeError('thrown') },
          'GET /leave': () => process.exit(3),
          'GET /stream': () => new Response((async function* () {
            for (let at = 0; at < 64; at++) yield new Uint8Array(65536).fill(at)
          })()),
          'POST /echo': (request) => new Response(request.body),
          'GET /abort': async (request) => {
            await new Promise((resolve) => request.signal.addEventListener('abort', resolve))
            turns = ['aborted']
          },
        }
    """
}


async def test_one_guest_works_on_many_requests_in_turns(serving: Serving) -> None:
    async with serving(SHARED, "server.js") as client, trio.open_nursery() as nursery:
        waited: list[str] = []

        async def get(path: str) -> None:
            waited.append((await client.get(path)).text)

        nursery.start_soon(get, "/wait")
        nursery.start_soon(get, "/a")
        nursery.start_soon(get, "/b")
        while len(waited) < 2:
            await trio.lowlevel.checkpoint()
        assert sorted(waited) == ["a", "b"]
        await client.get("/open")
        turns = (await client.get("/turns")).json()
    assert waited[-1] == "waited"
    assert sorted(turns) == ["a", "a", "a", "b", "b", "b"]


async def test_large_bodies_pass_both_ways(serving: Serving) -> None:
    async with serving(SHARED, "server.js") as client:
        sent = bytes(range(256)) * 4096
        echoed = await client.post("/echo", content=sent)
        streamed = await client.get("/stream")
    assert echoed.content == sent
    assert len(streamed.content) == 64 * 65536
    assert streamed.content[-1] == 63


async def test_a_slow_reader_holds_up_its_own_answer_only(serving: Serving) -> None:
    async with serving(SHARED, "server.js") as client, client.stream("GET", "/stream") as slow:
        parts = slow.aiter_raw()
        await parts.__anext__()
        assert (await client.get("/turns")).json() == []
        size = 0
        async for part in parts:
            size += len(part)
    assert size > 60 * 65536


async def test_a_client_that_leaves_aborts_its_request(serving: Serving) -> None:
    async with serving(SHARED, "server.js") as client:
        with trio.move_on_after(0.2):
            await client.get("/abort")
        while (await client.get("/turns")).json() != ["aborted"]:
            await trio.lowlevel.checkpoint()


async def test_an_error_is_one_answer_and_no_more(serving: Serving) -> None:
    async with serving(SHARED, "server.js") as client:
        thrown = await client.get("/throw")
        left = await client.get("/leave")
        after = await client.get("/turns")
    assert thrown.status_code == 500
    assert "TypeError: thrown" in thrown.text
    assert left.status_code == 502
    assert after.status_code == 200


async def test_a_guest_that_is_stuck_is_replaced(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(SHARED, "server.js", seconds=0.5) as client:
        stuck = await client.get("/spin")
        after = await client.get("/turns")
    assert stuck.status_code == 504
    assert after.status_code == 200


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("import './missing.js'", 'Cannot import "./missing.js" from "/app/server.ts": there is no such module'),
        ("const x: number = ;", 'Cannot load "/app/server.ts"'),
        ("export const x = 1", "it exports neither a handler as default, nor methods, nor routes"),
        ("export const routes = { 'GET /:a/:a': () => 1 }", "a parameter comes twice"),
        ("import { readFileSync } from 'fs'; readFileSync('/etc/passwd')", "/etc/passwd"),
        ("import '../../etc/passwd'", "there is no such module"),
    ],
)
async def test_an_entry_that_cannot_be_served_says_why(serving: Serving, text: str, why: str) -> None:
    async with serving({"server.ts": text}) as client:
        answer = await client.get("/")
    assert answer.status_code == 502
    assert why in answer.text


async def test_an_entry_is_served_on_a_port_until_it_is_killed(engine: Path, tmp_path: Path) -> None:
    written(tmp_path, {"server.ts": "export default () => 'here'"})
    async with Guests() as guests, trio.open_nursery() as nursery:
        served = await serve(nursery, runtime_start(guests, engine, tmp_path, "server.ts"))
        async with httpx.AsyncClient() as client:
            assert (await client.get(served.url)).text == "here"
        served.process.kill()
        await served.process.wait()
        with pytest.raises(OSError, match="connect"):
            await trio.open_tcp_stream("127.0.0.1", served.port)


async def test_an_entry_is_run_to_its_end(engine: Path, tmp_path: Path) -> None:
    written(
        tmp_path, {"main.ts": "setTimeout((text: string) => console.log(text, ...process.argv.slice(2)), 5, 'ran')"}
    )
    async with Guests() as guests:
        process = await run(guests, engine, tmp_path, "main.ts", ["one", "two"])
        output = b""
        while data := await process.take(1):
            output += data
        assert await process.wait() == 0
    assert output == b"ran one two\n"


@pytest.mark.parametrize("name", sorted(each.name for each in CORE.glob("*.js")))
async def test_the_core_holds_in_the_engine(engine: Path, name: str) -> None:
    async with Guests() as guests:
        process = await run(guests, engine, CORE, name)
        output = b""
        while data := await process.take(1):
            output += data
        errors = await process.take(2)
        assert await process.wait() == 0, errors.decode()
    assert output.startswith(b"held ")
