"""A redirect asks for what the Fetch standard says, or leaves the scheme."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.backends.redirect import location_of, redirected, resolve
from oro_framework.host.requests.protocol import Request, parse_target
from oro_framework.host.requests.reply import Head

MODULES = frozenset({"oro", "node"})


def _request(method: str = "POST") -> Request:
    headers = (("content-type", "text/plain"), ("accept", "*/*"))
    return Request(target=parse_target("oro://app/a/b?c"), method=method, headers=headers, body=b"kept")


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/x", "oro://app/x"),
        ("x", "oro://app/a/x"),
        ("../x", "oro://app/x"),
        ("?d=1", "oro://app/a/b?d=1"),
        ("oro://other/x", "oro://other/x"),
        ("https://example.com/", "https://example.com/"),
        ("//other/x", "oro://other/x"),
        ("", "oro://app/a/b?c"),
    ],
)
def test_locations(location: str, target: str) -> None:
    assert location_of(Head(302, (("location", location),)), "oro://app/a/b?c") == target


@pytest.mark.parametrize("head", [Head(200, (("location", "/x"),)), Head(302, ()), Head(304, (("location", "/x"),))])
def test_no_redirect(head: Head) -> None:
    assert location_of(head, "oro://app/") is None


@given(st.text())
def test_any_location_resolves(location: str) -> None:
    assert isinstance(resolve("oro://app/a", location), str)


@pytest.mark.parametrize(
    ("status", "method", "becomes"),
    [
        (301, "POST", "GET"),
        (302, "POST", "GET"),
        (303, "POST", "GET"),
        (303, "PUT", "GET"),
        (302, "PUT", "PUT"),
        (307, "POST", "POST"),
        (308, "PUT", "PUT"),
        (303, "HEAD", "HEAD"),
    ],
)
def test_methods(status: int, method: str, becomes: str) -> None:
    found = redirected(_request(method), status, "oro://app/x", MODULES, "app")
    assert found is not None
    assert (found.method, found.target.path) == (becomes, "/x")
    kept = becomes != "GET"
    assert (found.body == b"kept", found.header("content-type") is not None) == (kept, kept)


@pytest.mark.parametrize("url", ["ipc://x/", "https://example.com/", "nothing", ""])
def test_what_leaves_the_scheme_is_not_followed(url: str) -> None:
    assert redirected(_request(), 302, url, MODULES, "app") is None
