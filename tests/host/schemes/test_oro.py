"""The `oro:` and `node:` schemes from request to last byte: files, modules, mounted frameworks."""

from __future__ import annotations

import json
import logging
import os
import re
import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import fastapi
import pytest
import trio.testing
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request as StarletteRequest
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount as StarletteMount
from starlette.routing import Route

from oro_framework.host.requests.answer import Answer, discard
from oro_framework.host.requests.reply import FileSlice
from oro_framework.host.resources.files import Folder, OpenFile
from oro_framework.host.resources.headers import ResponseHeaders
from oro_framework.host.resources.html import Documents
from oro_framework.host.resources.module_files import modules_in
from oro_framework.host.resources.modules import ModuleTable
from oro_framework.host.resources.mounts import MountTable, mounted_lifespans
from oro_framework.host.resources.navigator import Navigator, Root
from oro_framework.host.schemes.node import NodeApp
from oro_framework.host.schemes.oro import SCRIPT_OF, OroApp
from oro_framework.types import ASGIApp, Mount, Receive, Scope, Send, Window
from oro_framework.worker_scripts import REALM
from tests.host.asking import ORIGIN, Exchange, fetch, no_loop, request_to, start

pytestmark = pytest.mark.anyio
LOG = logging.getLogger("tests.oro")
THIS = Path(__file__).read_bytes()
BIG = bytes(range(256)) * 1024


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("oro")
    files: Mapping[str, bytes] = {
        "root/index.html": b"<!doctype html><html><head><title>x</title></head></html>",
        "root/plain.txt": b"0123456789",
        "root/empty.txt": b"",
        "root/big.bin": BIG,
        "root/folder/index.html": b"<p>folder",
        "root/page.html": b"<head></head>",
        "root/oro/mine.js": b"mine",
        "js/fs.js": b"export default 1\n",
        "js/fs/promises.js": b"export const x = 1\n",
        "js/window.js": b"export const x = 1\n",
        "shared/file.txt": b"shared",
    }
    for name, body in files.items():
        (base / name).parent.mkdir(parents=True, exist_ok=True)
        (base / name).write_bytes(body)
    (base / "root" / "leak.txt").symlink_to(base / "shared" / "file.txt")
    return base


def modules(site: Path) -> ModuleTable:
    table = ModuleTable()
    table.add("framework", modules_in(site / "js"))
    return table


def app(site: Path, mounts: Mapping[str, ASGIApp] | None = None, **options: Any) -> OroApp:
    made, table = MountTable(start, no_loop), modules(site)
    for path, mounted in (mounts or {}).items():
        made.add("plugin", Mount(path=path, app=mounted))
    roots: list[Root[OpenFile]] = [Root(("shared",), Folder(site / "shared")), Root((), Folder(site / "root"))]
    navigator = Navigator(
        roots,
        default_index=options.pop("default_index", ""),
        allow_any_route=options.pop("allow_any_route", False),
    )
    headers = options.pop("headers", None) or ResponseHeaders(origin=ORIGIN)
    return OroApp(
        origin=ORIGIN,
        navigator=navigator,
        modules=table,
        documents=Documents(table.import_map(ORIGIN)),
        headers=headers,
        mounts=made,
        **options,
    )


def imports(page: Exchange) -> dict[str, str]:
    text = page.text.partition('<script type="importmap">')[2].partition("</script>")[0]
    found: dict[str, str] = json.loads(text)["imports"]
    return found


# -- files ---------------------------------------------------------------------------------------------


async def test_a_small_file_is_sent_at_once(site: Path) -> None:
    answer = await fetch(app(site), "/plain.txt")
    assert (answer.status, answer.body, answer.file) == (200, b"0123456789", None)
    expected = {
        "content-type": "text/plain",
        "content-length": "10",
        "content-location": "/plain.txt",
        "cache-control": "public",
        "accept-ranges": "bytes",
        "access-control-allow-origin": "*",
    }
    assert expected.items() <= dict(answer.headers).items()
    assert answer.header("etag")
    assert answer.header("last-modified")


async def test_a_large_file_is_handed_over(site: Path) -> None:
    answer = await fetch(app(site), "/big.bin")
    assert (answer.status, answer.body, answer.file) == (200, BIG, (0, len(BIG)))


