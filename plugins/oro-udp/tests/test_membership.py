"""Memberships and interfaces as pages write them: any text gives an option or the error announced."""

from __future__ import annotations

import contextlib
import socket

from hypothesis import given
from hypothesis import strategies as st
from oro_udp.multicast import Membership, interface_option

texts = st.text() | st.from_regex(r"[0-9a-f:.%lo]{0,30}")


@given(texts, texts, texts, st.booleans())
def test_any_membership_is_an_option_or_refused(group: str, interface: str, source: str, join: bool) -> None:
    with contextlib.suppress(OSError):
        level, name, value = Membership(group, interface, source).option(join=join)
        assert level in (socket.IPPROTO_IP, socket.IPPROTO_IPV6)
        assert name > 0
        assert isinstance(value, bytes)


@given(texts, st.sampled_from([socket.AF_INET, socket.AF_INET6]))
def test_any_interface_is_an_option_or_refused(address: str, family: socket.AddressFamily) -> None:
    with contextlib.suppress(OSError):
        assert interface_option(family, address)[1] > 0
