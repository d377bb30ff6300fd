"""Suggestions for mistyped names."""

from __future__ import annotations

from oro_framework.suggestions import did_you_mean, nearest


def test_a_name_that_is_nearly_a_known_one_is_suggested() -> None:
    assert nearest("rnu", ["run", "routes"]) == "run"
    assert did_you_mean("run") == 'did you mean "run"?'


def test_nothing_is_suggested_for_a_name_like_no_other() -> None:
    assert nearest("xyz", ["run", "routes"]) == ""
    assert nearest("rnu", ["run", "routes"], cutoff=0.99) == ""
    assert did_you_mean("", "oro plugins list") == "oro plugins list"
