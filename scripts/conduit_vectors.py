"""Write tests/vectors/conduit_v1.json and conduit_v2.json; `--check` fails when one is stale.

python scripts/conduit_vectors.py [--check]

The Python codec and the JavaScript codec are tested against the same two files. A valid vector is read and
written by both; an invalid one is refused with the rule it breaks; what is one over a limit of version 1 is not
sent. Bytes are hexadecimal text; a typed value is `{"type", "value"}`, where a number JSON cannot hold (`NaN`,
`Infinity`, `-Infinity`, `-0`) is text.
"""

from __future__ import annotations

import json
import math
import struct
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from oro_conduit.errors import ProtocolError
from oro_conduit.wire import frame_v1, frame_v2
from oro_conduit.wire.frame_v2 import DUPLEX, END, HEADER, Frame, Kind
from oro_conduit.wire.headers import BigInt, HeaderBlock, Value

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "vectors"

# -- version 1 ------------------------------------------------------------------------------------

V1_VALID: Mapping[str, tuple[Mapping[str, frame_v1.Primitive], bytes]] = {
    "nothing": ({}, b""),
    "a payload alone": ({}, b"\x00\xff"),
    "a route": ({"route": "udp.readStart", "token": "t1"}, b""),
    "a datagram": ({"port": 41234, "address": "127.0.0.1"}, b"hello"),
    "words": ({"a": True, "b": False, "c": None}, b""),
    "numbers": ({"a": 0, "b": -7, "c": 1.5, "d": 9007199254740991}, b""),
    "text that is no number": ({"a": "1e3", "b": "0x10", "c": "1.", "d": ".5", "e": "+1", "f": " 1", "g": "True"}, b""),
    "a 64-bit id stays text": ({"id": "12345678901234567890"}, b""),
    "an empty key and an empty value": ({"": ""}, b""),
    "more than ASCII": ({"schlüssel": "wert ☃ 🙂"}, "☃".encode()),
    "the longest key": ({"k" * 255: "v"}, b""),
}
V1_INVALID: Mapping[str, bytes] = {
    "no bytes": b"",
    "no payload length": b"\x00",
    "half a payload length": b"\x00\x00",
    "a payload too short": b"\x00\x00\x02a",
    "bytes after the payload": b"\x00\x00\x01ab",
    "a header that is missing": b"\x01",
    "a key too short": b"\x01\x05abc",
    "a value too short": b"\x01\x01k\x00\x05abc",
    "a key that is no UTF-8": b"\x01\x01\xff\x00\x00\x00\x00",
    "a value that is no UTF-8": b"\x01\x01k\x00\x02\xc3\x28\x00\x00",
    "a surrogate": b"\x01\x01k\x00\x03\xed\xa0\x80\x00\x00",
    "a key twice": b"\x02\x01k\x00\x00\x01k\x00\x00\x00\x00",
}
V1_LIMITS = {
    "headers": frame_v1.MAX_HEADERS,
    "key": frame_v1.MAX_KEY,
    "value": frame_v1.MAX_VALUE,
    "payload": frame_v1.MAX_PAYLOAD,
}
V1_TEXTS = (
    *("1", "-1", "007", "1.50", "-0.5", "9007199254740992", "-9007199254740993"),
    *("null", "NULL", "NaN", "1,5", "١"),
)


def version_1() -> dict[str, Any]:
    """Return the vectors of version 1."""
    valid = []
    for name, (options, payload) in V1_VALID.items():
        data = frame_v1.encode(options, payload)
        message = frame_v1.decode(data)
        values = {key: frame_v1.primitive(text) for key, text in message.headers.items()}
        valid.append(
            {
                "name": name,
                "hex": data.hex(),
                "headers": dict(message.headers),
                "values": values,
                "payload": payload.hex(),
            }
        )
    invalid = [
        {"name": name, "hex": data.hex(), "error": _refusal(name, lambda data=data: frame_v1.decode(data)).rule}
        for name, data in V1_INVALID.items()
    ]
    primitives = [{"text": text, "value": frame_v1.primitive(text)} for text in V1_TEXTS]
    return {"valid": valid, "invalid": invalid, "limits": V1_LIMITS, "primitives": primitives}


# -- version 2 ------------------------------------------------------------------------------------

