"""Key combinations, as menus and hotkeys name them. Sans-IO.

Rules
1. An expression is modifiers and one key, joined by `+`, in any order and case: `Control + Shift + K`.
2. A modifier has several names; `CommandOrControl` is `meta` on macOS and `control` elsewhere.
3. A key is one letter, digit or sign, `f1` to `f24`, or one of `NAMED`.
4. In a menu a capital letter alone means `shift` too, and a key without modifiers means `control` (`meta` on macOS),
   but for `f1` to `f24`.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterable

from msgspec import Struct

__all__ = ("KEYS", "MODIFIERS", "Chord")

MODIFIERS = {"control": 1, "alt": 2, "shift": 4, "meta": 8}
"""Each modifier and its bit."""

_PRIMARY = "meta" if sys.platform == "darwin" else "control"
_ALIASES = {
    "ctrl": "control", "option": "alt", "super": "meta", "command": "meta", "cmd": "meta", "win": "meta",
    "windows": "meta", "commandorcontrol": _PRIMARY, "cmdorctrl": _PRIMARY,
}  # fmt: skip
_SYNONYMS = {
    "return": "enter", "esc": "escape", "del": "delete", "ins": "insert", "arrowup": "up", "arrowdown": "down",
    "arrowleft": "left", "arrowright": "right", "pgup": "pageup", "pgdn": "pagedown", " ": "space", "plus": "+",
}  # fmt: skip
NAMED = {
    "backspace": 0xFF08, "tab": 0xFF09, "enter": 0xFF0D, "escape": 0xFF1B, "space": 0x20, "delete": 0xFFFF,
    "home": 0xFF50, "left": 0xFF51, "up": 0xFF52, "right": 0xFF53, "down": 0xFF54, "pageup": 0xFF55,
    "pagedown": 0xFF56, "end": 0xFF57, "insert": 0xFF63,
}  # fmt: skip
"""Keys that write nothing, with the numbers X gives them."""
_FUNCTION = {f"f{number}": 0xFFBD + number for number in range(1, 25)}
KEYS = {
    **{chr(code): code for code in range(0x21, 0x7F) if not chr(code).isupper()},
    **NAMED,
    **_FUNCTION,
}
"""Every key and its number: the code of its sign, or that of X."""


class Chord(Struct, frozen=True):
    """A key and the modifiers that are held with it, in the order of `MODIFIERS`."""

    key: str
    modifiers: tuple[str, ...] = ()

    @classmethod
    def parse(cls, expression: str) -> Chord:
        """Read an expression.

        Raises:
            ValueError: the text is none; the message completes "must be …".
        """
        words = [_plain(word) for word in _split(expression)]
        keys = [word for word in words if word not in MODIFIERS]
        if len(keys) != 1 or keys[0] not in KEYS:
            raise ValueError('modifiers and one key such as "Control + k"')
        return cls(keys[0], _ordered(words))

    @classmethod
    def of_menu(cls, text: str) -> Chord | None:
        """Read the accelerator of a menu item: `c`, `T`, `s + Meta, Alt`, or `_`, which is none.

        Raises:
            ValueError: it is none of these; the message completes "must be …".
        """
        text = text.strip()
        if text in ("", "_"):
            return None
        key, _, rest = text.partition("+") if len(text) > 1 else (text, "", "")
        found = cls.parse(" + ".join([_name(key.strip()), *filter(None, (word.strip() for word in rest.split(",")))]))
        shift = ["shift"] if len(key.strip()) == 1 and key.strip().isupper() else []
        usual = [] if found.key in _FUNCTION else [_PRIMARY]
        return cls(found.key, _ordered([*(found.modifiers or usual), *shift]))

    @property
    def sequence(self) -> tuple[str, ...]:
        """Modifiers first, the key last."""
        return (*self.modifiers, self.key)

    @property
    def expression(self) -> str:
        """The normal form of the expression."""
        return " + ".join(map(_name, self.sequence))

    @property
    def mask(self) -> int:
        """The bits of the modifiers."""
        return sum(MODIFIERS[each] for each in self.modifiers)

    @property
    def code(self) -> int:
        """The number of the key."""
        return KEYS[self.key]

    @property
    def hash(self) -> int:
        """A number that is the same for the same keys in every run."""
        return zlib.crc32(self.expression.encode())


def _split(expression: str) -> list[str]:
    return [word.strip() for word in expression.split("+") if word.strip()]


def _plain(word: str) -> str:
    word = word.lower()
    return _SYNONYMS.get(word, _ALIASES.get(word, word))


def _name(key: str) -> str:
    """Return the name of a key; `+`, which joins keys, is written as a name."""
    return "plus" if key == "+" else key


def _ordered(words: Iterable[str]) -> tuple[str, ...]:
    given = set(words)
    return tuple(each for each in MODIFIERS if each in given)