async def test_a_range_is_206(site: Path) -> None:
    for wanted, part in (("bytes=5-9", BIG[5:10]), ("bytes=100000-", BIG[100000:]), ("bytes=-7", BIG[-7:])):
        answer = await fetch(app(site), "/big.bin", headers=[("range", wanted)])
        assert (answer.status, answer.body) == (206, part)
        assert answer.header("content-length") == str(len(part))
        begin = len(BIG) - len(part) if wanted != "bytes=5-9" else 5
        assert answer.header("content-range") == f"bytes {begin}-{begin + len(part) - 1}/{len(BIG)}"


async def test_a_range_outside_is_416(site: Path) -> None:
    answer = await fetch(app(site), "/plain.txt", headers=[("range", "bytes=10-")])
    assert (answer.status, answer.body, answer.header("content-range")) == (416, b"", "bytes */10")


async def test_what_the_page_has_is_304(site: Path) -> None:
    for path in ("/plain.txt", "/index.html", "/oro/fs.js"):
        tag = (await fetch(app(site), path)).header("etag")
        assert tag
        answer = await fetch(app(site), path, headers=[("if-none-match", tag)])
        assert (answer.status, answer.body, answer.header("etag")) == (304, b"", tag)
        assert answer.header("content-length") is None


async def test_a_changed_import_map_is_a_changed_page(site: Path) -> None:
    first, second = app(site), app(site)
    second._documents = Documents({"imports": {}})
    tag = (await fetch(first, "/index.html")).header("etag") or ""
    again = await fetch(second, "/index.html", headers=[("if-none-match", tag), ("if-modified-since", "x")])
    assert again.status == 200
    assert again.header("last-modified") is None, "the file's date says nothing about the page"


@pytest.mark.parametrize(
    "path", ["/plain.txt", "/big.bin", "/index.html", "/folder", "/missing", "/oro/fs.js", "/oro/x.js", "oro:fs"]
)
async def test_head_is_get_without_a_body(site: Path, path: str) -> None:
    got, head = await fetch(app(site), path), await fetch(app(site), path, "HEAD")
    assert head.status == got.status
    assert head.headers == got.headers
    assert head.body == b""


async def test_an_empty_file(site: Path) -> None:
    answer = await fetch(app(site), "/empty.txt")
    assert (answer.status, answer.body, answer.header("content-length")) == (200, b"", "0")


async def test_a_folder_is_redirected_for_real(site: Path) -> None:
    answer = await fetch(app(site), "/folder?a=1&b=<2>")
    assert answer.status == 302
    assert answer.header("location") == "/folder/?a=1&b=%3C2%3E"
    assert answer.text == '<meta http-equiv="refresh" content="0; url=\'/folder/?a=1&amp;b=%3C2%3E\'" />'


async def test_a_folder_is_redirected_by_the_page_where_the_engine_cannot(site: Path) -> None:
    answer = await fetch(app(site, redirect_status=200), "/folder")
    assert (answer.status, answer.header("location")) == (200, "/folder/")
    assert answer.body == b'<meta http-equiv="refresh" content="0; url=\'/folder/\'" />'
    assert answer.header("content-type") == "text/html"


async def test_mounted_folders_come_first(site: Path) -> None:
    answer = await fetch(app(site), "/shared/file.txt")
    assert (answer.body, answer.header("content-location")) == (b"shared", "/shared/file.txt")


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/missing", 404, 'Cannot serve "/missing": no such file'),
        ("/%2e%2e/shared/file.txt", 403, 'Cannot serve "/%2e%2e/shared/file.txt": a path may not hold ".."'),
        ("/leak.txt", 403, "it leaves the folder that is served"),
        ("/a%00b", 403, "may not hold"),
        ("/" + "x" * 300, 404, "no such file"),
    ],
)
async def test_what_is_not_served_says_why(site: Path, path: str, status: int, said: str) -> None:
    answer = await fetch(app(site, allow_any_route=False), path)
    assert answer.status == status
    assert said in answer.text
    assert answer.header("content-type") == "text/plain; charset=utf-8"
    assert answer.header("access-control-allow-origin") == "*"


