"""A view goes nowhere but to its own origin and to those it may, whatever a page writes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.errors import InvalidArgument
from oro_framework.host.windows.view_policy import Flow, ViewPolicy, origin_of
from oro_framework.host.windows.view_rights import RIGHTS, checked_rights

SITE = "https://site.example"
texts = st.text(max_size=30)


@given(st.from_regex(r"[a-z][a-z0-9+.-]{0,8}", fullmatch=True), texts)
def test_no_scheme_but_those_of_sites_is_shown_in_the_top_frame(scheme: str, rest: str) -> None:
    policy = ViewPolicy.of(f"{SITE}/", ["*"])
    verdict = policy.navigate(f"{scheme}:{rest}", True)
    assert verdict == "deny" or scheme in ("http", "https") or (scheme, rest.partition("#")[0]) == ("about", "blank")


@given(texts)
def test_another_origin_is_never_shown_unless_allowed(text: str) -> None:
    policy = ViewPolicy.of(f"{SITE}/", [])
    url = f"https://{text}"
    assert policy.navigate(url, True) == "deny" or origin_of(url) == SITE


@pytest.mark.parametrize(
    ("url", "top_level", "verdict"),
    [
        (f"{SITE}/mail?x#y", True, "allow"),
        (f"{SITE}:443/mail", True, "allow"),
        ("https://SITE.example/", True, "allow"),
        (f"{SITE}:8443/", True, "deny"),
        ("http://site.example/", True, "deny"),
        ("https://site.example.evil.test/", True, "deny"),
        ("https://site.example@evil.test/", True, "deny"),
        ("https://a.partner.example/", True, "allow"),
        ("https://partner.example.evil.test/", True, "deny"),
        ("https://evil.test/.partner.example", True, "deny"),
        ("https://[", True, "deny"),
        ("https://evil.test\\@site.example/", True, "deny"),
        ("about:blank", True, "allow"),
        ("about:settings", True, "deny"),
        ("data:text/html,x", True, "deny"),
        ("blob:https://site.example/1", True, "deny"),
        ("javascript:alert(1)", True, "deny"),
        ("file:///etc/passwd", True, "deny"),
        ("oro://app/index.html", True, "deny"),
        ("https://advert.test/", False, "allow"),
        ("data:text/html,x", False, "allow"),
        ("about:srcdoc", False, "allow"),
        ("file:///etc/passwd", False, "deny"),
        ("oro://app/index.html", False, "deny"),
        ("ipc://core.ping", False, "deny"),
    ],
)
def test_where_a_view_of_a_site_may_go(url: str, top_level: bool, verdict: str) -> None:
    assert ViewPolicy.of(f"{SITE}/", ["https://*.partner.example"]).navigate(url, top_level) == verdict


def test_a_document_without_an_origin_is_shown_and_goes_nowhere() -> None:
    policy = ViewPolicy.of("data:text/html,mail", [])
    assert policy.origin is None
    assert policy.navigate("data:text/html,mail", True) == "allow"
    assert policy.navigate("data:text/html,other", True) == "deny"
    assert policy.navigate(f"{SITE}/", True) == "deny"


@pytest.mark.parametrize("url", ["file:///etc/passwd", "oro://app/", "ipc:", "", "https:", "https://[", "javascript:1"])
def test_no_other_address_is_one_of_a_site(url: str) -> None:
    with pytest.raises(InvalidArgument):
        ViewPolicy.of(url, [])


@pytest.mark.parametrize("pattern", ["", "site.example", "file:///*", "https://a/b", "oro://*", "https://a b"])
def test_a_pattern_is_an_origin(pattern: str) -> None:
    with pytest.raises(InvalidArgument, match="names origins"):
        ViewPolicy.of(SITE, [pattern])


@given(st.lists(st.floats(0, 10), max_size=200))
def test_no_more_passes_than_the_flow_lets(steps: list[float]) -> None:
    flow, now, passed = Flow(8, 2.0), 0.0, 0
    for step in steps:
        now += step
        passed += flow.passes(now)
    assert passed <= 8 + 2 * now
    assert flow.held == len(steps) - passed


def test_rights_are_those_of_engines_and_bring_what_cameras_need() -> None:
    assert checked_rights([]) == frozenset()
    assert checked_rights(["camera"]) == {"camera", "user_media"}
    assert checked_rights(sorted(RIGHTS)) >= RIGHTS
    for name in ("fs", "window", "views", "user_media", ""):
        with pytest.raises(InvalidArgument, match="rights"):
            checked_rights([name])
