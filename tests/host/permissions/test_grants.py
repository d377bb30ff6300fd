"""Deny wins; nobody but the app's own origin is heard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.errors import Denied
from oro_framework.host.permissions.grants import Grants, Guest, Permissions, Undecided, Verdicts
from oro_framework.types import Call, Permission, Verdict

ORIGIN = "oro://app"
FS = Permission(name="fs", description="Files.")
RISKY = Permission(name="risky", description="Risky.", default=False)
SAFE = Permission(name="safe", description="Safe.", harmless=True)
DECLARED = {"fs": FS, "risky": RISKY, "safe": SAFE}


def call_from(origin: str | None, window: int | None = None) -> Call:
    shown = None if window is None else SimpleNamespace(index=window)
    return Call(
        host=cast(Any, None), route="fs.open", window=cast(Any, shown), origin=origin, client="1", params={},
        headers=(), body=b"", seq="",
    )  # fmt: skip


Check = tuple[str, Callable[[Call, str], tuple[Verdict, str] | None]]


def verdicts_of(checks: Sequence[Check]) -> Verdicts:
    """Return what asks named checks and leaves out those without an opinion, as hooks are asked."""

    def verdicts(call: Call, permission: str) -> list[tuple[str, tuple[Verdict, str]]]:
        answers = [(name, check(call, permission)) for name, check in checks]
        return [(name, answer) for name, answer in answers if answer is not None]

    return verdicts


def test_a_foreign_origin_may_call_nothing() -> None:
    permissions = Permissions(ORIGIN, DECLARED, Grants(allow={"fs": True}))
    for origin in ("http://evil.example", "oro://other", "null", None):
        with pytest.raises(Denied, match=r'Cannot call "fs\.open".*only oro://app may'):
            permissions.guard(call_from(origin), "")


def test_a_denied_call_says_which_line_would_grant_it() -> None:
    with pytest.raises(Denied, match=r"lacks permission risky: .*permissions_allow_risky = true would grant it"):
        Permissions(ORIGIN, DECLARED).guard(call_from(ORIGIN), "risky")


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
        ({"fs": "ask"}, "allow", "fs", False),
        ({}, "ask", "fs", False),
        ({}, "ask", "safe", True),
        ({}, "deny", "safe", False),
        ({"fs": True}, "ask", "fs", True),
    ],
)
def test_the_table(granted: dict[str, bool | str], default: str, name: str, allowed: bool) -> None:
    assert Permissions(ORIGIN, DECLARED, Grants(allow=granted, default=default)).query(name).allowed is allowed


VERDICTS = st.lists(st.sampled_from([Verdict.ALLOW, Verdict.DENY, None]), max_size=5)


@given(VERDICTS, st.sampled_from([{}, {"fs": True}, {"fs": False}]), st.sampled_from(["allow", "deny"]))
def test_deny_wins_over_every_other_verdict(
    verdicts: list[Verdict | None], granted: dict[str, bool], default: str
) -> None:
    checks = [
        (f"p{number}", lambda call, name, verdict=verdict: None if verdict is None else (verdict, "because"))
        for number, verdict in enumerate(verdicts)
    ]
    decision = Permissions(ORIGIN, DECLARED, Grants(allow=granted, default=default), verdicts_of(checks)).decide(
        call_from(ORIGIN), "fs"
    )
    if Verdict.DENY in verdicts or granted.get("fs") is False:
        assert not decision.allowed
    elif Verdict.ALLOW in verdicts or granted.get("fs"):
        assert decision.allowed
    else:
        assert decision.allowed is (default == "allow")


@given(
    st.sampled_from([True, False, "ask", None]),
    st.sampled_from(["allow", "deny", "ask"]),
    st.sampled_from([True, False, None]),
    st.sampled_from([None, Verdict.ALLOW, Verdict.DENY]),
)
def test_a_person_is_asked_for_nothing_that_is_settled(
    granted: bool | str | None, default: str, answer: bool | None, verdict: Verdict | None
) -> None:
    grants = Grants(allow={} if granted is None else {"fs": granted}, default=default)
    checks = [("p", lambda call, name: None if verdict is None else (verdict, "because"))]
    permissions = Permissions(ORIGIN, DECLARED, grants, verdicts_of(checks), lambda origin, name: answer)
    state = permissions.decide(call_from(ORIGIN), "fs").state
    if granted is False or verdict is Verdict.DENY:
        assert state == "denied"
    elif granted is True or verdict is Verdict.ALLOW:
        assert state == "granted"
    elif (default if granted is None else granted) == "ask":
        assert state == {True: "granted", False: "denied", None: "prompt"}[answer]
    else:
        assert state == ("granted" if default == "allow" else "denied")


def test_windows_narrow_whatever_else_allows() -> None:
    checks = [("p", lambda call, name: (Verdict.ALLOW, "because"))]
    grants = Grants(allow={"fs": True}, windows={"fs": frozenset({0, 2})})
    permissions = Permissions(ORIGIN, DECLARED, grants, verdicts_of(checks))
    assert [permissions.decide(call_from(ORIGIN, window), "fs").allowed for window in (0, 1, 2, None)] == [
        True, False, True, False,
    ]  # fmt: skip
    with pytest.raises(Denied, match=r"permissions_windows_fs allows only windows: 0, 2"):
        permissions.guard(call_from(ORIGIN, 1), "fs")


ORIGINS = st.sampled_from([ORIGIN, "https://a.example", "https://b.example", "null", None])


@given(ORIGINS, st.sampled_from(["fs", "safe", "risky", ""]), st.sampled_from(["allow", "deny"]))
def test_a_named_origin_holds_what_it_is_named_for_and_nothing_else(
    origin: str | None, permission: str, default: str
) -> None:
    grants = Grants(origins={"fs": frozenset({"https://a.example"})}, default=default)
    permissions = Permissions(ORIGIN, DECLARED, grants)
    try:
        permissions.guard(call_from(origin), permission)
        allowed = True
    except Denied:
        allowed = False
    if origin == ORIGIN:
        assert allowed is (permission == "" or permissions.query(permission).allowed)
    else:
        assert allowed is (origin == "https://a.example" and permission == "fs" and default == "allow")


def test_every_decision_is_told_with_who_made_it() -> None:
    checks = [("careful", lambda call, name: (Verdict.DENY, "not now") if name == "risky" else None)]
    permissions = Permissions(ORIGIN, DECLARED, Grants(allow={"fs": True}), verdicts_of(checks))
    told: list[Any] = []
    permissions.listeners.append(told.append)
    for origin, name in ((ORIGIN, "fs"), (ORIGIN, "risky"), (ORIGIN, ""), ("https://evil.example", "fs")):
        with suppress(Denied):
            permissions.guard(call_from(origin, 3), name)
    assert [(each.origin, each.window, each.permission, each.verdict, each.by) for each in told] == [
        (ORIGIN, 3, "fs", "allow", "configuration"),
        (ORIGIN, 3, "risky", "deny", "plugin careful"),
        ("https://evil.example", 3, "fs", "deny", "host"),
    ]


SITE = "https://site.example"


def of_guest(rights: set[str], verdicts: Verdicts | None = None, **grants: Any) -> Permissions:
    """Return a table in which window 96 is a view of a site."""
    permissions = Permissions(ORIGIN, DECLARED, Grants(**grants), verdicts)
    permissions.guest_of = lambda index: Guest(SITE, frozenset(rights)) if index == 96 else None
    return permissions


@pytest.mark.parametrize("name", ["fs", "risky", "safe", "undeclared"])
def test_nothing_is_allowed_to_a_guest_by_itself(name: str) -> None:
    permissions = of_guest(set(), allow={name: True})
    with pytest.raises(Denied, match="the rights of its view do not name it"):
        permissions.guard(call_from(SITE, 96), name)
    assert permissions.query(name, SITE, 96).state == "denied"


@pytest.mark.parametrize(
    ("grants", "state"),
    [
        ({}, "prompt"),
        ({"allow": {"fs": True}}, "granted"),
        ({"allow": {"fs": "ask"}}, "prompt"),
        ({"allow": {"fs": False}}, "denied"),
        ({"default": "deny"}, "denied"),
        ({"default": "deny", "allow": {"fs": True}}, "granted"),
        ({"default": "ask"}, "prompt"),
    ],
)
def test_a_right_lets_a_guest_ask(grants: dict[str, Any], state: str) -> None:
    permissions = of_guest({"fs"}, **grants)
    assert permissions.query("fs", SITE, 96).state == state
    assert permissions.decide(call_from(SITE, 96), "fs").state == state


def test_an_undecided_guest_is_asked_about() -> None:
    with pytest.raises(Undecided):
        of_guest({"fs"}).guard(call_from(SITE, 96), "fs")


@given(st.sampled_from([ORIGIN, "https://other.example", "null", None]))
def test_a_right_is_of_the_origin_that_the_app_showed(origin: str | None) -> None:
    permissions = of_guest({"fs"}, allow={"fs": True}, origins={"fs": frozenset({"https://other.example"})})
    with pytest.raises(Denied, match="in this view only"):
        permissions.guard(call_from(origin, 96), "fs")


def test_a_guest_calls_no_route_and_its_origin_is_none_elsewhere() -> None:
    permissions = of_guest({"fs"}, allow={"fs": True})
    for call, name in ((call_from(SITE, 96), ""), (call_from(SITE, 0), "fs"), (call_from(SITE), "fs")):
        with pytest.raises(Denied, match="may not call the host"):
            permissions.guard(call, name)


def test_a_plugin_may_deny_a_guest_and_not_allow_one() -> None:
    denies = verdicts_of([("guard", lambda _call, _name: (Verdict.DENY, "no"))])
    allows = verdicts_of([("guard", lambda _call, _name: (Verdict.ALLOW, "yes"))])
    call = call_from(SITE, 96)
    assert of_guest({"fs"}, denies, allow={"fs": True}).decide(call, "fs").state == "denied"
    assert of_guest({"fs"}, allows).decide(call, "fs").state == "prompt"
