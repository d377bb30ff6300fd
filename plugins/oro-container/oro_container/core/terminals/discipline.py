"""`Discipline`, what stands between a screen with a keyboard and programs: lines, echo, keys that are signals.

Bytes go in, and what is to be done comes out. In cooked mode a line can be edited until it is sent: backspace, Ctrl-W
for a word, Ctrl-U for all of it, Ctrl-V for a next byte as it is; Ctrl-D sends what there is, at a line's beginning the
end. In raw mode every byte goes through as it is typed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from .modes import Modes, Size

__all__ = ("LONGEST", "Discipline", "Typed")

LONGEST = 4095
"""Bytes of a line in cooked mode; what is typed beyond is answered by a bell."""

BACKSPACE, DELETE, BELL = 0x08, 0x7F, b"\a"
END, KILL, WORD, LITERAL = 0x04, 0x15, 0x17, 0x16
SIGNALS = {0x03: "SIGINT", 0x1A: "SIGTSTP", 0x1C: "SIGQUIT"}


@dataclass(slots=True)
class Typed:
    """The outcome of bytes that were typed."""

    data: list[bytes] = field(default_factory=list)
    """For the program that reads: whole lines in cooked mode; `b""` is an end that it reads once. What was typed before
    a key that sends a signal is dropped."""
    echo: bytes = b""
    """For the screen."""
    signals: list[str] = field(default_factory=list)
    """For the group in the foreground."""


class Discipline:
    """The line discipline between a screen with a keyboard and programs.

    Args:
        size: of the screen.
    """

    def __init__(self, size: Size | None = None) -> None:
        self.size = size or Size()
        self.modes = Modes()
        self._line = bytearray()
        self._literal = False
        self._after_return = False

    def resize(self, size: Size) -> bool:
        """Take another size; return whether it is another one, of which the foreground is told by SIGWINCH."""
        changed = size != self.size
        self.size = size
        return changed

    def set_raw(self, raw: bool) -> list[bytes]:
        """Go into raw mode, or back; return what was typed and is now for the program."""
        was_cooked = self.modes.canonical
        self.modes = Modes.raw() if raw else Modes()
        held = bytes(self._line)
        if raw and was_cooked and held:
            self._line.clear()
            return [held]
        return []

    def set_echo(self, echo: bool) -> None:
        """Show what is typed, or not."""
        self.modes = replace(self.modes, echo=echo)

    def typed(self, data: bytes) -> Typed:
        """Take what is typed."""
        found = Typed()
        echo = bytearray()
        if self.modes.raw_input:
            if data:
                found.data.append(data)
                echo += data if self.modes.echo else b""
        else:
            for byte in data:
                self._key(byte, found, echo)
        found.echo = self.shown(bytes(echo)) if echo else b""
        return found

    def shown(self, data: bytes) -> bytes:
        """Return what programs wrote as it goes to the screen: with a return before each new line."""
        if not self.modes.newlines:
            return data
        out = bytearray()
        for byte in data:
            if byte == 0x0A and not self._after_return:
                out.append(0x0D)
            out.append(byte)
            self._after_return = byte == 0x0D
        return bytes(out)

    def _key(self, byte: int, found: Typed, echo: bytearray) -> None:
        modes = self.modes
        if self._literal:
            self._literal = False
            self._add(byte, found, echo)
        elif modes.signals and byte in SIGNALS:
            self._line.clear()
            found.data.clear()
            found.signals.append(SIGNALS[byte])
            self._echo(b"^" + bytes([byte + 64]) + b"\n", echo)
        elif not modes.canonical:
            found.data.append(bytes([byte]))
            self._echo(bytes([byte]), echo)
        else:
            self._edit(byte, found, echo)

    def _edit(self, byte: int, found: Typed, echo: bytearray) -> None:
        if byte in (BACKSPACE, DELETE):
            self._rub_out(self._last(), echo)
        elif byte == KILL:
            self._rub_out(len(self._line), echo)
        elif byte == WORD:
            stripped = bytes(self._line).rstrip()
            self._rub_out(len(self._line) - (stripped.rfind(b" ") + 1), echo)
        elif byte == LITERAL:
            self._literal = True
        elif byte == END:
            found.data.append(bytes(self._line))
            self._line.clear()
        elif byte == 0x0A or (byte == 0x0D and self.modes.returns):
            self._echo(b"\n", echo)
            found.data.append(bytes(self._line) + b"\n")
            self._line.clear()
        else:
            self._add(byte, found, echo)

    def _add(self, byte: int, found: Typed, echo: bytearray) -> None:
        if not self.modes.canonical:
            found.data.append(bytes([byte]))
        elif len(self._line) >= LONGEST:
            self._echo(BELL, echo)
            return
        else:
            self._line.append(byte)
        self._echo(_visible(byte), echo)

    def _last(self) -> int:
        """Return the bytes of the last character of the line."""
        count = 1 if self._line else 0
        while count < len(self._line) and count < 4 and 0x80 <= self._line[-count] < 0xC0:
            count += 1
        return count

    def _rub_out(self, count: int, echo: bytearray) -> None:
        if not count:
            return
        gone = bytes(self._line[-count:])
        del self._line[-count:]
        columns = sum(len(_visible(byte)) for byte in gone if not 0x80 <= byte < 0xC0)
        self._echo(b"\b \b" * columns, echo)

    def _echo(self, data: bytes, echo: bytearray) -> None:
        if self.modes.echo:
            echo += data


def _visible(byte: int) -> bytes:
    """Return a byte as it is echoed: control characters as `^X`, a tab as it is."""
    if byte == DELETE:
        return b"^?"
    return b"^" + bytes([byte + 64]) if byte < 0x20 and byte != 0x09 else bytes([byte])