async def test_a_module_that_is_not_there_says_how_far_its_path_leads(site: Path) -> None:
    asked = [("runtime-request-source", "module")]
    for path, folder in (("/folder/node_modules/x/package.json", "/folder"), ("/nothing/x.js", "/"), ("/x.js", "/")):
        answer = await fetch(app(site), path, headers=asked)
        assert (answer.status, answer.header("oro-nearest-folder")) == (404, folder)
    assert (await fetch(app(site), "/folder/x")).header("oro-nearest-folder") is None


async def test_a_deep_link_gets_the_default_index_when_allowed(site: Path) -> None:
    assert (await fetch(app(site), "/deep/link")).status == 404
    answer = await fetch(app(site, allow_any_route=True), "/deep/link")
    assert answer.status == 200
    assert "oro:fs" in imports(answer)
    assert answer.header("content-location") == "/index.html"
    page = await fetch(app(site, allow_any_route=True, default_index="/page.html"), "/deep/link")
    assert page.header("content-location") == "/page.html"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "QUERY", "get"])
async def test_files_can_only_be_read(site: Path, method: str) -> None:
    answer = await fetch(app(site), "/plain.txt", method)
    assert (answer.status, answer.header("allow")) == (405, "GET, HEAD, OPTIONS")
    assert answer.text == f'Cannot {method} "/plain.txt": files can only be read\n'


async def test_options_is_a_preflight(site: Path) -> None:
    answer = await fetch(app(site), "/plain.txt", "OPTIONS")
    assert (answer.status, answer.body) == (204, b"")
    assert answer.header("allow") == "GET, POST, PATCH, PUT, DELETE, HEAD"
    assert answer.header("access-control-allow-methods") == "*"


@pytest.mark.parametrize("path", ["/plain.txt", "/big.bin"])
async def test_a_page_that_leaves_costs_no_descriptor(site: Path, path: str) -> None:
    before = len(os.listdir("/proc/self/fd"))
    await fetch(app(site), path, leave_after=0)
    assert len(os.listdir("/proc/self/fd")) == before


# -- pages ---------------------------------------------------------------------------------------------


async def test_a_page_gets_the_import_map(site: Path) -> None:
    page = await fetch(app(site), "/")
    assert page.header("content-type") == "text/html; charset=utf-8"
    assert page.text.startswith('<!doctype html><html><head><script type="importmap">')
    assert imports(page)["node:fs/promises"] == f"{ORIGIN}/oro/fs/promises.js"
    assert "node:window" not in imports(page)
    assert page.header("content-length") == str(len(page.body))


async def test_a_page_may_be_asked_for_as_it_is(site: Path) -> None:
    page = await fetch(app(site), "/", headers=[("runtime-preload-injection", "disabled")])
    assert page.body == (site / "root" / "index.html").read_bytes()


async def test_a_policy_allows_the_map_and_what_the_window_needs(site: Path) -> None:
    window = object()

    def policy(asking: Window | None) -> str:
        return "script-src 'self'" if asking is window else ""

    with_policy = app(site, csp=policy)
    seen = set()
    for _ in range(2):
        page = with_policy(request_to("/", window=window))
        assert isinstance(page, Answer)
        assert isinstance(page.body, bytes)
        said = dict(page.head.headers)["content-security-policy"]
        nonce = said.removeprefix("script-src 'self' 'nonce-").removesuffix("'")
        assert re.fullmatch("[0-9a-f]{32}", nonce), "an engine may hand it on in lower case"
        assert f'<script type="importmap" nonce="{nonce}">'.encode() in page.body
        seen.add(nonce)
    assert len(seen) == 2
    script = with_policy(request_to("/oro/fs.js", window=window))
    assert isinstance(script, Answer)
    assert dict(script.head.headers)["content-security-policy"] == "script-src 'self'"
    other = await fetch(with_policy, "/")
    assert other.header("content-security-policy") is None
    assert "nonce" not in other.text


# -- modules -------------------------------------------------------------------------------------------


async def test_a_module_is_served_under_oro(site: Path) -> None:
    answer = await fetch(app(site), "/oro/fs/promises.js")
    own, _, added = answer.text.partition("\n")
    assert (answer.status, own) == (200, "export const x = 1")
    assert answer.header("content-type") == "text/javascript"
    assert f'from "{ORIGIN}/oro/fs/promises.js"' in added
    assert '["fs/promises.js"] ??=' in added
    assert (await fetch(app(site), "/oro/fs/promises.js?other")).text == "export const x = 1\n"


