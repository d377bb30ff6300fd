"""Addresses and ids as pages write them: any text gives an answer or the error announced."""

from __future__ import annotations

import contextlib
import socket
from ipaddress import IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.endpoints import Endpoint, check_id, family_of, literal
from oro_framework.errors import InvalidArgument

texts = st.text() | st.from_regex(r"[0-9a-f:.%lo]{0,30}")


@given(st.ip_addresses(), st.integers(0, 65535))
def test_an_address_is_taken_as_it_is_and_told_as_it_was(address: object, port: int) -> None:
    text = str(address)
    sockaddr = literal(text, port)
    assert sockaddr is not None
    assert family_of(sockaddr) == (socket.AF_INET6 if isinstance(address, IPv6Address) else socket.AF_INET)
    assert Endpoint.of(sockaddr) == Endpoint(text.split("%")[0] if "%" not in text else text, port)


@given(texts, st.integers(0, 65535))
def test_any_text_is_an_address_a_name_or_a_zone_nobody_has(text: str, port: int) -> None:
    with contextlib.suppress(OSError):
        sockaddr = literal(text, port)
        if sockaddr is not None:
            assert ip_address(sockaddr[0])


def test_a_zone_is_an_interface_by_name_or_number() -> None:
    name = socket.if_indextoname(1)
    assert literal(f"fe80::1%{name}", 5) == literal("fe80::1%1", 5) == ("fe80::1", 5, 0, 1)
    assert Endpoint.of(("fe80::1", 5, 0, 1)) == Endpoint(f"fe80::1%{name}", 5)
    assert Endpoint.of(("fe80::1", 5, 0, 99999)).address == "fe80::1%99999"
    for zone in ("none", "9" * 20, "a\0b"):
        with pytest.raises(OSError, match="interface"):
            literal(f"fe80::1%{zone}", 5)


@given(st.text())
def test_an_id_is_a_number_or_refused(text: str) -> None:
    try:
        assert int(check_id(text)) < 2**64
    except InvalidArgument:
        assert not (text.isascii() and text.isdigit() and int(text) < 2**64 and len(text) <= 20)
