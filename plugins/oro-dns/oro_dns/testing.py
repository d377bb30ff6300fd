"""A DNS server for tests: on loopback, UDP and TCP on one free port, in the test's own loop.

    async with nameserver("www 60 IN A 192.0.2.1") as server:
        ... ask f"127.0.0.1:{server.port}" ...

Names of the zone `test.` are answered from its text. A name whose first label is one of `FAULTS` is answered as
that word says, in whatever zone.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataset
import dns.rdatatype
import dns.rrset
import dns.zone
from anyio.abc import SocketAttribute, SocketStream, UDPSocket

__all__ = ("FAULTS", "Nameserver", "nameserver")

FAULTS = ("servfail", "refused", "notimp", "formerr", "yxdomain", "silent", "garbage", "otherid", "otherquestion")
"""An answer of that code; none; bytes that are no message; one of another id; one to another question."""

_LARGEST = 512
_HEAD = "$ORIGIN test.\n$TTL 60\n@ IN SOA ns.test. admin.test. 7 1 2 3 4\n@ IN NS ns.test.\n"


class Nameserver:
    """The answers of a test server, and the queries it received.

    Args:
        text: records of the zone `test.`, as in a master file.
    """

    def __init__(self, text: str) -> None:
        self._zone = dns.zone.from_text(_HEAD + text, relativize=False, check_origin=False)
        self.port = 0
        self.asked: list[tuple[str, str, str]] = []
        """`udp` or `tcp`, the name, the type."""

    def answer(self, wire: bytes, transport: str) -> bytes | None:
        """Return what goes back, or None for silence."""
        try:
            question = dns.message.from_wire(wire)
        except dns.exception.DNSException:
            return None
        (asked,) = question.question
        self.asked.append((transport, asked.name.to_text(), dns.rdatatype.to_text(asked.rdtype)))
        fault = asked.name.labels[0].decode("latin-1").lower()
        return self._faulty(question, fault) if fault in FAULTS else self._right(question, transport)

    def _faulty(self, question: dns.message.Message, fault: str) -> bytes | None:
        if fault == "silent":
            return None
        if fault == "garbage":
            return question.id.to_bytes(2, "big") + b"\x80garbage"
        answer = dns.message.make_response(question)
        if fault == "otherid":
            answer.id ^= 1
        elif fault == "otherquestion":
            answer.question[0].name = dns.name.from_text("elsewhere.test")
        else:
            answer.set_rcode(dns.rcode.from_text(fault.upper()))
        return answer.to_wire()

    def _right(self, question: dns.message.Message, transport: str) -> bytes:
        answer = dns.message.make_response(question)
        self._fill(answer, question.question[0])
        wire = answer.to_wire()
        if transport == "udp" and len(wire) > _LARGEST:
            answer.answer.clear()
            answer.flags |= dns.flags.TC
            wire = answer.to_wire()
        return wire

    def _fill(self, answer: dns.message.Message, asked: dns.rrset.RRset) -> None:
        name = asked.name
        while (node := self._zone.get_node(name)) is not None:
            wanted = [item for item in node if asked.rdtype in (item.rdtype, dns.rdatatype.ANY)]
            aliases = [item for item in node if item.rdtype == dns.rdatatype.CNAME]
            for rdataset in wanted or aliases:
                # One by one: records of one set are shuffled on the way.
                answer.answer += [dns.rrset.from_rdata_list(name, rdataset.ttl, [rdata]) for rdata in rdataset]
            if wanted or not aliases:
                return
            target: Any = aliases[0][0]
            name = target.target
        answer.set_rcode(dns.rcode.NXDOMAIN)


@asynccontextmanager
async def nameserver(text: str = "") -> AsyncIterator[Nameserver]:
    """Run a server for the length of the block."""
    server = Nameserver(text)
    listener, udp = await _sockets()
    server.port = udp.extra(SocketAttribute.local_port)

    async def over_udp() -> None:
        async for wire, sender in udp:
            if (answer := server.answer(wire, "udp")) is not None:
                await udp.sendto(answer, *sender)

    async def over_tcp(stream: SocketStream) -> None:
        async with stream:
            size = int.from_bytes(await _exactly(stream, 2), "big")
            answer = server.answer(await _exactly(stream, size), "tcp")
            if answer is not None:
                await stream.send(len(answer).to_bytes(2, "big") + answer)

    async with listener, udp, anyio.create_task_group() as tasks:
        tasks.start_soon(over_udp)
        tasks.start_soon(listener.serve, over_tcp)
        yield server
        tasks.cancel_scope.cancel()


async def _sockets() -> tuple[Any, UDPSocket]:
    """Listen on one port both ways, whichever is free for both."""
    while True:
        listener = await anyio.create_tcp_listener(local_host="127.0.0.1", local_port=0)
        port = listener.extra(SocketAttribute.local_port)
        try:
            return listener, await anyio.create_udp_socket(local_host="127.0.0.1", local_port=port)
        except OSError:
            await listener.aclose()


async def _exactly(stream: SocketStream, size: int) -> bytes:
    received = b""
    while len(received) < size:
        received += await stream.receive(size - len(received))
    return received
