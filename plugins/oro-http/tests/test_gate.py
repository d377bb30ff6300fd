"""Who may call: any request is let in or refused for a reason, and what is let in was asked every question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_http.arrival import Arrival
from oro_http.gate import Gate

from oro_framework.errors import Denied

KEY = "correct-horse"
OURS = ["localhost", "localhost:27718", "LocalHost.:1", "127.0.0.1:27718", "127.8.9.1", "[::1]:27718", "mine.test"]
STRANGE = [
    "",
    "evil.test",
    "evil.test:27718",
    "10.0.0.1",
    "0.0.0.0",
    "[::]",
    "localhost.evil.test",
    "127.0.0.1.evil.test",
]
STRANGE += [
    "localhost evil.test",
    "evil.test,localhost",
    "localhost:27718:1",
    "localhost:",
    "[::1",
    "@localhost",
    "2130706433",
]


def gate(*, key: str = "", cors: bool = False, loopback: bool = True) -> Gate:
    return Gate(names=("127.0.0.1", "mine.test"), loopback=loopback, key=key, cors=cors)


def arrival(*headers: tuple[str, str], host: str | None = "localhost:27718", method: str = "GET") -> Arrival:
    hosts = [] if host is None else [("host", host)]
    return Arrival(method=method, path="/ipc/t", query="", headers=[*hosts, *headers])


def admitted(gate: Gate, arrival: Arrival) -> bool:
    try:
        gate.admit(arrival)
    except Denied:
        return False
    return True


@pytest.mark.parametrize("host", OURS)
def test_hosts_that_are_ours(host: str) -> None:
    assert admitted(gate(), arrival(host=host))


@pytest.mark.parametrize("host", [None, *STRANGE])
def test_hosts_that_are_not(host: str | None) -> None:
    for made in (gate(), gate(key=KEY), gate(cors=True)):
        assert not admitted(made, arrival(("x-oro-auth", KEY), host=host))


def test_two_hosts_are_none() -> None:
    assert not admitted(gate(), arrival(("host", "localhost"), host="localhost"))


def test_whoever_others_can_reach_is_reached_by_any_address_and_no_other_name() -> None:
    open_gate = gate(key=KEY, loopback=False)
    shown = ("x-oro-auth", KEY)
    assert admitted(open_gate, arrival(shown, host="10.0.0.1:27718"))
    assert admitted(open_gate, arrival(shown, host="[fe80::1]:27718"))
    assert not admitted(open_gate, arrival(shown, host="evil.test:27718"))


@pytest.mark.parametrize(
    "headers",
    [
        [("origin", "http://evil.test")],
        [("origin", "null")],
        [("origin", "http://localhost:3000")],
        [("origin", "https://localhost:27718")],
        [("origin", "http://localhost:27718"), ("origin", "http://localhost:27718")],
        [("sec-fetch-site", "cross-site")],
        [("sec-fetch-site", "same-site")],
        [("sec-fetch-site", "none"), ("purpose", "prefetch")],
        [("sec-fetch-site", "none"), ("sec-purpose", "prefetch;prerender")],
    ],
)
def test_pages_of_other_origins_may_not_call_without_cors(headers: list[tuple[str, str]]) -> None:
    assert not admitted(gate(), arrival(*headers))
    assert not admitted(gate(key=KEY), arrival(("x-oro-auth", KEY), *headers))
    assert gate().headers(arrival(*headers)) == ()
    assert admitted(gate(cors=True), arrival(*headers))


def test_our_own_page_and_an_address_bar_may() -> None:
    own = [("origin", "http://localhost:27718"), ("sec-fetch-site", "same-origin")]
    assert admitted(gate(), arrival(*own))
    assert admitted(gate(), arrival(("sec-fetch-site", "none")))


def test_pages_read_with_cors_alone() -> None:
    page = arrival(("origin", "http://page.test"))
    assert dict(gate(cors=True).headers(page))["access-control-allow-origin"] == "*"
    assert gate(cors=True).headers(arrival()) == ()


def test_the_key_is_asked_of_all_but_a_preflight() -> None:
    guarded = gate(key=KEY, cors=True)
    assert admitted(guarded, arrival(("x-oro-auth", KEY)))
    asked = ("access-control-request-method", "GET")
    assert admitted(guarded, arrival(asked, method="OPTIONS"))
    assert not admitted(guarded, arrival(asked))
    assert not admitted(guarded, arrival(method="OPTIONS"))
    assert not admitted(guarded, arrival(("x-oro-auth", KEY), ("x-oro-auth", KEY)))


@given(st.text(st.characters(max_codepoint=255)))
def test_no_text_but_the_key_is_the_key(shown: str) -> None:
    assert admitted(gate(key=KEY), arrival(("x-oro-auth", shown))) == (shown == KEY)


@given(st.text(st.characters(max_codepoint=255), max_size=30))
def test_any_host_is_ours_or_denied(host: str) -> None:
    name = host.rpartition(":")[0] or host
    if admitted(gate(), arrival(host=host)):
        bare = name.lower().strip("[]").removesuffix(".")
        assert bare in ("localhost", "mine.test", "::1") or bare.startswith("127.") or ":" in bare
