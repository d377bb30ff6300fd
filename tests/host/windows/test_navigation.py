"""Only the host's schemes and what the app allows are navigated to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.windows.navigation import NavigationPolicy

POLICY = NavigationPolicy(("oro", "ipc", "node"), ("https://docs.example/*", "https://exact.example/"))


@pytest.mark.parametrize(
    ("url", "top", "answer"),
    [
        ("oro://app/index.html", True, "allow"),
        ("ORO://app/", True, "allow"),
        ("about:blank#x", True, "allow"),
        ("about:srcdoc", False, "allow"),
        ("about:config", True, "deny"),
        ("data:text/html,x", False, "allow"),
        ("data:text/html,x", True, "deny"),
        ("https://docs.example/a?b", True, "allow"),
        ("https://exact.example/", False, "allow"),
        ("https://exact.example/x", True, "external"),
        ("http://evil.example/", False, "deny"),
        ("mailto:a@example.org", True, "external"),
        ("file:///etc/passwd", True, "deny"),
        ("javascript:alert(1)", True, "deny"),
        ("", True, "deny"),
    ],
)
def test_the_table(url: str, top: bool, answer: str) -> None:
    assert POLICY.decide(url, top) == answer


@given(st.text(), st.booleans())
def test_any_text_gives_an_answer(url: str, top: bool) -> None:
    assert POLICY.decide(url, top) in ("allow", "deny", "external")


def test_a_pattern_is_admitted_in_frames_until_it_is_released() -> None:
    policy, url = NavigationPolicy(("oro",)), "http://a.localhost:8000/x?y"
    first, second = (policy.admit_frames("http://a.localhost:8000/*") for _ in range(2))
    assert [policy.decide(url, top) for top in (False, True)] == ["allow", "deny"]
    assert policy.decide("http://b.localhost:8000/x", False) == "deny"
    assert policy.decide("http://a.localhost:8000.example/", False) == "deny"
    first()
    first()
    assert policy.decide(url, False) == "allow"
    second()
    assert [policy.decide(url, top) for top in (False, True)] == ["deny", "external"]
