"""Servers as pages write them, and answers of any shape: a result or the error announced."""

from __future__ import annotations

import dns.exception
import dns.message
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import pytest
from dns.rdtypes.ANY.TXT import TXT
from hypothesis import given
from hypothesis import strategies as st
from oro_dns import records
from oro_dns.hosts import names_of
from oro_dns.servers import PORT, Server

from oro_framework.errors import InvalidArgument

addresses = st.ip_addresses().map(str)


@pytest.mark.parametrize(
    ("text", "host", "port", "shown"),
    [
        ("127.0.0.1", "127.0.0.1", 53, "127.0.0.1"),
        ("127.0.0.1:5353", "127.0.0.1", 5353, "127.0.0.1:5353"),
        ("::1", "::1", 53, "::1"),
        ("[::1]", "::1", 53, "::1"),
        ("[::1]:53", "::1", 53, "::1"),
        ("[::1]:54", "::1", 54, "[::1]:54"),
        ("[fe80::1%lo]:54", "fe80::1%lo", 54, "[fe80::1%lo]:54"),
    ],
)
def test_a_server_is_an_address_with_a_port_or_without(text: str, host: str, port: int, shown: str) -> None:
    server = Server.parse(text)
    assert (server.host, server.port, str(server)) == (host, port, shown)


@pytest.mark.parametrize(
    "text", ["", "x", "1.2.3", "1.2.3.4:", "1.2.3.4:0", "1.2.3.4:65536", "[::1]:x", "[1", "::1]:5"]
)
def test_what_is_no_server_is_refused(text: str) -> None:
    with pytest.raises(InvalidArgument, match="Cannot ask"):
        Server.parse(text)


@given(addresses, st.integers(1, 65535))
def test_a_server_is_written_as_it_is_read(host: str, port: int) -> None:
    server = Server(host, port)
    assert Server.parse(str(server)) == server
    assert str(Server(host)) == host
    assert Server.parse(host).port == PORT


@given(st.text())
def test_any_text_is_a_server_or_refused(text: str) -> None:
    try:
        server = Server.parse(text)
    except InvalidArgument:
        return
    assert Server.parse(str(server)) == server


@given(st.binary(max_size=300), st.sampled_from(records.TYPES))
def test_any_answer_gives_records_or_the_error_of_nonsense(tail: bytes, rrtype: str) -> None:
    head = bytes.fromhex("000184000001000100000000") + b"\x01a\x00" + bytes.fromhex("00010001")
    for wire in (tail, head + tail):
        try:
            answer = dns.message.from_wire(wire)
            if not isinstance(answer, dns.message.QueryMessage):
                continue
            found = records.every(answer) if rrtype == "ANY" else records.matching(answer, rrtype)
        except dns.exception.DNSException:
            continue
        assert all(isinstance(item, (str, dict, list)) for item in found)


def test_the_hosts_file_is_read_as_the_system_reads_it() -> None:
    text = "# 127.0.0.9 no\n127.0.0.1 localhost  a\n::1 localhost\n\n127.0.0.1\tb # c\n127.0.0.1 a\nnonsense d\n"
    assert names_of("127.0.0.1", text) == ["localhost", "a", "b"]
    assert names_of("0:0::1", text) == ["localhost"]
    assert names_of("127.0.0.9", text) == names_of("nonsense", text) == []


@given(st.text(), st.text())
def test_any_hosts_file_gives_names(address: str, text: str) -> None:
    assert all(name.split() == [name] for name in names_of(address, text))


@given(st.lists(st.binary(max_size=255), min_size=1, max_size=4))
def test_text_of_any_bytes_keeps_every_byte(parts: list[bytes]) -> None:
    answer = dns.message.make_response(dns.message.make_query("a.test", "TXT"))
    data = TXT(dns.rdataclass.IN, dns.rdatatype.TXT, parts)
    answer.answer.append(dns.rrset.from_rdata("a.test.", 5, data))
    (found,) = records.matching(dns.message.from_wire(answer.to_wire()), "TXT")
    assert [str(part).encode("latin-1") for part in found] == parts
