"""The previews of a page without a host: requests, answers and documents on their way."""

from __future__ import annotations

import pytest
from oro_container.core.previews.script import PreviewScript
from oro_container.core.previews.site_previews import SitePreviews

ADDRESS = "https://site.example/demo/preview/01234567/{port}/"


def previews() -> SitePreviews:
    """Return those of a site."""
    return SitePreviews(ADDRESS, ["function (told) { seen(told) }"], True)


@pytest.mark.parametrize(
    ("location", "led"),
    [
        ("/a?b=c", "https://site.example/demo/preview/01234567/3000/a?b=c"),
        ("other", "https://site.example/demo/preview/01234567/3000/folder/other"),
        ("http://localhost:4000/x#y", "https://site.example/demo/preview/01234567/4000/x#y"),
        ("https://elsewhere.example/", "https://elsewhere.example/"),
    ],
)
def test_redirects_to_servers_of_the_container_are_led(location: str, led: str) -> None:
    headers = [(b"location", location.encode())]
    changed, injection = previews().answer(3000, "/folder/page", headers, 0, document=True)
    assert (changed, injection) == ([(b"location", led.encode())], None)


def test_cookies_are_kept_for_the_requests_that_follow() -> None:
    site = previews()
    set_cookies = [(b"set-cookie", b"a=1; Path=/; HttpOnly"), (b"set-cookie", b"b=2; Path=/sub; Max-Age=10")]
    assert site.answer(3000, "/?x", set_cookies, 0, document=False) == ([], None)
    assert site.request("/?y", [(b"accept", b"*/*"), (b"host", b"site.example")], 1) == [
        (b"accept", b"*/*"),
        (b"cookie", b"a=1"),
    ]
    assert site.request("/sub?y", [], 1) == [(b"cookie", b"b=2; a=1")]
    assert site.request("/sub", [], 11) == [(b"cookie", b"a=1")]


def test_documents_get_the_scripts_first_and_may_run_them() -> None:
    site = previews()
    site.script = PreviewScript(source="own()")
    headers = [
        (b"content-type", b"text/html"),
        (b"content-length", b"20"),
        (b"content-security-policy", b"script-src 'self'; frame-ancestors 'none'"),
    ]
    changed, injection = site.answer(3000, "/", headers, 0, document=True)
    assert injection is not None
    page = (injection.feed(b"<!doctype html><p>x") + injection.end()).decode()
    assert page.startswith("<!doctype html><script nonce=")
    assert '"port": 3000, "base": "/demo/preview/01234567/3000/"' in page
    assert page.index("seen(told)") < page.index("own()") < page.index("<p>x")
    told = dict(changed)
    assert told[b"content-security-policy"].startswith(b"script-src 'self' 'nonce-")
    assert b"content-length" not in told
    assert site.answer(3000, "/", headers, 0, document=False)[1] is None
