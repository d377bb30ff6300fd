"""WSGI apps: what they are told, what reaches the page, and when."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from wsgiref.validate import validator

import flask
import pytest
import trio

from oro_framework.host.requests.answer import Answer, arrived, discard
from oro_framework.host.requests.asgi import answer_of, scope_of
from oro_framework.host.requests.protocol import Request
from oro_framework.host.requests.wsgi import WsgiApp, is_wsgi
from oro_framework.types import Receive, Scope, Send
from tests.host.asking import Exchange, fetch, request_to, start

pytestmark = pytest.mark.anyio

Start = Callable[..., Any]


def plain(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"plain"]


async def asked(app: Any, url: str, **more: Any) -> Exchange:
    """Ask an app that is mounted at `/site`."""
    asgi = WsgiApp(app)

    def answer(request: Request) -> Any:
        scope = {**scope_of(request), "root_path": "/site"}
        return answer_of(asgi, scope, request, start)

    return await fetch(answer, url, **more)


class Instance:
    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        return plain(environ, start_response)


async def asgi(scope: Scope, receive: Receive, send: Send) -> None:
    raise NotImplementedError


class AsgiInstance:
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        raise NotImplementedError


def loose(*args: Any) -> Any:
    raise NotImplementedError


@pytest.mark.parametrize(
    ("app", "found"),
    [
        (plain, True),
        (Instance(), True),
        (flask.Flask(__name__), True),
        (asgi, False),
        (AsgiInstance(), False),
        (loose, False),
    ],
)
def test_an_app_is_told_by_its_two_parameters(app: Any, found: bool) -> None:
    assert is_wsgi(app) is found


async def test_the_environment_is_that_of_the_standard() -> None:
    seen: dict[str, Any] = {}

    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        seen.update(environ, body=environ["wsgi.input"].read())
        start_response("201 Created", [("Content-Type", "text/plain"), ("X-One", "1"), ("X-One", "2")])
        return [b"", b"done"]

    headers = [("content-type", "text/x"), ("x-two", "a"), ("x-two", "b"), ("cookie", "a=1")]
    answer = await asked(app, "/site/caf%C3%A9/x?q=%20", method="POST", headers=headers, body=b"given")
    assert (answer.status, answer.body) == (201, b"done")
    assert [value for name, value in answer.headers if name == "x-one"] == ["1", "2"]
    assert seen["body"] == b"given"
    assert seen["PATH_INFO"].encode("latin-1").decode() == "/café/x"
    wanted = {
        "REQUEST_METHOD": "POST", "SCRIPT_NAME": "/site", "QUERY_STRING": "q=%20", "CONTENT_LENGTH": "5",
        "CONTENT_TYPE": "text/x", "HTTP_X_TWO": "a,b", "HTTP_COOKIE": "a=1", "wsgi.url_scheme": "oro",
    }  # fmt: skip
    assert {name: seen[name] for name in wanted} == wanted
    assert seen["HTTP_HOST"] == seen["SERVER_NAME"]


async def test_the_standard_s_own_checks_find_nothing() -> None:
    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        environ["wsgi.url_scheme"] = environ["wsgi.url_scheme"]
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"checked"]

    checked = validator(app)

    def renamed(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        return checked({**environ, "wsgi.url_scheme": "http"}, start_response)  # the checks know two schemes

    assert (await asked(renamed, "/site/x?y=1")).body == b"checked"


async def test_pieces_are_sent_as_they_are_made() -> None:
    goes_on = trio.Event()
    token = trio.lowlevel.current_trio_token()

    def app(environ: dict[str, Any], start_response: Start) -> Iterator[bytes]:
        start_response("200 OK", [])
        yield b"first"
        trio.from_thread.run(goes_on.wait, trio_token=token)
        yield b"second"

    request = request_to("/site/x")
    scope = {**scope_of(request), "root_path": "/site"}
    answer = await arrived(answer_of(WsgiApp(app), scope, request, start))
    assert isinstance(answer, Answer)
    pieces = answer.body
    assert not isinstance(pieces, bytes)
    iterator = pieces.__aiter__()  # type: ignore[union-attr]
    assert await anext(iterator) == b"first"
    goes_on.set()
    assert await anext(iterator) == b"second"
    await discard(answer)


async def test_the_iterable_is_closed_once_the_page_is_gone() -> None:
    closed = trio.Event()
    token = trio.lowlevel.current_trio_token()

    def app(environ: dict[str, Any], start_response: Start) -> Iterator[bytes]:
        start_response("200 OK", [])
        try:
            while True:
                yield b"again"
        finally:
            token.run_sync_soon(closed.set)

    request = request_to("/site/x")
    scope = {**scope_of(request), "root_path": "/site"}
    answer = await arrived(answer_of(WsgiApp(app), scope, request, start))
    await anext(answer.body.__aiter__())  # type: ignore[union-attr]
    await discard(answer)
    await closed.wait()


async def test_write_is_sent_before_the_iterable() -> None:
    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        write = start_response("200 OK", [])
        write(b"one ")
        return [b"two"]

    assert (await asked(app, "/site/x")).body == b"one two"


async def test_an_error_before_the_body_can_replace_the_head() -> None:
    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        start_response("200 OK", [("X-Kept", "no")])
        try:
            raise LookupError("x")
        except LookupError:
            start_response("500 Oops", [], sys.exc_info())
        return [b"failed"]

    answer = await asked(app, "/site/x")
    assert (answer.status, answer.body, answer.header("x-kept")) == (500, b"failed", None)


async def test_a_body_without_a_head_is_an_error() -> None:
    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        return [b"x"]

    with pytest.raises(RuntimeError, match="did not call start_response"):
        await asked(app, "/site/x")


@pytest.mark.parametrize("pieces", [[], [b""], iter([])])
async def test_an_empty_body_is_an_answer(pieces: Iterable[bytes]) -> None:
    def app(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        start_response("204 No Content", [])
        return pieces

    answer = await asked(app, "/site/x")
    assert (answer.status, answer.body) == (204, b"")


async def test_flask_answers_with_cookies_redirects_and_forms() -> None:
    app = flask.Flask(__name__)
    app.secret_key = "x"

    @app.post("/form")
    def form() -> Any:
        flask.session["name"] = flask.request.form["name"]
        return flask.redirect(flask.url_for("shown"))

    @app.get("/shown")
    def shown() -> str:
        return str(flask.session.get("name", "nobody"))

    headers = [("content-type", "application/x-www-form-urlencoded")]
    sent = await asked(app, "/site/form", method="POST", headers=headers, body=b"name=Ada")
    assert (sent.status, sent.header("location")) == (302, "/site/shown")
    cookie = (sent.header("set-cookie") or "").partition(";")[0]
    assert (await asked(app, "/site/shown", headers=[("cookie", cookie)])).body == b"Ada"
    assert (await asked(app, "/site/shown")).body == b"nobody"