async def test_the_apps_own_files_may_be_under_oro_too(site: Path) -> None:
    assert (await fetch(app(site), "/oro/mine.js")).body == b"mine"


@pytest.mark.parametrize("url", ["oro:fs", "oro://fs", "oro://fs/", "ORO:fs"])
async def test_a_specifier_is_a_proxy(site: Path, url: str) -> None:
    answer = await fetch(app(site), url)
    assert answer.status == 200
    assert answer.text == f'export * from "{ORIGIN}/oro/fs.js"\nexport {{ default }} from "{ORIGIN}/oro/fs.js"\n'
    assert (answer.header("content-type") or "").startswith("text/javascript")
    assert answer.header("access-control-allow-origin") == "*"


async def test_a_proxy_has_a_default_only_where_the_module_has(site: Path) -> None:
    assert "default" not in (await fetch(app(site), "oro:fs/promises")).text


@pytest.mark.parametrize("url", ["oro:dgram", "/oro/dgram.js"])
async def test_a_missing_module_throws_what_to_install(site: Path, url: str) -> None:
    answer = await fetch(app(site), url)
    assert answer.status == 404
    assert (answer.header("content-type") or "").startswith("text/javascript")
    assert 'Cannot find module \\"oro:dgram\\": install the plugin oro-udp' in answer.text


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("/none.html", 'Cannot serve "/none.html": no such file'),
        ("/deep/", 'Cannot serve "/deep/": no such file'),
        ("/none.mjs", 'Cannot serve "/none.mjs": no such file'),
        ("/oro/dgram.js", 'Cannot find module "oro:dgram": install the plugin oro-udp'),
        ("oro:nothing", 'Cannot find module "oro:nothing": no plugin offers it'),
        ("/none.json", None),
        ("/plain.txt", None),
    ],
)
async def test_what_a_page_is_made_of_and_is_not_there_is_told(site: Path, url: str, said: str | None) -> None:
    told: list[str] = []
    oro = app(site, missed=told.append)
    await fetch(oro, url)
    assert told == ([said] if said else [])
    await fetch(oro, url, headers=[("runtime-request-source", "module")])
    await fetch(oro, url, "HEAD")
    assert told == ([said] if said else [])


async def test_node_offers_its_list_only(site: Path) -> None:
    node = NodeApp(ORIGIN, modules(site), ResponseHeaders(origin=ORIGIN))
    offered = await fetch(node, "node:fs/promises")
    assert (offered.status, offered.text) == (200, f'export * from "{ORIGIN}/oro/fs/promises.js"\n')
    refused = await fetch(node, "node:window")
    assert refused.status == 404
    assert 'Cannot find module \\"node:window\\": no plugin offers it' in refused.text
    assert (await fetch(node, "node:fs", "OPTIONS")).status == 204
    assert (await fetch(node, "node:fs", "POST")).status == 405
    assert (await fetch(node, "node:fs", "HEAD")).body == b""


# -- without a task ------------------------------------------------------------------------------------


async def test_files_need_no_task_and_apps_do(site: Path) -> None:
    oro = app(site, {"/api": Starlette()})
    page = oro(request_to("/"))
    assert isinstance(page, Answer)
    assert isinstance(page.body, bytes)
    assert (page.head.status, page.body[:9]) == (200, b"<!doctype")
    big = oro(request_to("/big.bin"))
    assert isinstance(big, Answer)
    assert isinstance(big.body, FileSlice)
    os.close(big.body.fd)
    missing = oro(request_to("/missing", "HEAD"))
    assert isinstance(missing, Answer)
    assert (missing.head.status, missing.body) == (404, b"")
    api = oro(request_to("/api/x"))
    assert not isinstance(api, Answer)
    await discard(api)


# -- mounted apps --------------------------------------------------------------------------------------


class Ticks:
    """No generator: Starlette leaves one that it has not exhausted to the garbage collector."""

    def __init__(self, events: list[str]) -> None:
        self._events = events
        self._numbers = iter(range(100))

    def __aiter__(self) -> Ticks:
        return self

    async def __anext__(self) -> str:
        for number in self._numbers:
            self._events.append(f"tick {number}")
            return f"{number}\n"
        raise StopAsyncIteration


