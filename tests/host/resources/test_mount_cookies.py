"""Cookies of mounted apps: which are sent where, how long, and to whom."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.requests.answer import Answer
from oro_framework.host.requests.protocol import Caller, Request, parse_target
from oro_framework.host.requests.reply import Head
from oro_framework.host.resources.cookie_jar import CookieJar
from oro_framework.host.resources.mount_cookies import FILE, MountCookies

LASTING = "a=1; Path=/; Max-Age=1000; HttpOnly"


@dataclass
class Shown:
    """A window, as far as cookies care."""

    profile: str = ""


def made(folder: Path | None = None) -> MountCookies:
    """Return cookies that are kept in a folder, if one is given."""

    def start(work: Callable[[], Awaitable[None]]) -> None:
        trio.run(work)

    return MountCookies(start, lambda profile: folder and folder / profile)


def request(path: str, *, profile: str = "", outside: bool = False) -> Request:
    return Request(target=parse_target(f"oro://app{path}"), caller=Caller(window=Shown(profile), outside=outside))


def keep(cookies: MountCookies, *texts: str, path: str = "/site/form", **more: object) -> Answer:
    headers = [("content-type", "text/plain"), *(("set-cookie", text) for text in texts)]
    answer = cookies.keeping(Answer(Head(200, headers)), request(path, **more))  # type: ignore[arg-type]
    assert isinstance(answer, Answer)
    return answer


def test_a_page_never_sees_them() -> None:
    answer = keep(made(), "a=1", "b=2; HttpOnly")
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
    cookies = made()
    keep(cookies, text)
    assert cookies.sent(request(path)) == sent


def test_longer_paths_come_first_and_a_newer_value_counts() -> None:
    cookies = made()
    keep(cookies, "a=1; Path=/", "b=2; Path=/site", "a=3; Path=/")
    assert cookies.sent(request("/site")) == "b=2; a=3"
    keep(cookies, "a=; Path=/; Max-Age=0")
    assert cookies.sent(request("/site")) == "b=2"


def test_profiles_and_outsiders_have_their_own() -> None:
    cookies = made()
    keep(cookies, "a=1; Path=/", profile="work")
    outside = keep(cookies, "a=2; Path=/", outside=True)
    assert ("set-cookie", "a=2; Path=/") in list(outside.head.headers)
    assert cookies.sent(request("/")) == ""
    assert cookies.sent(request("/", profile="work")) == "a=1"
    assert cookies.sent(request("/", profile="work", outside=True)) == ""


def test_they_are_bounded() -> None:
    cookies = made()
    for number in range(400):
        keep(cookies, f"c{number}={number}; Path=/")
    kept = cookies.sent(request("/")).split("; ")
    assert len(kept) == 300
    assert kept[-1] == "c399=399"


def test_scripts_see_and_set_those_that_are_not_http_only() -> None:
    cookies = made()
    keep(cookies, "session=s; Path=/; HttpOnly", "token=t; Path=/site", "other=o; Path=/other")
    assert cookies.shown("", "/site/page") == "token=t"
    for text in ("session=x; Path=/", "hidden=1; Path=/; HttpOnly", "theme=dark; Path=/", "here=1", "no cookie"):
        cookies.set_by_page("", "/site/page", text)
    assert cookies.shown("", "/site/page") == "token=t; here=1; theme=dark"
    assert cookies.sent(request("/site/page")) == "token=t; here=1; session=s; theme=dark"
    cookies.set_by_page("", "/site/page", "theme=; Path=/; Max-Age=0")
    assert "theme" not in cookies.sent(request("/"))


def test_those_that_last_outlive_the_run(tmp_path: Path) -> None:
    for profile in ("", "work"):
        (tmp_path / profile).mkdir(exist_ok=True)
    first = made(tmp_path)
    keep(first, LASTING, "b=2; Path=/")
    keep(first, "c=3; Path=/; Max-Age=1000", profile="work")
    second = made(tmp_path)
    assert second.sent(request("/")) == "a=1"
    assert second.shown("", "/") == ""
    assert second.sent(request("/", profile="work")) == "c=3"
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    keep(second, "a=; Path=/; Max-Age=0")
    assert made(tmp_path).sent(request("/")) == ""


def test_one_that_becomes_a_cookie_of_the_run_is_forgotten(tmp_path: Path) -> None:
    cookies = made(tmp_path)
    keep(cookies, LASTING)
    keep(cookies, "a=2; Path=/")
    assert cookies.sent(request("/")) == "a=2"
    assert made(tmp_path).sent(request("/")) == ""


def test_a_file_that_holds_none_is_told_of_and_replaced(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / FILE).write_text('{"not": "cookies"}')
    cookies = made(tmp_path)
    assert cookies.sent(request("/")) == ""
    assert "Cannot read the cookies of mounted apps" in caplog.text
    keep(cookies, LASTING)
    assert made(tmp_path).sent(request("/")) == "a=1"


def test_cleared_are_those_that_were_set_since(monkeypatch: pytest.MonkeyPatch) -> None:
    cookies, now = made(), 1000.0
    monkeypatch.setattr("time.time", lambda: now)
    keep(cookies, "old=1; Path=/")
    now = 2000.0
    keep(cookies, "new=1; Path=/")
    cookies.clear("", 1500.0)
    assert cookies.sent(request("/")) == "old=1"
    cookies.clear("")
    assert cookies.sent(request("/")) == ""


@given(st.text(alphabet=st.characters(max_codepoint=255)), st.booleans())
def test_any_text_is_a_cookie_or_passed_over(text: str, by_script: bool) -> None:
    jar = CookieJar()
    jar.keep(text, "/site/form", by_script=by_script)
    assert jar.sent("/site/form").encode("latin-1") is not None
    assert CookieJar(jar.lasting()).lasting() == jar.lasting()


@given(st.binary(max_size=60))
def test_any_bytes_are_cookies_or_refused(kept: bytes) -> None:
    try:
        CookieJar(kept).sent("/")
    except ValueError:
        return
    assert kept.strip().startswith(b"[")
