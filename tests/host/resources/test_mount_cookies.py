"""Cookies of mounted apps: which are sent where, how long, and to whom."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.requests.answer import Answer
from oro_framework.host.requests.protocol import Caller, Request, parse_target
from oro_framework.host.requests.reply import Head
from oro_framework.host.resources.mount_cookies import MountCookies


@dataclass
class Shown:
    """A window, as far as cookies care."""

    profile: str = ""


def request(path: str, *, profile: str = "", outside: bool = False) -> Request:
    return Request(target=parse_target(f"oro://app{path}"), caller=Caller(window=Shown(profile), outside=outside))


def keep(cookies: MountCookies, *texts: str, path: str = "/site/form", **more: object) -> Answer:
    headers = [("content-type", "text/plain"), *(("set-cookie", text) for text in texts)]
    answer = cookies.keeping(Answer(Head(200, headers)), request(path, **more))  # type: ignore[arg-type]
    assert isinstance(answer, Answer)
    return answer


def test_a_page_never_sees_them() -> None:
    answer = keep(MountCookies(), "a=1", "b=2; HttpOnly")
    assert list(answer.head.headers) == [("content-type", "text/plain")]


@pytest.mark.parametrize(
    ("text", "path", "sent"),
    [
        ("a=1; Path=/", "/other", "a=1"),
        ("a=1; path=/site", "/site", "a=1"),
        ("a=1; path=/site", "/site/x", "a=1"),
        ("a=1; path=/site", "/sites", ""),
        ("a=1", "/site/x", "a=1"),
        ("a=1", "/other", ""),
        ("a=1; Path=relative", "/site/x", "a=1"),
        ('a="x y"; Path=/; Secure; SameSite=Strict; Domain=elsewhere', "/", 'a="x y"'),
        ("a=b=c; Path=/", "/", "a=b=c"),
        ("a=; Path=/", "/", "a="),
        ("=1; Path=/", "/", ""),
        ("nothing; Path=/", "/", ""),
        ("a=1; Path=/; Max-Age=0", "/", ""),
        ("a=1; Path=/; Max-Age=-5", "/", ""),
        ("a=1; Path=/; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "/", "a=1"),
        ("a=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "/", ""),
        ("a=1; Path=/; Expires=Fri, 01 Jan 2100 00:00:00 GMT", "/", "a=1"),
        ("a=1; Path=/; Expires=some day", "/", "a=1"),
    ],
)
def test_a_cookie_is_sent_where_it_says(text: str, path: str, sent: str) -> None:
    cookies = MountCookies()
    keep(cookies, text)
    assert cookies.sent(request(path)) == sent


def test_longer_paths_come_first_and_a_newer_value_counts() -> None:
    cookies = MountCookies()
    keep(cookies, "a=1; Path=/", "b=2; Path=/site", "a=3; Path=/")
    assert cookies.sent(request("/site")) == "b=2; a=3"
    keep(cookies, "a=; Path=/; Max-Age=0")
    assert cookies.sent(request("/site")) == "b=2"


def test_profiles_and_outsiders_have_their_own() -> None:
    cookies = MountCookies()
    keep(cookies, "a=1; Path=/", profile="work")
    outside = keep(cookies, "a=2; Path=/", outside=True)
    assert ("set-cookie", "a=2; Path=/") in list(outside.head.headers)
    assert cookies.sent(request("/")) == ""
    assert cookies.sent(request("/", profile="work")) == "a=1"
    assert cookies.sent(request("/", profile="work", outside=True)) == ""


def test_they_are_bounded() -> None:
    cookies = MountCookies()
    for number in range(400):
        keep(cookies, f"c{number}={number}; Path=/")
    kept = cookies.sent(request("/")).split("; ")
    assert len(kept) == 300
    assert kept[-1] == "c399=399"


@given(st.text(alphabet=st.characters(max_codepoint=255)))
def test_any_text_is_a_cookie_or_passed_over(text: str) -> None:
    cookies = MountCookies()
    keep(cookies, text)
    cookies.sent(request("/site/form"))
