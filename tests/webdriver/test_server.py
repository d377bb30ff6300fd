"""The server of `oro webdriver` before an app runs: what it answers, and to which programs."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from oro_framework.webdriver.server import WebDriverServer


@pytest.fixture
def port() -> Iterator[int]:
    server = WebDriverServer(0)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def ask(port: int, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())["value"]
    finally:
        connection.close()


def session(**options: object) -> object:
    return {"capabilities": {"alwaysMatch": {"oro:options": options}}}


def test_it_is_ready(port: int) -> None:
    assert ask(port, "GET", "/status")[1]["ready"] is True


@pytest.mark.parametrize(
    ("method", "path", "status", "error"),
    [
        ("GET", "/session/none/url", 404, "invalid session id"),
        ("DELETE", "/session/none", 404, "invalid session id"),
        ("GET", "/", 404, "unknown command"),
        ("POST", "/status", 404, "unknown command"),
        ("POST", "/session", 400, "invalid argument"),
    ],
)
def test_errors_have_the_names_of_the_specification(port: int, method: str, path: str, status: int, error: str) -> None:
    answered, value = ask(port, method, path)
    assert (answered, value["error"]) == (status, error)


def test_an_app_that_is_not_there_is_named(port: int, tmp_path: Path) -> None:
    status, value = ask(port, "POST", "/session", session(app=str(tmp_path / "tea")))
    assert (status, value["error"]) == (500, "session not created")
    assert "there is no such file or folder" in value["message"]


def test_an_app_that_ends_before_its_window_is_told_of(port: int, tmp_path: Path) -> None:
    status, value = ask(port, "POST", "/session", session(app=str(tmp_path), backend="qt"))
    assert (status, value["error"]) == (500, "session not created")
    assert "it ended with 2 before it opened a window" in value["message"]


def test_pages_of_browsers_are_refused(port: int) -> None:
    for headers in ({"Origin": "http://localhost"}, {"Host": f"example.org:{port}"}, {"Host": "example.org"}):
        status, value = ask(port, "GET", "/status", **headers)
        assert (status, "browser" in value["message"]) == (500, True)
    assert ask(port, "GET", "/status", Host="localhost:1")[0] == 200


@pytest.mark.parametrize("length", ["abc", "-1", "1_0", "99999999999999999999999", "\u00b2"])
def test_a_length_that_is_none_is_refused(port: int, length: str) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.putrequest("POST", "/session")
        connection.putheader("Content-Length", length.encode("latin-1"))
        connection.endheaders()
        answer = connection.getresponse()
        assert (answer.status, json.loads(answer.read())["value"]["error"]) == (400, "invalid argument")
        assert answer.getheader("Connection") == "close"
