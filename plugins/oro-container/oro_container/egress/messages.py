"""Messages of DNS, without I/O: what a query asks for, and the answer to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import dns.exception
import dns.flags
import dns.message
import dns.opcode
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from oro_container.egress.addresses import Address

__all__ = ("Question", "answer", "fail", "room", "understand", "unknown")

TTL = 30
"""Seconds for which a program may keep an answer."""


class Question(NamedTuple):
    """A query that was understood."""

    message: dns.message.Message
    name: str
    """In small letters, without a dot at its end."""
    version: int | None
    """Of the internet protocol whose addresses are asked for; None: something else is asked for."""


def understand(query: bytes) -> Question | None:
    """Return what a query asks for; None when it is no query, or one that is not answered at all."""
    try:
        message = dns.message.from_wire(query, ignore_trailing=True)
        if message.flags & dns.flags.QR or message.opcode() != dns.opcode.QUERY or len(message.question) != 1:
            return None
        (asked,) = message.question
        name = asked.name.to_text(omit_final_dot=True).lower()
    except (dns.exception.DNSException, ValueError, IndexError, UnicodeError):
        return None
    if asked.rdclass != dns.rdataclass.IN:
        return Question(message, name, None)
    return Question(message, name, {dns.rdatatype.A: 4, dns.rdatatype.AAAA: 6}.get(asked.rdtype))


def answer(question: Question, addresses: Iterable[Address], most: int = 65535) -> bytes:
    """Return an answer with addresses, which may be none.

    Args:
        question: what it answers.
        addresses: those of the version that is asked for are given.
        most: bytes it may have; one that would be longer is cut and says so.
    """
    message = _response(question)
    (asked,) = question.message.question
    found = [str(each) for each in addresses if each.version == question.version]
    if found:
        kind = dns.rdatatype.to_text(asked.rdtype)
        message.answer.append(dns.rrset.from_text(asked.name, TTL, "IN", kind, *found))
    return message.to_wire(max_size=most, prefer_truncation=True)


def unknown(question: Question) -> bytes:
    """Return the answer that there is no such name."""
    return _coded(question, dns.rcode.NXDOMAIN)


def fail(question: Question) -> bytes:
    """Return the answer that it could not be found out."""
    return _coded(question, dns.rcode.SERVFAIL)


def room(question: Question) -> int:
    """Return the bytes that an answer by UDP may have."""
    return min(max(question.message.payload, 512), 4096)


def _coded(question: Question, code: dns.rcode.Rcode) -> bytes:
    message = _response(question)
    message.set_rcode(code)
    return message.to_wire()


def _response(question: Question) -> dns.message.Message:
    return dns.message.make_response(question.message, recursion_available=True)
