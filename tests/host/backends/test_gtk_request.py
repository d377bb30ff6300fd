"""Who a WebKitGTK request comes from, by its headers alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.backends.webkit.mark import NAVIGATION, Mark, origin_of_url, parse_mark, sender_of
from oro_framework.host.backends.webkit.preload import strangers_secret

APP = "oro://app"
SITE = "http://127.0.0.1:80"
MARKED = Mark(origin=APP, top=True, follow=True)
OWN, UNKNOWN, FOREIGN = (APP, False), (None, False), (None, True)


@pytest.mark.parametrize(
    ("headers", "mark", "expected"),
    [
        ([], MARKED, OWN),
        ([("origin", APP)], MARKED, OWN),
        ([], Mark(origin="null", top=False, follow=True), FOREIGN),
        ([], Mark(origin="", top=False, follow=True), FOREIGN),
        ([], Mark(origin=SITE, top=False, follow=True), (SITE, False)),
        ([], None, UNKNOWN),
        ([("referer", f"{APP}/page.html")], None, UNKNOWN),
        ([("referer", "about:srcdoc")], None, UNKNOWN),
        ([("referer", f"blob:{APP}/1234")], None, UNKNOWN),
        ([("referer", f"{SITE}/worker.js")], None, FOREIGN),
        ([("referer", "blob:null/1234")], None, FOREIGN),
        ([("referer", "null")], None, FOREIGN),
        ([("referer", f"{SITE}/"), NAVIGATION], None, UNKNOWN),
        ([("origin", "null")], None, FOREIGN),
        ([("origin", SITE)], None, FOREIGN),
        ([("origin", APP), NAVIGATION], None, OWN),
        ([("origin", "null"), NAVIGATION], None, FOREIGN),
        ([("origin", SITE), NAVIGATION], None, FOREIGN),
    ],
)
def test_sender_is_told_by_the_mark_and_foreign_ones_by_their_origin(
    headers: list[tuple[str, str]], mark: Mark | None, expected: tuple[str | None, bool]
) -> None:
    assert sender_of(headers, mark, APP) == expected


def test_an_origin_alone_never_makes_a_request_the_app_s_own() -> None:
    """A worklet of a sandboxed document names the origin of the address its document came from."""
    assert sender_of([("origin", APP), ("referer", f"{APP}/sandboxed.html")], None, APP) == UNKNOWN


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


def test_the_secret_of_strangers_says_of_nobody_that_they_are_the_app() -> None:
    mark = parse_mark(f"{strangers_secret('secret')};t;oro://app", "secret")
    assert mark is not None
    assert mark.stranger
    assert sender_of([], mark, APP) == FOREIGN
    other = parse_mark(f"{strangers_secret('secret')};;{SITE}", "secret")
    assert sender_of([], other, APP) == (SITE, False)
