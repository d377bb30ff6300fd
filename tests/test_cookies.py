"""Cookies are sent where RFC 6265 says, and what no engine would keep is refused."""

from __future__ import annotations

import pytest

from oro_framework.cookies import Cookie, CookieFilter

SENT: list[tuple[str, str, str, bool]] = [
    ("site.test", "/", "http://site.test/a", True),
    ("site.test", "/", "http://www.site.test/", False),
    (".site.test", "/", "http://www.site.test/", True),
    (".site.test", "/", "http://mysite.test/", False),
    ("SITE.test", "/", "http://site.TEST/", True),
    ("site.test", "/a", "http://site.test/a/b", True),
    ("site.test", "/a", "http://site.test/ab", False),
    ("::1", "/", "http://[::1]:80/", True),
]


@pytest.mark.parametrize(("domain", "path", "url", "sent"), SENT)
def test_it_is_sent_to(domain: str, path: str, url: str, sent: bool) -> None:
    cookie = Cookie(name="a", domain=domain, path=path)
    assert CookieFilter(url=url).matches(cookie) is sent


def test_a_secure_one_is_sent_over_tls_only() -> None:
    cookie = Cookie(name="a", domain="site.test", secure=True)
    urls = ("http://site.test/", "https://site.test/", "wss://site.test/")
    assert [CookieFilter(url=url).matches(cookie) for url in urls] == [False, True, True]
    assert cookie.url == "https://site.test/"


def test_a_filter_narrows_by_each_of_its_parts() -> None:
    cookie = Cookie(name="a", domain="www.site.test")
    assert CookieFilter().matches(cookie)
    assert CookieFilter(name="a", domain="site.test").matches(cookie)
    assert not CookieFilter(name="b", domain="site.test").matches(cookie)
    assert not CookieFilter(domain="other.test").matches(cookie)


@pytest.mark.parametrize(
    "cookie",
    [
        Cookie(name="", domain="site.test"),
        Cookie(name="a", domain=""),
        Cookie(name="a", domain="http://site.test/"),
        Cookie(name="a", domain="site.test", path="x"),
        Cookie(name="a=b", domain="site.test"),
        Cookie(name="a", value="b; domain=evil.test", domain="site.test"),
        Cookie(name="a", value="b\r\n", domain="site.test"),
        Cookie(name="a", domain="site.test", same_site="None"),
    ],
)
def test_what_no_engine_keeps_has_a_mistake(cookie: Cookie) -> None:
    assert cookie.mistake()


def test_others_have_none() -> None:
    for cookie in (
        Cookie(name="a", value="b=c", domain=".site.test"),
        Cookie(name="a", domain="::1"),
        Cookie(name="a", domain="site.test", same_site="None", secure=True),
    ):
        assert cookie.mistake() == ""
