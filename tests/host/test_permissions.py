"""Deny wins; nobody but the app's own origin is heard."""

from __future__ import annotations

from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.errors import Denied
from oro_framework.host.permissions import Permissions
from oro_framework.types import Call, Permission, Verdict

ORIGIN = "oro://app"
FS = Permission(name="fs", description="Files.")
RISKY = Permission(name="risky", description="Risky.", default=False)
DECLARED = {"fs": FS, "risky": RISKY}


def call_from(origin: str | None) -> Call:
    return Call(
        host=cast(Any, None), route="fs.open", window=None, origin=origin, client="1", params={}, headers=(), body=b"",
        seq="",
    )  # fmt: skip


def test_a_foreign_origin_may_call_nothing() -> None:
    permissions = Permissions(ORIGIN, DECLARED, {"fs": True})
    for origin in ("http://evil.example", "oro://other", "null", None):
        with pytest.raises(Denied, match=r'Cannot call "fs\.open".*only oro://app may'):
            permissions.guard(call_from(origin), "")


def test_a_denied_call_says_which_line_would_grant_it() -> None:
    with pytest.raises(Denied, match=r"lacks permission risky: .*permissions_allow_risky = true would grant it"):
        Permissions(ORIGIN, DECLARED, {}).guard(call_from(ORIGIN), "risky")


@pytest.mark.parametrize(
    ("granted", "default", "name", "allowed"),
    [
        ({}, "allow", "fs", True),
        ({}, "allow", "risky", False),
        ({}, "allow", "undeclared", True),
        ({}, "deny", "fs", False),
        ({"fs": True}, "deny", "fs", True),
        ({"fs": False}, "allow", "fs", False),
        ({"risky": True}, "allow", "risky", True),
    ],
)
def test_the_table(granted: dict[str, bool], default: str, name: str, allowed: bool) -> None:
    assert Permissions(ORIGIN, DECLARED, granted, default).query(name).allowed is allowed


VERDICTS = st.lists(st.sampled_from([Verdict.ALLOW, Verdict.DENY, None]), max_size=5)


@given(VERDICTS, st.sampled_from([{}, {"fs": True}, {"fs": False}]), st.sampled_from(["allow", "deny"]))
def test_deny_wins_over_every_other_verdict(
    verdicts: list[Verdict | None], granted: dict[str, bool], default: str
) -> None:
    checks = [
        (f"p{number}", lambda call, name, verdict=verdict: None if verdict is None else (verdict, "because"))
        for number, verdict in enumerate(verdicts)
    ]
    decision = Permissions(ORIGIN, DECLARED, granted, default, cast(Any, checks)).decide(call_from(ORIGIN), "fs")
    if Verdict.DENY in verdicts or granted.get("fs") is False:
        assert not decision.allowed
    elif Verdict.ALLOW in verdicts or granted.get("fs"):
        assert decision.allowed
    else:
        assert decision.allowed is (default == "allow")