class World:
    """A Starlette app that does what such apps do, and what it noticed."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.app = Starlette(
            routes=[
                Route("/hello/{name}", self.hello, methods=["GET", "POST", "OPTIONS"]),
                Route("/ticks", self.ticks),
                Route("/file", self.file),
                Route("/links", self.links, name="links"),
                StarletteMount("/inner", routes=[Route("/deep/", self.deep, name="deep")]),
            ],
            lifespan=self.lifespan,
        )

    @asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[Mapping[str, Any]]:
        self.events.append("started")
        yield {"greeting": "Hello"}
        self.events.append("stopped")

    async def hello(self, request: StarletteRequest) -> Response:
        body = (await request.body()).decode()
        text = f"{request.state.greeting} {request.path_params['name']} {body} {request.query_params.get('q')}"
        return PlainTextResponse(text, headers={"access-control-allow-origin": "mine"})

    async def ticks(self, request: StarletteRequest) -> Response:
        return StreamingResponse(Ticks(self.events), media_type="text/plain")

    async def file(self, request: StarletteRequest) -> Response:
        return FileResponse(__file__)

    async def links(self, request: StarletteRequest) -> Response:
        return JSONResponse([str(request.url), str(request.base_url), request.app.url_path_for("deep")])

    async def deep(self, request: StarletteRequest) -> Response:
        return PlainTextResponse(request.url.path)


@asynccontextmanager
async def running(site: Path, mounts: Mapping[str, ASGIApp]) -> AsyncIterator[OroApp]:
    oro = app(site, mounts)
    assert oro._mounts is not None
    async with mounted_lifespans(oro._mounts, LOG):
        yield oro


async def test_starlette_answers_under_its_path(site: Path) -> None:
    world = World()
    async with running(site, {"/api": world.app}) as oro:
        assert world.events == ["started"]
        answer = await fetch(oro, "/api/hello/w%C3%B6rld?q=1", "POST", body=b"body")
        assert (answer.status, answer.text) == (200, "Hello wörld body 1")
        assert answer.header("access-control-allow-origin") == "mine", "what the app says goes first"
        assert answer.header("access-control-allow-headers") == "*"
        links = json.loads((await fetch(oro, "/api/links")).body)
        assert links == [f"{ORIGIN}/api/links", f"{ORIGIN}/api/", "/inner/deep/"]
        assert (await fetch(oro, "/api/inner/deep/")).text == "/api/inner/deep/"
        slash = await fetch(oro, "/api/inner/deep")
        assert (slash.status, slash.header("location")) == (307, f"{ORIGIN}/api/inner/deep/")
        assert (await fetch(oro, "/api/none")).status == 404
        assert (await fetch(oro, "/apis")).text == 'Cannot serve "/apis": no such file\n'
        assert (await fetch(oro, "/plain.txt")).body == b"0123456789"
    assert world.events == ["started", "stopped"]


async def test_starlette_streams_and_stops_when_the_page_leaves(site: Path) -> None:
    world = World()
    async with running(site, {"/api": world.app}) as oro:
        answer = await fetch(oro, "/api/ticks")
        assert len(answer.chunks) == 100
        assert answer.text.startswith("0\n1\n2\n")
        world.events.clear()
        await fetch(oro, "/api/ticks", leave_after=3)
        await trio.testing.wait_all_tasks_blocked()
        assert world.events == ["tick 0", "tick 1", "tick 2"]


async def test_an_app_in_place_of_all_files_leaves_us_what_is_ours(site: Path) -> None:
    async with running(site, {"/": World().app}) as oro:
        assert (await fetch(oro, "/hello/you?q=1")).text == "Hello you  1"
        assert (await fetch(oro, "/oro/fs.js")).text.startswith("export default 1\n")
        for path in (REALM, f"{SCRIPT_OF}fs.js"):
            assert "text/javascript" in ((await fetch(oro, path)).header("content-type") or ""), path


async def test_a_file_of_starlette_passes(site: Path) -> None:
    world = World()
    async with running(site, {"/api": world.app}) as oro:
        answer = await fetch(oro, "/api/file")
        assert (answer.body, answer.file) == (THIS, (0, len(THIS)))


async def test_preflights_are_ours_and_other_options_the_apps(site: Path) -> None:
    world = World()
    async with running(site, {"/api": world.app}) as oro:
        preflight = await fetch(oro, "/api/hello/x", "OPTIONS", [("access-control-request-method", "PUT")])
        assert preflight.status == 204
        assert (await fetch(oro, "/api/hello/x", "OPTIONS")).text == "Hello x  None"


async def test_fastapi_answers_streams_and_documents_itself(site: Path) -> None:
    events: list[str] = []

    @asynccontextmanager
    async def lifespan(api: fastapi.FastAPI) -> AsyncIterator[None]:
        events.append("started")
        yield
        events.append("stopped")

    api = fastapi.FastAPI(lifespan=lifespan, middleware=[Middleware(CORSMiddleware, allow_origins=["https://a.b"])])
    loop_thread = threading.get_ident()

    @api.get("/items/{item}")
    async def item(item: int, q: str = "none") -> dict[str, Any]:
        return {"item": item, "q": q}

    @api.get("/sync")
    def sync() -> dict[str, bool]:
        return {"off the loop": threading.get_ident() != loop_thread}

    @api.get("/stream")
    async def stream() -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            for _ in range(5):
                yield b"part"

        return StreamingResponse(parts())

    @api.get("/raises")
    async def raises() -> None:
        raise ZeroDivisionError

    async with running(site, {"/api": api}) as oro:
        assert events == ["started"]
        assert json.loads((await fetch(oro, "/api/items/7?q=x")).body) == {"item": 7, "q": "x"}
        bad = await fetch(oro, "/api/items/seven")
        assert (bad.status, json.loads(bad.body)["detail"][0]["type"]) == (422, "int_parsing")
        assert json.loads((await fetch(oro, "/api/sync")).body) == {"off the loop": True}
        assert (await fetch(oro, "/api/stream")).body == b"part" * 5
        docs = json.loads((await fetch(oro, "/api/openapi.json")).body)
        assert docs["servers"] == [{"url": "/api"}]
        cors = await fetch(oro, "/api/items/7", headers=[("origin", "https://a.b")])
        assert cors.header("access-control-allow-origin") == "https://a.b"
        await fetch(oro, "/api/stream", leave_after=2)
        assert (await fetch(oro, "/api/raises")).status == 500
    assert events == ["started", "stopped"]


async def test_an_app_that_did_not_start_answers_503(site: Path) -> None:
    async def refuse() -> None:
        raise RuntimeError("no database")

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await refuse()
        yield

    async with running(site, {"/bad": Starlette(lifespan=lifespan), "/good": World().app}) as oro:
        answer = await fetch(oro, "/bad/x")
        assert answer.status == 503
        assert answer.text.startswith('Cannot answer "/bad": its app did not start: ')
        assert "no database" in answer.text
        assert (await fetch(oro, "/good/hello/x")).status == 200


async def test_an_app_of_the_whole_origin_leaves_modules_alone(site: Path) -> None:
    async def everything(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(f"{scope['root_path']}|{scope['path']}")(scope, receive, send)

    oro = app(site, {"/": everything})
    assert (await fetch(oro, "/anything")).text == "|/anything"
    assert (await fetch(oro, "/oro/fs.js")).text.startswith("export default 1\n")
    assert (await fetch(oro, "oro:fs")).text.startswith("export")


# -- anything at all -----------------------------------------------------------------------------------

TEXT = st.text(alphabet=st.characters(min_codepoint=1, max_codepoint=255), max_size=30)
NAMES = st.sampled_from(
    ["range", "if-range", "if-none-match", "if-modified-since", "origin", "runtime-preload-injection", "host", "x"]
)


@given(
    st.one_of(st.text(max_size=60), st.sampled_from(["/", "/plain.txt", "/big.bin", "/folder", "/oro/fs.js"])),
    st.sampled_from(["GET", "HEAD", "POST", "OPTIONS", "\xff"]),
    st.lists(st.tuples(NAMES, TEXT), max_size=4),
)
def test_any_request_is_answered(site: Path, path: str, method: str, headers: Sequence[tuple[str, str]]) -> None:
    oro = app(site)

    async def ask() -> None:
        before = len(os.listdir("/proc/self/fd"))
        answer = await fetch(oro, ORIGIN + "/" + path, method, headers)
        assert 200 <= answer.status < 500
        for _, value in answer.headers:
            assert "\n" not in value
            assert "\r" not in value
        assert len(os.listdir("/proc/self/fd")) == before

    anyio.run(ask, backend="trio")
