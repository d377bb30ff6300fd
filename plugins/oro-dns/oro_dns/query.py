"""Asking DNS servers, as c-ares does under Node.

Rules
1. Servers are asked in order, each by UDP from a port of its own, by TCP when its answer was cut off.
2. A server that does not answer in time, cannot be reached or talks nonsense is passed over. So is one that says
   SERVFAIL, NOTIMP or REFUSED, and that one is not asked again.
3. All servers are asked `tries` times; each round waits twice as long as the one before.
4. What failed last is the error.
5. Answers from other addresses, with another id or another question are not heard.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dns.asyncbackend
import dns.asyncquery
import dns.exception
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.reversename

from oro_dns import records
from oro_dns.errors import QueryFailed
from oro_dns.records import Found
from oro_dns.servers import Server
from oro_framework.errors import InvalidArgument

__all__ = ("Asking", "resolve", "reverse", "system_servers")

LONGEST = 300.0
_REFUSALS = {
    dns.rcode.SERVFAIL: "ESERVFAIL",
    dns.rcode.NOTIMP: "ENOTIMP",
    dns.rcode.REFUSED: "EREFUSED",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Whom to ask, how often, and from where."""

    servers: Sequence[Server]
    timeout: float
    """Seconds to wait for a server in the first round."""
    tries: int
    sources: tuple[str, str] = ("", "")
    """Local IPv4 and IPv6 address; empty lets the system choose."""


class _Failed(Exception):
    """A server gave no answer; its text is Node's code."""


def system_servers() -> list[Server]:
    """Return the servers the system is set up with; this machine when it has none. Reads files."""
    try:
        configured = dns.resolver.Resolver().nameservers
    except (dns.resolver.NoResolverConfiguration, OSError):
        configured = []
    return [Server(str(host)) for host in configured] or [Server("127.0.0.1")]


async def resolve(hostname: str, rrtype: str, asking: Asking) -> list[Found] | list[dict[str, object]]:
    """Return the records of a name, in the shapes of Node.

    Raises:
        QueryFailed: there are none, or no server answered.
    If cancelled, the query was sent or not; no answer is waited for.
    """
    syscall = f"query{rrtype.capitalize()}"
    try:
        answer = await _ask(_question(hostname, rrtype), asking)
        found = records.every(answer) if rrtype == "ANY" else records.matching(answer, rrtype)
    except _Failed as error:
        raise QueryFailed(str(error), syscall, hostname) from error
    except dns.exception.DNSException as error:
        raise QueryFailed("EBADRESP", syscall, hostname) from error
    if not found:
        raise QueryFailed("ENODATA", syscall, hostname)
    return found


async def reverse(address: str, asking: Asking) -> list[str]:
    """Return the names of an address.

    Raises:
        InvalidArgument: it is no address.
        QueryFailed: it has none, or no server answered.
    """
    try:
        name = dns.reversename.from_address(address)
    except (dns.exception.DNSException, ValueError) as error:
        raise InvalidArgument(f'Cannot ask for the names of "{address[:100]}": it is no IP address') from error
    try:
        found = records.matching(await _ask(dns.message.make_query(name, "PTR"), asking), "PTR")
    except _Failed as error:
        raise QueryFailed(str(error), "getHostByAddr", address) from error
    except dns.exception.DNSException as error:
        raise QueryFailed("EBADRESP", "getHostByAddr", address) from error
    if not found:
        raise QueryFailed("ENOTFOUND", "getHostByAddr", address)
    return [str(item) for item in found]


def _question(hostname: str, rrtype: str) -> dns.message.QueryMessage:
    try:
        return dns.message.make_query(dns.name.from_text(hostname), rrtype)
    except (dns.exception.DNSException, UnicodeError) as error:
        raise _Failed("EBADNAME") from error


async def _ask(question: dns.message.QueryMessage, asking: Asking) -> dns.message.Message:
    servers, failure = list(asking.servers), "ECONNREFUSED"
    wait = asking.timeout
    for _ in range(asking.tries):
        for server in tuple(servers):
            try:
                answer = await _exchange(question, server, asking.sources, wait)
            except _Failed as error:
                failure = str(error)
                continue
            if (refusal := _REFUSALS.get(answer.rcode())) is None:
                return _heard(answer)
            failure = refusal
            servers.remove(server)
        wait = min(wait * 2, LONGEST)
    raise _Failed(failure)


def _heard(answer: dns.message.Message) -> dns.message.Message:
    if answer.rcode() == dns.rcode.NOERROR:
        return answer
    raise _Failed({dns.rcode.NXDOMAIN: "ENOTFOUND", dns.rcode.FORMERR: "EFORMERR"}.get(answer.rcode(), "EBADRESP"))


async def _exchange(
    question: dns.message.QueryMessage, server: Server, sources: tuple[str, str], wait: float
) -> dns.message.Message:
    until = time.time() + wait
    source = sources[":" in server.host] or None
    try:
        try:
            return await _by_udp(question, server, source, until)
        except dns.message.Truncated:
            left = max(until - time.time(), 0)
            return await dns.asyncquery.tcp(question, server.host, left, server.port, source)
    except dns.exception.Timeout as error:
        raise _Failed("ETIMEOUT") from error
    except OSError as error:
        raise _Failed("ECONNREFUSED") from error
    except (dns.exception.DNSException, EOFError, ValueError) as error:
        raise _Failed("EBADRESP") from error


async def _by_udp(
    question: dns.message.QueryMessage, server: Server, source: str | None, until: float
) -> dns.message.Message:
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    # Connected, so that a machine without a server there refuses.
    backend: Any = dns.asyncbackend.get_default_backend()
    local = (source, 0) if source else None
    async with await backend.make_socket(family, socket.SOCK_DGRAM, 0, local, (server.host, server.port)) as made:
        await dns.asyncquery.send_udp(made, question, None, until)
        answer, _, _ = await dns.asyncquery.receive_udp(
            made, None, until, raise_on_truncation=True, ignore_errors=True, query=question
        )
        assert isinstance(answer, dns.message.Message)
        return answer
