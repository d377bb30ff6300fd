"""Devices behind serial ports: a slave of Modbus RTU, and the loader in the ROM of an ESP32-C3. Sans-IO.

Each takes bytes by `feed` and returns those that it answers.
"""

from __future__ import annotations

import struct
import zlib

__all__ = ("PEERS", "Modbus", "Rom")

END = 0xC0
MAC = 0x60008844
CHIP_ID = 5


class Modbus:
    """A slave with 100 holding registers (Modbus Application Protocol 1.1b3, 6.3, 6.6 and 6.12)."""

    def __init__(self) -> None:
        self.registers = [0] * 100
        self._rest = b""

    def feed(self, data: bytes) -> bytes:
        """Take bytes of requests, and return answers."""
        self._rest += data
        answers = b""
        while (size := self._size()) and len(self._rest) >= size:
            frame, self._rest = self._rest[:size], self._rest[size:]
            if _crc(frame[:-2]) == frame[-2:]:
                answer = frame[:1] + self._answer(frame[1], frame[2:-2])
                answers += answer + _crc(answer)
        return answers

    def _size(self) -> int:
        if len(self._rest) < 7:
            return 0
        return 9 + self._rest[6] if self._rest[1] == 16 else 8

    def _answer(self, function: int, data: bytes) -> bytes:
        address, value = struct.unpack(">HH", data[:4])
        if function == 3 and address + value <= len(self.registers):
            found = self.registers[address : address + value]
            return bytes([3, 2 * value]) + struct.pack(f">{value}H", *found)
        if function == 6 and address < len(self.registers):
            self.registers[address] = value
            return bytes([6]) + data
        if function == 16 and address + value <= len(self.registers):
            self.registers[address : address + value] = struct.unpack(f">{value}H", data[5:])
            return bytes([16]) + data[:4]
        return bytes([function | 0x80, 2 if function in (3, 6, 16) else 1])


def _crc(data: bytes) -> bytes:
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc.to_bytes(2, "little")


class Rom:
    """The loader of a chip, and the stub that takes its place (Espressif's "Serial Protocol")."""

    def __init__(self) -> None:
        self.flash = bytearray(b"\xff" * (1 << 18))
        self._rest = b""
        self._at = 0
        self._inflating = zlib.decompressobj()

    def feed(self, data: bytes) -> bytes:
        """Take bytes of packets, and return answers."""
        self._rest += data
        *packets, self._rest = self._rest.split(bytes([END]))
        return b"".join(self._answer(_plain(packet)) for packet in packets if packet)

    def _answer(self, packet: bytes) -> bytes:
        _, command, size, _ = struct.unpack("<BBHI", packet[:8])
        data = packet[8 : 8 + size]
        if command == 0x11:
            self._write(data[16:])
        answers = {0x06: self._run, 0x08: self._sync, 0x0A: self._read, 0x10: self._begin, 0x14: self._security}
        answer = answers.get(command)
        return answer(data) if answer else _reply(command)

    def _sync(self, _data: bytes) -> bytes:
        return _reply(0x08, value=0x20120707) * 8

    def _read(self, data: bytes) -> bytes:
        values = {MAC: 0x33445566, MAC + 4: 0x1122}
        return _reply(0x0A, value=values.get(int.from_bytes(data[:4], "little"), 0))

    def _security(self, _data: bytes) -> bytes:
        return _reply(0x14, struct.pack("<IB7xII", 0, 0, CHIP_ID, 0))

    def _run(self, _data: bytes) -> bytes:
        return _reply(0x06) + _framed(b"OHAI")

    def _begin(self, data: bytes) -> bytes:
        self._at = int.from_bytes(data[12:16], "little")
        self._inflating = zlib.decompressobj()
        return _reply(0x10)

    def _write(self, data: bytes) -> None:
        plain = self._inflating.decompress(data)
        self.flash[self._at : self._at + len(plain)] = plain
        self._at += len(plain)


def _reply(command: int, data: bytes = b"", value: int = 0) -> bytes:
    body = data + b"\0\0\0\0"
    return _framed(struct.pack("<BBHI", 1, command, len(body), value) + body)


def _framed(data: bytes) -> bytes:
    escaped = data.replace(b"\xdb", b"\xdb\xdd").replace(b"\xc0", b"\xdb\xdc")
    return bytes([END]) + escaped + bytes([END])


def _plain(data: bytes) -> bytes:
    return data.replace(b"\xdb\xdc", b"\xc0").replace(b"\xdb\xdd", b"\xdb")


PEERS = {"modbus": Modbus, "rom": Rom}