REQUEST: HeaderBlock = {
    "url": "ipc://fs.stat?path=%2Ftmp&index=0&seq=R1",
    "method": "GET",
    "headers": (("accept", "*/*"),),
    "call": "c1",
}
RESPONSE: HeaderBlock = {"status": 200, "headers": (("content-type", "application/json"),)}
EVERY_TYPE: HeaderBlock = {
    "null": None,
    "true": True,
    "false": False,
    "zero": 0,
    "minus zero": -0.0,
    "whole": -9007199254740991,
    "fraction": 0.1,
    "tiny": 5e-324,
    "huge": 1e300,
    "infinity": math.inf,
    "minus infinity": -math.inf,
    "nan": math.nan,
    "bigint": 2**64,
    "small bigint": BigInt(5),
    "negative bigint": BigInt(-(2**80)),
    "string": "wert ☃ 🙂",
    "string of a number": "1",
    "string of a word": "true",
    "empty string": "",
    "bytes": b"\x00\xff",
    "no bytes": b"",
    "pairs": (("set-cookie", "a"), ("set-cookie", "b")),
    "no pairs": (),
    "": "empty key",
    "schlüssel": "x",
}

V2_VALID: Mapping[str, tuple[int, int, int, HeaderBlock | None, bytes]] = {
    "OPEN, a call": (Kind.OPEN, END, 1, REQUEST, b""),
    "OPEN, a call with a body": (Kind.OPEN, END, 3, {**REQUEST, "method": "POST"}, b"\x00body"),
    "OPEN, a body that goes on": (Kind.OPEN, 0, 5, {**REQUEST, "method": "POST"}, b"begin"),
    "OPEN, a stream both ways": (Kind.OPEN, DUPLEX, 7, REQUEST, b""),
    "OPEN, a stream both ways that says nothing": (Kind.OPEN, DUPLEX | END, 9, REQUEST, b""),
    "OPEN, by the host": (Kind.OPEN, END, 2, REQUEST, b""),
    "HEAD": (Kind.HEAD, 0, 1, RESPONSE, b""),
    "HEAD of no body": (Kind.HEAD, END, 1, {"status": 204, "headers": ()}, b""),
    "DATA": (Kind.DATA, 0, 1, None, b"\x00\x01\x02"),
    "DATA, the last": (Kind.DATA, END, 1, None, b"end"),
    "DATA of nothing": (Kind.DATA, 0, 1, None, b""),
    "END": (Kind.END, END, 1, None, b""),
    "END without the flag": (Kind.END, 0, 1, None, b""),
    "CANCEL": (Kind.CANCEL, 0, 0xFFFFFFFF, None, b""),
    "ERROR": (Kind.ERROR, END, 1, {"message": "gone", "type": "NetworkError", "code": "ERR_GONE"}, b""),
    "CREDIT": (Kind.CREDIT, 0, 1, None, struct.pack(">I", 262144)),
    "PING": (Kind.PING, 0, 0, None, b"12345678"),
    "PONG": (Kind.PONG, 0, 0, None, b"12345678"),
    "MESSAGE": (Kind.MESSAGE, 0, 0, {"client": "77", "port": 41234, "address": "::1"}, b"datagram"),
    "MESSAGE of every type": (Kind.MESSAGE, 0, 0, EVERY_TYPE, b""),
    "MESSAGE without headers": (Kind.MESSAGE, 0, 0, {}, b"x"),
    "ANSWER": (Kind.ANSWER, END, 1, RESPONSE, b'{"data":1}'),
    "ANSWER without the flag": (Kind.ANSWER, 0, 1, RESPONSE, b""),
}


def _raw(kind: int, flags: int, stream: int, payload: bytes, length: int | None = None) -> bytes:
    return HEADER.pack(kind, flags, stream, len(payload) if length is None else length) + payload


def _message(block: bytes) -> bytes:
    return _raw(Kind.MESSAGE, 0, 0, block)


