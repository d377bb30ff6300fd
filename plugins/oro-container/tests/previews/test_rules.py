"""The rules of previews: addresses, who may ask, and how messages change."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_container.core.previews.access import is_allowed
from oro_container.core.previews.address import Address, name_of
from oro_container.core.previews.allowance import Allowance
from oro_container.core.previews.content_policy import changed_policy
from oro_container.core.previews.cookies import set_cookies
from oro_container.core.previews.error_page import error_body
from oro_container.core.previews.injection import LIMIT, Injection
from oro_container.core.previews.mapping import Mapping
from oro_container.core.previews.message import message_of
from oro_container.core.previews.request_headers import is_document, request_headers
from oro_container.core.previews.response_headers import guard_headers, response_headers
from oro_container.core.previews.script import PreviewScript

OWN = b"http://own.localhost:9"
MAPPING = Mapping(port=3000, own=OWN, origin_of={4000: "http://other.localhost:9"}.get)


def test_an_address_names_a_preview() -> None:
    address = Address(name="own", port=9)
    assert address.url == "http://own.localhost:9/"
    assert address.pattern == "http://own.localhost:9/*"
    assert name_of(address.host, 9) == "own"
    assert name_of("OWN.LOCALHOST:9", 9) == "own"


@pytest.mark.parametrize(
    "host",
    ["", "localhost:9", ".localhost:9", "127.0.0.1:9", "own.localhost", "own.localhost:8", "own.localhost.evil:9"],
)
def test_another_host_names_none(host: str) -> None:
    assert name_of(host, 9) is None


def sent(site: str = "", mode: str = "", dest: str = "", **others: str) -> dict[bytes, bytes]:
    """Return headers as engines send them."""
    fetch = {"sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": dest}
    return {key.encode(): value.encode() for key, value in {**fetch, **others}.items() if value}


CROSS = "cross-site"


@pytest.mark.parametrize(
    ("says", "method", "headers", "allowed"),
    [
        ("fetch of its own", "GET", sent("same-origin", "cors", "empty"), True),
        ("post of its own", "POST", sent("same-origin", "cors", "empty", origin=OWN.decode()), True),
        ("module of its own", "GET", sent("same-origin", "cors", "script", origin=OWN.decode()), True),
        ("form of its own", "POST", sent("same-origin", "navigate", "iframe", origin=OWN.decode()), True),
        ("WebSocket of its own, WebKitGTK", "GET", sent("same-origin", upgrade="websocket", origin=OWN.decode()), True),
        ("WebSocket of its own, QtWebEngine", "GET", sent(upgrade="websocket", origin=OWN.decode()), True),
        ("update of a worker, WebKitGTK", "GET", sent(origin=OWN.decode()), True),
        ("media of its own", "GET", sent(referer=OWN.decode() + "/x"), True),
        ("frame of the app", "GET", sent(CROSS, "navigate", "iframe"), True),
        ("form of the app", "POST", sent(CROSS, "navigate", "iframe", origin="oro://org.example.app"), False),
        ("form of an opaque origin", "POST", sent(CROSS, "navigate", "iframe", origin="null"), False),
        ("fetch of the app", "GET", sent(CROSS, "cors", "empty", origin="oro://org.example.app"), False),
        ("opaque fetch of another", "GET", sent(CROSS, "no-cors", "empty"), False),
        ("opaque fetch of a neighbour", "GET", sent("same-site", "no-cors", "empty"), False),
        ("image of another", "GET", sent(CROSS, "no-cors", "image"), False),
        ("script of another", "GET", sent(CROSS, "no-cors", "script"), False),
        ("script of a sandboxed frame", "GET", sent(CROSS, "cors", "script", origin="null"), False),
        ("post of another without metadata", "POST", sent(referer=OWN.decode() + "/x"), False),
        ("WebSocket of another", "GET", sent(upgrade="websocket", origin="http://other.localhost:9"), False),
        ("WebSocket without an origin", "GET", sent("same-origin", upgrade="websocket"), False),
        ("WebSocket of a prefix", "GET", sent(upgrade="websocket", origin=OWN.decode() + "9"), False),
        ("a window", "GET", sent(CROSS, "navigate", "document"), False),
        ("an address typed by a person", "GET", sent("none", "navigate", "document"), False),
        ("an object", "GET", sent(CROSS, "navigate", "object"), False),
        ("a program", "GET", sent(), False),
        ("a referer of a prefix", "GET", sent(referer=OWN.decode() + "9/"), False),
    ],
    ids=lambda value: value.replace(" ", "-") if isinstance(value, str) else "",
)
def test_who_may_ask(says: str, method: str, headers: dict[bytes, bytes], allowed: bool) -> None:
    assert is_allowed(method.encode(), headers, OWN) is allowed, says


@pytest.mark.parametrize(
    ("address", "mapped"),
    [
        (b"http://localhost:3000/x?y#z", OWN + b"/x?y#z"),
        (b"http://127.0.0.1:3000", OWN),
        (b"//localhost:3000?y", OWN + b"?y"),
        (b"http://[::1]:3000/", OWN + b"/"),
        (b"http://localhost:4000/x", b"http://other.localhost:9/x"),
        (b"http://localhost:5000/x", b"http://localhost:5000/x"),
        (b"https://localhost:3000/", b"https://localhost:3000/"),
        (b"http://example.org:3000/", b"http://example.org:3000/"),
        (b"/x", b"/x"),
        (b"http://localhost:x/", b"http://localhost:x/"),
        (b"http://[", b"http://["),
    ],
)
def test_a_guests_address_becomes_the_previews(address: bytes, mapped: bytes) -> None:
    assert MAPPING.to_engine(address) == mapped


def test_an_address_of_the_preview_becomes_the_guests() -> None:
    assert MAPPING.to_guest(OWN) == b"http://localhost:3000"
    assert MAPPING.to_guest(OWN + b"/x") == b"http://localhost:3000/x"
    assert MAPPING.to_guest(OWN + b"9/x") == OWN + b"9/x"


def test_headers_of_a_request() -> None:
    headers = [
        (b"host", b"own.localhost:9"),
        (b"connection", b"keep-alive, X-Drop"),
        (b"x-drop", b"1"),
        (b"keep-alive", b"x"),
        (b"origin", OWN),
        (b"accept-encoding", b"br"),
        (b"if-none-match", b"x"),
        (b"sec-fetch-dest", b"iframe"),
    ]
    assert is_document(headers)
    kept = [(b"host", b"localhost:3000"), (b"origin", b"http://localhost:3000")]
    fetched = (b"sec-fetch-dest", b"iframe")
    assert request_headers(headers, MAPPING, document=True) == [*kept, fetched, (b"accept-encoding", b"identity")]
    plain = [*kept, (b"accept-encoding", b"br"), (b"if-none-match", b"x"), fetched]
    assert request_headers(headers, MAPPING, document=False) == plain


def test_headers_of_a_response() -> None:
    headers = [
        (b"content-length", b"5"),
        (b"connection", b"close"),
        (b"transfer-encoding", b"chunked"),
        (b"x-frame-options", b"DENY"),
        (b"referrer-policy", b"unsafe-url"),
        (b"location", b"http://localhost:3000/x"),
        (b"content-security-policy", b"frame-ancestors 'none'"),
        (b"x-own", b"1"),
    ]
    guards = guard_headers(OWN.decode(), ("oro://a",))
    assert guards == [
        (b"content-security-policy", b"frame-ancestors oro://a " + OWN),
        (b"referrer-policy", b"same-origin"),
    ]
    location, own = (b"location", OWN + b"/x"), (b"x-own", b"1")
    plain = response_headers(headers, MAPPING, guards)
    assert plain == [(b"content-length", b"5"), location, own, *guards]
    changed = response_headers(headers, MAPPING, guards, nonce="n", connect="c")
    assert changed == [location, own, (b"cache-control", b"no-cache"), *guards]


def test_documents_in_isolated_pages_may_be_shown_there() -> None:
    guards = guard_headers(OWN.decode(), ("oro://a",), isolated=True)
    found = response_headers([(b"cross-origin-embedder-policy", b"unsafe-none")], MAPPING, guards)
    assert found == guards
    assert dict(guards)[b"cross-origin-embedder-policy"] == b"credentialless"
    assert dict(guards)[b"cross-origin-resource-policy"] == b"cross-origin"


def test_a_cookie_is_set_for_either_engine() -> None:
    assert set_cookies(b"a=1; Path=/x; Domain=localhost; Secure; HttpOnly; SameSite=Lax") == [
        b"a=1; Path=/x; HttpOnly",
        b"a=1; Path=/x; HttpOnly; SameSite=None; Secure; Partitioned",
    ]


@pytest.mark.parametrize(
    ("policy", "changed"),
    [
        (b"img-src 'self'", b"img-src 'self'"),
        (b"frame-ancestors 'none'", b""),
        (b"upgrade-insecure-requests; script-src 'self'", b"script-src 'self' 'nonce-n'"),
        (b"default-src 'none'", b"default-src 'none'; script-src 'nonce-n'; connect-src http://c"),
        (b"script-src 'unsafe-inline'", b"script-src 'unsafe-inline'"),
        (b"script-src 'unsafe-inline' 'nonce-x'", b"script-src 'unsafe-inline' 'nonce-x' 'nonce-n'"),
        (b"script-src 'a'; script-src-elem 'b'", b"script-src 'a'; script-src-elem 'b' 'nonce-n'"),
        (b"connect-src 'self', frame-ancestors *", b"connect-src 'self' http://c"),
    ],
)
def test_a_policy_lets_the_scripts_in(policy: bytes, changed: bytes) -> None:
    assert changed_policy(policy, "n", "http://c") == changed


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<!doctype html><html lang='>'><head data-x=\"a>b\">", "<title>x</title></head>"),
        ("\ufeff<!-- <head> --><HTML><HEAD>", "<p>"),
        ("<!doctype html>", "<header>x</header>"),
        ("", "text <head>"),
        ("", "<p>"),
        ("<html>", "<body><head>"),
        ("<?xml version='1.0'?><head>", ""),
        ("<!doctype html>", "<!-- never ends"),
        ("", ""),
    ],
)
def test_scripts_come_before_the_documents_own(before: str, after: str) -> None:
    whole = (before + after).encode()
    for size in (1, 2, 7, len(whole) + 1):
        injection = Injection(b"[S]")
        pieces = [injection.feed(whole[at : at + size]) for at in range(0, len(whole), size)]
        assert b"".join(pieces) + injection.end() == (before + "[S]" + after).encode()


def test_a_document_is_not_held_back_for_ever() -> None:
    injection = Injection(b"[S]")
    assert injection.feed(b"<!--" + b"x" * LIMIT) == b"[S]<!--" + b"x" * LIMIT


@given(st.lists(st.one_of(st.binary(), st.sampled_from([b"<html>", b"<head>", b"<!--", b"-->", b"<!doctype html>"]))))
def test_any_document_gets_the_scripts_once_and_loses_nothing(pieces: list[bytes]) -> None:
    injection = Injection(b"\xff[scripts]\xff")
    made = b"".join(injection.feed(piece) for piece in pieces) + injection.end()
    assert made.count(b"\xff[scripts]\xff") == 1
    assert made.replace(b"\xff[scripts]\xff", b"") == b"".join(pieces)


def test_a_script_cannot_end_its_tag() -> None:
    script = PreviewScript.of('x = "</SCRIPT><!--é😀"', None, defer=False, asynchronous=False)
    tag = script.tag("n")
    assert tag == '<script nonce="n">x = "\\u003c/SCRIPT>\\u003c!--\\u00e9\\ud83d\\ude00"</script>'


def test_scripts_of_each_kind() -> None:
    assert PreviewScript(source="x", type="module", asynchronous=True).tag("n") == (
        '<script nonce="n" type=module async>x</script>'
    )
    assert PreviewScript(source="{}", type="importmap").tag("n") == '<script nonce="n" type=importmap>{}</script>'
    source = base64.b64encode(b"x").decode()
    assert PreviewScript(source="x", defer=True).tag("n") == (
        f'<script nonce="n" src="data:text/javascript;charset=utf-8;base64,{source}" defer></script>'
    )
    with pytest.raises(ValueError, match='of type "text/x"'):
        PreviewScript.of("x", "text/x", defer=False, asynchronous=False)


@given(st.binary())
def test_any_bytes_are_a_message_or_none(body: bytes) -> None:
    message = message_of(body, name="own", port=1)
    assert message is None or message["previewId"] == "own"


def test_a_guest_says_neither_its_preview_nor_its_port() -> None:
    body = b'{"type": "PREVIEW_CONSOLE_ERROR", "args": [1], "previewId": "x", "port": 2, "search": "?x", "more": 1}'
    assert message_of(body, name="own", port=1) == {
        "type": "PREVIEW_CONSOLE_ERROR",
        "previewId": "own",
        "port": 1,
        "args": [1],
        "stack": "",
        "pathname": "",
        "search": "?x",
        "hash": "",
    }


def test_a_flood_of_messages_is_cut() -> None:
    allowance = Allowance()
    assert sum(allowance.take(10.0) for _ in range(1000)) == 200
    assert sum(allowance.take(12.0) for _ in range(1000)) == 100
    assert sum(allowance.take(60.0) for _ in range(1000)) == 200


def test_an_error_page_shows_text_as_text() -> None:
    assert b"&lt;b&gt;" in error_body("<b>", "x", page=True)[0]
