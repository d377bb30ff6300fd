"""Who a WebKitGTK request comes from, by its headers alone."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.backends.gtk_request import Mark, origin_of, origin_of_url, parse_mark
from oro_framework.host.protocol import parse_target

APP = "oro://app"
SAME = parse_target("oro://app/data.json")
OTHER = parse_target("ipc://fs.read")
MARKED = Mark(origin=APP, top=True, follow=True)


@pytest.mark.parametrize(
    ("headers", "mark", "documents", "expected"),
    [
        ([("origin", "oro://app")], None, (), APP),
        ([("origin", "oro://APP")], None, (), APP),
        ([("origin", "null"), ("referer", "oro://app/")], MARKED, (), None),
        ([("origin", "http://127.0.0.1:80")], MARKED, (), "http://127.0.0.1:80"),
        ([], MARKED, (), APP),
        ([], Mark(origin="null", top=False, follow=True), (), None),
        ([], None, (), None),
        ([("referer", "oro://app/worker.js")], None, (), APP),
        ([("referer", "oro://app/page.html")], None, ("oro://app/page.html",), None),
        ([("referer", "oro://other/worker.js")], None, (), None),
        ([("referer", "about:srcdoc")], None, (), None),
        ([("referer", "data:text/html,oro://app/")], None, (), None),
    ],
)
def test_origin_of_a_request_to_the_app(
    headers: list[tuple[str, str]], mark: Mark | None, documents: Collection[str], expected: str | None
) -> None:
    assert origin_of(SAME, headers, mark, documents) == expected


def test_referer_never_speaks_for_a_request_to_another_origin() -> None:
    assert origin_of(OTHER, [("referer", "oro://app/worker.js")], None, ()) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("oro://app/a/b?c#d", APP),
        ("oro://app", APP),
        ("oro://app?x", APP),
        ("blob:oro://app/1234", APP),
        ("http://user:secret@Host:80/", "http://host:80"),
        ("blob:null/1234", None),
        ("about:blank", None),
        ("data:text/html,x", None),
        ("oro:///path", None),
        ("", None),
    ],
)
def test_origin_of_url(url: str, expected: str | None) -> None:
    assert origin_of_url(url) == expected


@given(st.text())
def test_any_text_has_an_origin_or_none(url: str) -> None:
    origin = origin_of_url(url)
    assert origin is None or "://" in origin


def test_mark_says_origin_frame_and_redirects() -> None:
    assert parse_mark("secret;t;oro://app", "secret") == MARKED
    assert parse_mark("secret;m;null", "secret") == Mark(origin="null", top=False, follow=False)
    assert parse_mark("secret;tf;oro://app", "secret") == Mark(origin=APP, top=True, follow=True, file=True)


@given(st.text())
def test_no_mark_without_the_secret(value: str) -> None:
    assert parse_mark(value, "the secret") is None or value.startswith("the secret;")
    assert parse_mark(value, "") is None
