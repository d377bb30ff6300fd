"""What an app writes to pin certificates."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.pins import PinnedHost, PinSet, certificate_pin, parse_pin

DIGEST = bytes(range(200, 232))
PIN = "sha256/" + base64.b64encode(DIGEST).decode()
OTHER = certificate_pin(b"other")

pins = st.binary(min_size=32, max_size=32).map(lambda digest: "sha256/" + base64.b64encode(digest).decode())
names = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?(\.[a-z]{2,5}){0,2}", fullmatch=True)
hosts = st.one_of(names, st.ip_addresses(v=4).map(str), st.ip_addresses(v=6).map(lambda address: f"[{address}]"))
targets = st.tuples(hosts, st.one_of(st.just(""), st.integers(1, 65535).map(lambda port: f":{port}"))).map("".join)


@given(st.binary(min_size=32, max_size=32), st.booleans(), st.booleans(), st.booleans())
def test_a_pin_is_one_pin_however_it_is_written(digest: bytes, prefix: bool, url: bool, padded: bool) -> None:
    text = (base64.urlsafe_b64encode if url else base64.b64encode)(digest).decode()
    text = ("sha256/" if prefix else "") + (text if padded else text.rstrip("="))
    assert parse_pin(text) == "sha256/" + base64.b64encode(digest).decode()


@pytest.mark.parametrize(
    "text", ["", "sha256/", "sha1/" + PIN[7:], PIN + "=", PIN[:-2], PIN[:-1] + "A", PIN[:-1] + "é", "sha256/" + PIN]
)
def test_what_is_no_pin_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match=r'pins such as .*, not "'):
        parse_pin(text)


def test_a_pin_is_the_digest_of_the_certificate() -> None:
    der = b"\x30\x03\x02\x01\x01"
    assert certificate_pin(der) == "sha256/" + base64.b64encode(hashlib.sha256(der).digest()).decode()


@pytest.mark.parametrize(
    ("target", "host", "port"),
    [
        ("Example.COM.", "example.com", None),
        ("example.com:8443", "example.com", 8443),
        ("https://user@Example.com:8443/path?q#f", "example.com", 8443),
        ("https://example.com/", "example.com", None),
        ("https://[::1]:9/", "::1", 9),
        ("bücher.example", "xn--bcher-kva.example", None),
        ("127.0.0.1:1", "127.0.0.1", 1),
        ("[0:0::1%lo]:443", "::1", 443),
        ("FE80::1", "fe80::1", None),
    ],
)
def test_a_host_is_a_name_an_address_or_a_url(target: str, host: str, port: int | None) -> None:
    assert PinnedHost.parse(target) == PinnedHost(host, port, ())
    assert PinSet.parse(f"{target} {PIN}").pins_for(host.upper(), port or 1) == (PIN,)


@pytest.mark.parametrize(
    "target",
    ["", ":443", "a:", "a:b", "a:0", "a:65536", "[::1", "[::1]x", "[name]:1", "[127.0.0.1]", "-a", "a/b", "x:1:2",
     "https://", "*.example.com", "a..b"],
)  # fmt: skip
def test_what_is_no_host_is_refused_by_name(target: str) -> None:
    with pytest.raises(ValueError, match=r'a host such as .*, not "'):
        PinnedHost.parse(target)


def test_lines_add_up_and_comments_say_nothing() -> None:
    text = (
        f"# mine\n\n example.com {PIN} ; old\n;{OTHER}\nEXAMPLE.com\t{OTHER[7:-1]} {PIN} # new\nexample.com:1 {OTHER}\n"
    )
    found = PinSet.parse(text)
    assert str(found) == f"example.com {PIN} {OTHER}\nexample.com:1 {OTHER}"
    assert PinSet.parse(text.splitlines()) == found
    assert PinSet.parse(found) is found


def test_a_port_narrows_and_a_host_without_one_holds_beside_it() -> None:
    found = PinSet.parse([f"a {PIN}", f"a:1 {OTHER}", f"b:1 {PIN}"])
    assert found.pins_for("a", 1) == (PIN, OTHER)
    assert found.pins_for("a", 2) == found.pins_for("a") == (PIN,)
    assert found.pins_for("b", 2) == found.pins_for("b") == found.pins_for("") == found.pins_for("a b") == ()


def test_one_matching_pin_is_enough_and_what_nobody_sees_is_refused() -> None:
    found = PinSet.parse(f"a {PIN} {OTHER}")
    assert found.accepts("A", 443, b"other") is True
    assert found.accepts("a", 443, b"another") is False
    assert found.accepts("a", 443, None) is False
    assert found.accepts("b", 443, b"other") is None


def test_one_host_is_set_and_removed_without_the_others() -> None:
    start = PinSet.parse([f"a {PIN}", f"b {PIN}"])
    changed = start.setting("https://A", [OTHER])
    assert changed.entry("a") == (OTHER,)
    assert changed.entry("b") == (PIN,)
    assert changed.entry("a:1") == ()
    assert str(changed.setting("a", [])) == f"b {PIN}"
    assert start.adding(changed).entry("a") == (PIN, OTHER)
    assert not PinSet()


@pytest.mark.parametrize("value", [5, None, [5], {"a": 1}, "example.com", "example.com nonsense", [f"a b {PIN}"], PIN])
def test_bad_lines_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match="such as"):
        PinSet.parse(value)


@given(st.lists(st.tuples(targets, st.lists(pins, min_size=1, max_size=3))))
def test_what_is_written_out_is_read_again(lines: list[tuple[str, list[str]]]) -> None:
    found = PinSet.parse([" ".join([target, *of]) for target, of in lines])
    assert PinSet.parse(str(found)) == found
    assert all(set(of) <= set(found.entry(target)) for target, of in lines)


@given(st.text())
def test_any_text_is_pins_or_a_clear_error(text: str) -> None:
    try:
        found = PinSet.parse(text)
    except ValueError as error:
        assert "such as" in str(error)  # noqa: PT017
    else:
        assert PinSet.parse(str(found)) == found
