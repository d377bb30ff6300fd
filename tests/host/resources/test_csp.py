"""Policies: what is added, where, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.resources.csp import allow_nonce, merge

NONCE = "'nonce-abc'"


@pytest.mark.parametrize(
    ("policy", "needed", "merged"),
    [
        ("", {"img-src": ["data:"]}, ""),
        ("img-src 'self'", {}, "img-src 'self'"),
        ("img-src 'self'", {"img-src": ["data:"]}, "img-src 'self' data:"),
        ("img-src 'self'", {"connect-src": ["ws:"]}, "img-src 'self'"),
        ("default-src 'self'", {"connect-src": ["ws:", "ipc:"]}, "default-src 'self'; connect-src 'self' ws: ipc:"),
        ("default-src 'none'", {"img-src": ["data:"]}, "default-src 'none'; img-src data:"),
        ("IMG-SRC 'none';", {"Img-Src": ["data:", "data:"]}, "img-src data:"),
        ("script-src x; default-src y", {"worker-src": ["blob:"]}, "script-src x; default-src y; worker-src x blob:"),
        ("sandbox; form-action 'none'", {"img-src": ["x"]}, "sandbox; form-action 'none'"),
        ("form-action 'none'", {"form-action": ["'self'"]}, "form-action 'self'"),
        ("img-src a; img-src b", {"img-src": []}, "img-src a"),
        ("img-src a, default-src b", {"img-src": ["c"]}, "img-src a c, default-src b; img-src b c"),
    ],
)
def test_merge(policy: str, needed: dict[str, list[str]], merged: str) -> None:
    assert merge(policy, needed) == merged


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [
        ("", ""),
        ("img-src x", "img-src x"),
        ("script-src 'self'", f"script-src 'self' {NONCE}"),
        ("script-src 'none'", f"script-src {NONCE}"),
        ("default-src 'self'", f"default-src 'self'; script-src 'self' {NONCE}"),
        ("script-src a; script-src-elem b", f"script-src a; script-src-elem b {NONCE}"),
        ("script-src 'unsafe-inline'", "script-src 'unsafe-inline'"),
        ("script-src 'unsafe-inline' 'nonce-x'", f"script-src 'unsafe-inline' 'nonce-x' {NONCE}"),
        ("script-src 'unsafe-inline' 'strict-dynamic'", f"script-src 'unsafe-inline' 'strict-dynamic' {NONCE}"),
    ],
)
def test_allow_nonce(policy: str, allowed: str) -> None:
    assert allow_nonce(policy, "abc") == allowed


@given(st.text(), st.dictionaries(st.text(), st.lists(st.text())))
def test_any_text_is_a_policy_of_some_kind(policy: str, needed: dict[str, list[str]]) -> None:
    once = merge(policy, {})
    assert merge(once, {}) == once
    merge(policy, needed)
    allow_nonce(policy, "abc")
