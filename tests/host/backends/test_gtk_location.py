"""Where a redirect leads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.backends.redirect import resolve


@pytest.mark.parametrize(
    ("base", "location", "expected"),
    [
        ("oro://app/a/b?c", "/d", "oro://app/d"),
        ("oro://app/a/b", "d?e=f", "oro://app/a/d?e=f"),
        ("oro://app/a/b", "../d", "oro://app/d"),
        ("oro://app/a/b?c", "?x", "oro://app/a/b?x"),
        ("oro://app/a", "", "oro://app/a"),
        ("oro://app/a", "//other/b", "oro://other/b"),
        ("oro://app/a", "ipc://route?x=1", "ipc://route?x=1"),
        ("ipc://route?x=1", "?y=2", "ipc://route?y=2"),
        ("oro://app/a", "/b:c", "oro://app/b:c"),
        ("oro://app/a", "mailto:x@example.com", "mailto:x@example.com"),
        ("oro://app/a", "1:2", "oro://app/1:2"),
    ],
)
def test_resolve(base: str, location: str, expected: str) -> None:
    assert resolve(base, location) == expected


@given(st.text())
def test_any_location_resolves(location: str) -> None:
    assert ":" in resolve("oro://app/a", location)
