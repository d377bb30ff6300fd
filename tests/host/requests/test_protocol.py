"""Any text is a `Target` or an `InvalidArgument`; any query is parameters or an `InvalidArgument`."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.errors import InvalidArgument
from oro_framework.host.requests.asgi import scope_of
from oro_framework.host.requests.protocol import Request, parse_query, parse_target

MODULES = frozenset({"oro", "node"})


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("ipc://fs.open?id=1", "fs.open", "/"),
        ("IPC://FS.Open/?id=1#x", "fs.open", "/"),
        ("oro://com.app/a/b.js?x", "com.app", "/a/b.js"),
        ("oro://com.app", "com.app", "/"),
        ("oro:fs/promises", "", "/fs/promises"),
        ("oro://fs/promises", "", "/fs/promises"),
        ("node://fs/", "", "/fs"),
        ("node:path", "", "/path"),
        ("oro://com.app/a%20b/%C3%A9", "com.app", "/a b/é"),
        ("oro://user:pw@com.app/x", "com.app", "/x"),
    ],
)
def test_parts_of_a_url(url: str, host: str, path: str) -> None:
    target = parse_target(url, module_schemes=MODULES, bundle="com.app")
    assert (target.host, target.path) == (host, path)


@pytest.mark.parametrize("url", ["", "nothing", "://x", "a b:c", "é:x", "x" * (1 << 21)])
def test_no_url(url: str) -> None:
    with pytest.raises(InvalidArgument, match="Cannot parse"):
        parse_target(url)


@given(st.text())
def test_any_text_is_a_target_or_an_error(text: str) -> None:
    try:
        target = parse_target(text, module_schemes=MODULES, bundle="com.app")
    except InvalidArgument:
        return
    assert target.raw_path.startswith(b"/")
    assert scope_of(Request(target=target))["path"] == target.path


@given(st.binary())
def test_any_query_is_parameters_or_an_error(query: bytes) -> None:
    try:
        params = parse_query(query)
    except InvalidArgument:
        return
    assert all(isinstance(key, str) and isinstance(value, str) for key, value in params.items())


@given(st.text(alphabet="ab&=+%41;é\x00", max_size=40))
def test_a_query_is_read_as_the_standard_library_reads_it(text: str) -> None:
    pairs = parse_qsl(text, keep_blank_values=True, errors="surrogateescape")
    assert parse_query(text.encode("latin-1")) == dict(reversed(pairs))


def test_a_query_keeps_bytes_that_are_no_text() -> None:
    assert parse_query(b"path=%FF%2Fa+b&path=2") == {"path": "\udcff/a b"}


def test_a_query_of_too_many_fields() -> None:
    with pytest.raises(InvalidArgument, match="1000 fields"):
        parse_query(b"&".join(b"a=1" for _ in range(1001)))


def test_repeated_headers_are_joined() -> None:
    request = Request(target=parse_target("x://y/z"), headers=[("if-match", '"a"'), ("x", "\xff"), ("if-match", '"b"')])
    assert request.fields() == {"if-match": '"a", "b"', "x": "\xff"}
