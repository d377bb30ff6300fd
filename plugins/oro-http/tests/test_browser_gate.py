"""The gate and the entrance of `oro dev --host`: verdicts about requests, and what several processes share."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from oro_http.arrival import Arrival
from oro_http.browser.entrance import Entrance
from oro_http.browser.gate import BrowserGate, Outdated
from oro_http.browser.showing import HANDED, Showing
from oro_http.browser.translation import Translation

from oro_framework.errors import Denied, InvalidArgument, UsageError

HOST = "0123456789abcdef.localhost:4321"
OWN = f"http://{HOST}"
COOKIE = "oro_browser=session"
VISIT = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


def arrival(path: str = "/", query: str = "", /, **headers: str | None) -> Arrival:
    """Return a request of the browser that was let in, but for the headers given."""
    given = {"host": HOST, "cookie": COOKIE, **{name.replace("_", "-"): text for name, text in headers.items()}}
    pairs = [(name, text) for name, text in given.items() if text is not None]
    return Arrival(method="GET", path=path, query=query, headers=pairs)


@pytest.fixture
def entrance() -> Entrance:
    return Entrance(HOST, "key", "session")


@pytest.fixture
def gate(entrance: Entrance) -> BrowserGate:
    return BrowserGate(entrance, "token")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "same-origin", "origin": OWN},
        {"sec-fetch-site": "none", **VISIT},
        {"host": HOST.upper()},
        {"cookie": f"theirs=1; {COOKIE}; more=2"},
    ],
)
def test_the_browser_is_admitted(gate: BrowserGate, headers: dict[str, str]) -> None:
    gate.admit(arrival(**headers))


def test_a_socket_names_its_origin(gate: BrowserGate) -> None:
    gate.admit_socket(arrival("/live", origin=OWN))
    for origin in (None, "null", "http://evil.test"):
        with pytest.raises(Denied):
            gate.admit_socket(arrival("/live", origin=origin))


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": None},
        {"cookie": "oro_browser=sessioN"},
        {"cookie": "oro_browser=sëssion"},
        {"cookie": f"{COOKIE}; {COOKIE}"},
        {"cookie": "oro_browser="},
        {"host": None},
        {"host": "rebound.example:4321"},
        {"host": "127.0.0.1:4321"},
        {"host": "localhost:4321"},
        {"host": HOST + "0"},
        {"host": HOST.partition(":")[0]},
        {"origin": "https://other.example"},
        {"origin": "null"},
        {"origin": "http://0123456789abcdef.localhost:4322"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", **VISIT},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "of a browser to come"},
        {"sec-purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
    ],
)
def test_others_are_denied_and_do_not_use_the_key_up(
    gate: BrowserGate, entrance: Entrance, headers: dict[str, str | None]
) -> None:
    with pytest.raises(Denied):
        gate.admit(arrival(**headers))
    if "cookie" not in headers:
        with pytest.raises(Denied):
            gate.enter(arrival(**headers), "key")
        assert not entrance.used


def test_the_key_lets_one_browser_in(gate: BrowserGate, entrance: Entrance) -> None:
    for wrong in ("", "ke", "kéy"):
        with pytest.raises(Denied, match="is not the key"):
            gate.enter(arrival(cookie=None), wrong)
    assert gate.enter(arrival(cookie=None), "key") == f"{COOKIE}; Path=/; HttpOnly; SameSite=Strict"
    with pytest.raises(Denied, match="opened already"):
        gate.enter(arrival(cookie=None), "key")
    with pytest.raises(Denied, match="opened already"):
        BrowserGate(Entrance.resume(entrance.state()), "another").enter(arrival(cookie=None), "key")


def test_a_call_names_the_token_of_the_run(gate: BrowserGate) -> None:
    gate.admit_call("token")
    for wrong in ("", "token2", "tökén"):
        with pytest.raises(Outdated):
            gate.admit_call(wrong)


def test_requests_and_answers_are_translated() -> None:
    between = Translation("com.example.app", "oro://com.example.app", OWN)
    call = arrival("/.oro/ipc/token/fs.stat", "path=%2Fa&from=http%3A%2F%2F0123456789abcdef.localhost%3A4321%2Fb")
    token, target = between.call(call)
    assert (token, target.scheme, target.host) == ("token", "ipc", "fs.stat")
    assert target.query == b"path=%2Fa&from=oro%3A%2F%2Fcom.example.app%2Fb"
    assert between.file(arrival("/a%20b.html", "c=d")).url == "oro://com.example.app/a%20b.html?c=d"
    asked = between.asked(arrival(origin=OWN, referer=f"{OWN}/a", sec_fetch_mode="cors", if_none_match='"1"', x="y"))
    assert asked == [("origin", "oro://com.example.app"), ("referer", "oro://com.example.app/a"), ("x", "y")]
    answered = between.headers([("location", "oro://com.example.app/b"), ("access-control-allow-origin", "*")])
    assert answered == [("location", f"{OWN}/b")]
    policy = between.headers([("content-security-policy", "default-src 'none'; connect-src ipc: x:; img-src a oro:")])
    both = f"{OWN} {OWN.replace('http', 'ws')}"
    assert policy == [("content-security-policy", f"default-src 'none'; connect-src {both} x:; img-src a {both}")]
    begun = arrival("/.oro/begun/token", "url=http%3A%2F%2F0123456789abcdef.localhost%3A4321%2Fb%23c")
    assert between.shown(begun) == "oro://com.example.app/b#c"


@pytest.mark.parametrize("path", ["/.oro/ipc/", "/.oro/ipc/token", "/.oro/ipc/token/", "/.oro/ipc/token/a/b"])
def test_a_call_without_a_route_is_refused(path: str) -> None:
    with pytest.raises(InvalidArgument):
        Translation("com.example.app", "oro://com.example.app", OWN).call(arrival(path))


def test_the_preload_comes_first_in_a_document_by_the_nonce_of_its_policy() -> None:
    between = Translation("com.example.app", "oro://com.example.app", OWN)
    html = [("content-type", "text/html; charset=utf-8")]
    page = b'<!doctype html><html><head><script type="importmap" nonce="0af">oro://com.example.app/x</script>'
    assert between.text(html, page) == (
        b'<!doctype html><html><head><script src="/.oro/preload.js" nonce="0af"></script>'
        b'<script type="importmap" nonce="0af">' + OWN.encode() + b"/x</script>"
    )


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "224.0.0.1", "example.org", "", "192.168.1.5:80"])
def test_an_address_is_of_one_interface(address: str) -> None:
    with pytest.raises(UsageError, match="takes the address of one interface"):
        Showing.at(address)


RESUMED = """
import os, sys
from oro_http.browser.showing import HANDED, Showing
showing = Showing.at("127.0.0.1")
assert HANDED not in os.environ
print(showing.entrance.address, showing.entrance.used, [each.getsockname()[1] for each in showing.sockets])
"""


def test_a_program_that_takes_the_place_of_this_one_has_the_same_sockets_and_secrets() -> None:
    showing = Showing.at("127.0.0.1")
    try:
        showing.entrance.use()
        showing.hand_over()
        done = subprocess.run(
            [sys.executable, "-c", RESUMED], close_fds=False, env=os.environ, capture_output=True, text=True, check=True
        )
        port = int(showing.entrance.authority.rpartition(":")[2])
        assert done.stdout.split(" ", 2) == [showing.entrance.address, "True", f"{[port] * len(showing.sockets)}\n"]
    finally:
        del os.environ[HANDED]
        showing.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Cannot show the app in a browser: its author does not allow it. Add to its oro.toml"),
        (["--backend", "qt"], "Cannot show the app by --host and by --backend qt"),
        (["--headless"], "Cannot show the app by --host and by --headless"),
        (["--address", "0.0.0.0"], 'Cannot show the app at "0.0.0.0"'),
    ],
)
def test_what_is_not_allowed_is_said_at_once(tmp_path: Path, arguments: list[str], said: str) -> None:
    (tmp_path / "oro.toml").write_text('[meta]\nbundle_identifier = "com.example.private"\n[plugins]\nenabled = []\n')
    (tmp_path / "index.html").write_text("<title>private</title>")
    command = [sys.executable, "-m", "oro_framework.cli", "dev", "--host", *arguments, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert done.stderr.startswith(f"error: {said}"), done.stderr
    assert "http://" not in done.stdout
