"""Response headers by configuration."""

from __future__ import annotations

from oro_framework.host.resources.headers import ResponseHeaders

OWN = "oro://com.example.app"


def test_the_defaults_are_open() -> None:
    headers = dict(ResponseHeaders(origin=OWN).common("https://example.com"))
    assert headers == {
        "connection": "keep-alive",
        "access-control-allow-origin": "*",
        "access-control-allow-headers": "*",
        "access-control-allow-methods": "*",
        "access-control-allow-credentials": "true",
        "access-control-expose-headers": "*",
    }
    assert ResponseHeaders(origin=OWN).cache_control == (("cache-control", "public"),)


def test_a_list_of_origins_is_reflected() -> None:
    headers = ResponseHeaders(
        origin=OWN, allow_all=False, allowed_origins=["https://a.example"], allow_headers=["X-A", "X-B"],
        allow_methods=["GET", "PUT"], allow_credentials=False,
    )  # fmt: skip
    for origin in ("https://a.example", OWN):
        common = dict(headers.common(origin))
        assert common["access-control-allow-origin"] == origin
        assert common["access-control-allow-headers"] == "X-A, X-B"
        assert common["access-control-allow-methods"] == "GET, PUT"
        assert common["vary"] == "origin"
        assert "access-control-allow-credentials" not in common
    for other in ("https://b.example", "null", "", None):
        assert dict(headers.common(other)) == {"connection": "keep-alive", "vary": "origin"}


def test_preflight_says_what_is_allowed() -> None:
    preflight = dict(ResponseHeaders(origin=OWN).preflight(None))
    assert preflight["allow"] == "GET, POST, PATCH, PUT, DELETE, HEAD"
    assert preflight["access-control-allow-origin"] == "*"


def test_configured_headers_replace_ours_and_may_repeat() -> None:
    extra = (("X-One", "a"), ("X-One", "b"), ("Access-Control-Allow-Origin", "x"), ("Cache-Control", "no-store"))
    headers = ResponseHeaders(origin=OWN, extra=extra, referrer_policy="no-referrer", cache_control="public")
    common = headers.common(None)
    assert [value for name, value in common if name == "x-one"] == ["a", "b"]
    assert [value for name, value in common if name == "access-control-allow-origin"] == ["x"]
    assert [value for name, value in (*common, *headers.cache_control) if name == "cache-control"] == ["no-store"]
    assert ("referrer-policy", "no-referrer") in common


def test_what_latin_1_cannot_say_does_not_break_an_answer() -> None:
    common = dict(ResponseHeaders(origin=OWN, extra=(("X", "☃ü"),)).common(None))
    assert common["x"] == "?ü"
