"""Records of an answer in the shapes of Node's `dns`. Sans-IO."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import dns.message
import dns.name
import dns.rdataclass
import dns.rdatatype

__all__ = ("TYPES", "Found", "every", "matching")

Found = str | dict[str, Any] | list[str]


def _name(name: dns.name.Name) -> str:
    return "" if name == dns.name.root else name.to_text(omit_final_dot=True)


def _bytes(value: bytes) -> str:
    return value.decode("latin-1")


def _address(data: Any, ttl: int) -> dict[str, Any]:
    return {"address": data.address, "ttl": ttl}


def _target(data: Any, ttl: int) -> str:
    return _name(data.target)


def _mx(data: Any, ttl: int) -> dict[str, Any]:
    return {"exchange": _name(data.exchange), "priority": data.preference}


def _srv(data: Any, ttl: int) -> dict[str, Any]:
    return {"name": _name(data.target), "port": data.port, "priority": data.priority, "weight": data.weight}


def _soa(data: Any, ttl: int) -> dict[str, Any]:
    return {
        "nsname": _name(data.mname),
        "hostmaster": _name(data.rname),
        "serial": data.serial,
        "refresh": data.refresh,
        "retry": data.retry,
        "expire": data.expire,
        "minttl": data.minimum,
    }


def _txt(data: Any, ttl: int) -> list[str]:
    return [_bytes(part) for part in data.strings]


def _caa(data: Any, ttl: int) -> dict[str, Any]:
    return {"critical": data.flags, _bytes(data.tag): _bytes(data.value)}


def _naptr(data: Any, ttl: int) -> dict[str, Any]:
    return {
        "flags": _bytes(data.flags),
        "service": _bytes(data.service),
        "regexp": _bytes(data.regexp),
        "replacement": _name(data.replacement),
        "order": data.order,
        "preference": data.preference,
    }


_SHAPES: Mapping[str, Callable[[Any, int], Found]] = {
    "A": _address,
    "AAAA": _address,
    "CAA": _caa,
    "CNAME": _target,
    "MX": _mx,
    "NAPTR": _naptr,
    "NS": _target,
    "PTR": _target,
    "SOA": _soa,
    "SRV": _srv,
    "TXT": _txt,
}
TYPES = (*_SHAPES, "ANY")
"""The types of records that can be asked for."""


def matching(answer: dns.message.Message, rrtype: str) -> list[Found]:
    """Return the records of one type that answer the question, its aliases followed; empty when there are none.

    Raises:
        DNSException: the answer makes no sense.
    """
    assert isinstance(answer, dns.message.QueryMessage)
    found = answer.resolve_chaining().answer
    if found is None:
        return []
    return [_SHAPES[rrtype](data, found.ttl) for data in found]


def every(answer: dns.message.Message) -> list[dict[str, Any]]:
    """Return every record of the answer that has a shape, each with its `type`."""
    return [
        {"type": kind, **_named(kind, _SHAPES[kind](data, ttl))}
        for kind, data, ttl in _records(answer)
        if kind in _SHAPES
    ]


def _records(answer: dns.message.Message) -> Iterable[tuple[str, Any, int]]:
    for rrset in answer.answer:
        if rrset.rdclass == dns.rdataclass.IN:
            for data in rrset:
                yield dns.rdatatype.to_text(rrset.rdtype), data, rrset.ttl


def _named(kind: str, found: Found) -> dict[str, Any]:
    if isinstance(found, dict):
        return found
    return {"entries" if kind == "TXT" else "value": found}