V2_INVALID: Mapping[str, bytes] = {
    "kind 0": _raw(0, 0, 1, b""),
    "kind 12": _raw(12, 0, 1, b""),
    "a flag nobody knows": _raw(Kind.DATA, 0x04, 1, b""),
    "DUPLEX on DATA": _raw(Kind.DATA, DUPLEX, 1, b""),
    "END on CREDIT": _raw(Kind.CREDIT, END, 1, b"\0\0\0\1"),
    "OPEN on stream 0": _raw(Kind.OPEN, END, 0, b"\0\0"),
    "PING on a stream": _raw(Kind.PING, 0, 1, b""),
    "MESSAGE on a stream": _raw(Kind.MESSAGE, 0, 1, b"\0\0"),
    "a frame over 16 MiB, its header alone": _raw(Kind.DATA, 0, 1, b"", (16 << 20) + 1),
    "END with a payload": _raw(Kind.END, 0, 1, b"x"),
    "CANCEL with a payload, its header alone": _raw(Kind.CANCEL, 0, 1, b"", 5),
    "CREDIT of five bytes, its header alone": _raw(Kind.CREDIT, 0, 1, b"", 5),
    "CREDIT of nothing": _raw(Kind.CREDIT, 0, 1, b"\0\0\0\0"),
    "no number of headers": _message(b"\0"),
    "a header that is missing": _message(b"\0\1"),
    "a key too short": _message(b"\0\1\5abc"),
    "no type": _message(b"\0\1\1k"),
    "type 8": _message(b"\0\1\1k\x08"),
    "half a number": _message(b"\0\1\1k\x03\0\0\0\0"),
    "a string too short": _message(b"\0\1\1k\x05\0\0\0\5abc"),
    "a string that is no UTF-8": _message(b"\0\1\1k\x05\0\0\0\1\xff"),
    "a surrogate": _message(b"\0\1\1k\x05\0\0\0\3\xed\xa0\x80"),
    "a key that is no UTF-8": _message(b"\0\1\1\xff\x00"),
    "a bigint of nothing": _message(b"\0\1\1k\x04\0\0\0\0"),
    "a bigint with a zero before it": _message(b"\0\1\1k\x04\0\0\0\x0201"),
    "a bigint of minus zero": _message(b"\0\1\1k\x04\0\0\0\x02-0"),
    "a bigint of letters": _message(b"\0\1\1k\x04\0\0\0\x021e"),
    "a bigint of 4,097 digits": _message(b"\0\1\1k\x04\0\0\x10\x01" + b"1" * 4097),
    "a pair without a value": _message(b"\0\1\1k\x07\0\1\0\0\0\1a"),
    "a key twice": _message(b"\0\2\1k\x00\1k\x00"),
    "a HEAD with a body": _raw(Kind.HEAD, 0, 1, b"\0\0x"),
    "an ERROR with a body": _raw(Kind.ERROR, 0, 1, b"\0\0x"),
}


def version_2() -> dict[str, Any]:
    """Return the vectors of version 2."""
    frames = [_valid(name, *parts) for name, parts in V2_VALID.items()]
    invalid = []
    for name, data in V2_INVALID.items():
        error = _refusal(name, lambda data=data: read_all(data))
        invalid.append({"name": name, "hex": data.hex(), "error": error.rule, "close": error.close})
    return {"frames": frames, "invalid": invalid}


def _valid(name: str, kind: int, flags: int, stream: int, headers: HeaderBlock | None, body: bytes) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "kind": Kind(kind).name,
        "end": bool(flags & END),
        "duplex": bool(flags & DUPLEX),
        "stream": stream,
    }
    if headers is None:
        data = frame_v2.encode(kind, stream, body, flags)
        shown["payload"] = body.hex()
    else:
        data = frame_v2.with_headers(kind, stream, headers, body, flags)
        shown["headers"] = [[key, _typed(value)] for key, value in headers.items()]
        shown["body"] = body.hex()
    assert read_all(data), name
    return {"name": name, "hex": data.hex(), **shown}


def read_all(data: bytes) -> list[Frame]:
    """Return the frames of some bytes, their headers read too."""
    frames = list(frame_v2.Decoder().feed(data))
    for frame in frames:
        if frame.kind in (Kind.OPEN, Kind.HEAD, Kind.ERROR, Kind.MESSAGE, Kind.ANSWER):
            frame_v2.block(frame)
    return frames


def _typed(value: Value) -> dict[str, Any]:
    if value is None or isinstance(value, bool):
        return {"type": {None: "null", True: "true", False: "false"}[value]}
    if isinstance(value, BigInt) or (isinstance(value, int) and abs(value) >= 2**53):
        return {"type": "bigint", "value": int.__repr__(value)}
    if isinstance(value, (int, float)):
        odd = not math.isfinite(value) or str(value) == "-0.0"
        named = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity", "-0.0": "-0"}
        return {"type": "number", "value": named[str(value)] if odd else value}
    if isinstance(value, str):
        return {"type": "string", "value": value}
    if isinstance(value, bytes):
        return {"type": "bytes", "value": value.hex()}
    return {"type": "list", "value": [list(pair) for pair in value]}


# -- files ----------------------------------------------------------------------------------------


def _refusal(name: str, decode: Any) -> ProtocolError:
    try:
        decode()
    except ProtocolError as error:
        return error
    raise AssertionError(f"{name}: was not refused")


def main() -> int:
    """Write the files, or tell which would change."""
    check = "--check" in sys.argv[1:]
    stale = []
    for name, make in {"conduit_v1.json": version_1, "conduit_v2.json": version_2}.items():
        path = FOLDER / name
        text = json.dumps(make(), indent=1, ensure_ascii=True) + "\n"
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale.append(name)
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
    if stale and check:
        print(f"conduit_vectors: stale: {', '.join(stale)}; run python scripts/conduit_vectors.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
