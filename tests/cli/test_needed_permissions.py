"""What an app needed is granted by what is written, and nothing else is."""

from __future__ import annotations

from typing import Any

import tomlkit
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from oro_framework.cli.needed_permissions import NeededPermissions
from oro_framework.host.configuration import settings as names
from oro_framework.host.configuration import toml
from oro_framework.host.configuration.config import Sources, load
from oro_framework.host.permissions.grants import Permissions, Record, grants_of
from oro_framework.types import Permission

ORIGIN = "oro://org.example.app"
NAMES = ("fs", "net", "dns", "broadcast_channel")
DECLARED = {name: Permission(name=name, description="") for name in NAMES}


def record(
    permission: str, *, scope: str = "", target: str = "route", verdict: str = "allow", origin: str = ORIGIN
) -> Record:
    return Record(
        origin=origin, window=0, permission=permission, target=target, verdict=verdict, by="", reason="why", scope=scope
    )


RECORDS = st.lists(
    st.builds(
        record,
        st.sampled_from([*NAMES, ""]),
        verdict=st.sampled_from(["allow", "deny", "ask"]),
        origin=st.sampled_from([ORIGIN, "https://evil.example"]),
    )
)


@given(RECORDS)
def test_what_is_written_grants_what_was_needed_and_nothing_else(records: list[Record]) -> None:
    needs = NeededPermissions(ORIGIN)
    for each in records:
        needs.record(each)
    text = needs.document().as_string()
    config = load(Sources(files=[("oro.toml", toml.decode(text.encode(), "oro.toml"))]))
    permissions = Permissions(ORIGIN, DECLARED, grants_of(config.settings))
    allowed = {each.permission for each in records if each.verdict == "allow" and each.origin == ORIGIN} - {""}
    assert {name for name in NAMES if permissions.query(name).allowed} == allowed
    assert config.settings[names.PERMISSIONS_DEFAULT] == "deny"


def test_scopes_name_what_was_reached() -> None:
    needs = NeededPermissions(ORIGIN)
    for target in ("b.example:443", "a.example:443", "b.example:443"):
        needs.record(record("net", scope="permissions_net_peers", target=target))
    needs.record(record("net", scope="permissions_net_peers", target="c.example:443", verdict="deny"))
    written: Any = tomlkit.parse(needs.document().as_string())
    assert written["permissions"]["net"]["peers"] == ["a.example:443", "b.example:443"]
    assert needs.denied == {"permissions_net_peers: c.example:443": "why"}


def test_what_is_configured_stays_as_it_is() -> None:
    needs = NeededPermissions(ORIGIN)
    for name in ("fs", "net"):
        needs.record(record(name))
    needs.record(record("net", scope="permissions_net_peers", target="a.example:443"))
    document = tomlkit.parse(
        '# mine\n[permissions]\nallow.fs = "ask" # why\n[permissions.net]\npeers = ["*.example"]\n'
    )
    given_keys = {"permissions_allow_fs": "ask", "permissions_net_peers": ["*.example"]}
    assert needs.add_to(document, given_keys) == ["permissions_default", "permissions_allow_net"]
    assert "# mine" in document.as_string()
    assert 'allow.fs = "ask" # why' in document.as_string()
    written: Any = tomlkit.parse(document.as_string())["permissions"]
    assert written["allow"] == {"fs": "ask", "net": True}
    assert written["net"]["peers"] == ["*.example"]
    assert written["default"] == "deny"


def test_what_the_framework_did_of_its_own_accord_is_not_needed() -> None:
    needs = NeededPermissions(ORIGIN)
    needs.record(structs.replace(record("net"), own=True))
    needs.record(record("dns"))
    assert needs.granted == {"dns"}
