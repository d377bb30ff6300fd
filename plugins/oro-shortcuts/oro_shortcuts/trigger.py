"""The keys of a shortcut, and their names in portals and in X11. Sans-IO.

Rules
1. A trigger is what a hotkey of a window is, `Ctrl+Shift+K`, or a key of `MEDIA` in place of the last word.
2. Letters, digits and signs need a modifier besides `Shift`: without one they could no longer be typed anywhere.
"""

from __future__ import annotations

import string
from collections.abc import Mapping

from msgspec import Struct

from oro_framework.host.configuration.keys import KEYS, Chord

__all__ = ("MEDIA", "Trigger")

MEDIA: Mapping[str, tuple[str, int]] = {
    "mediaplaypause": ("XF86AudioPlay", 0x1008FF14),
    "mediastop": ("XF86AudioStop", 0x1008FF15),
    "mediaprevioustrack": ("XF86AudioPrev", 0x1008FF16),
    "medianexttrack": ("XF86AudioNext", 0x1008FF17),
    "volumedown": ("XF86AudioLowerVolume", 0x1008FF11),
    "volumemute": ("XF86AudioMute", 0x1008FF12),
    "volumeup": ("XF86AudioRaiseVolume", 0x1008FF13),
    "printscreen": ("Print", 0xFF61),
}
"""Keys of keyboards that no page hears, with the names and numbers X gives them."""
_MODIFIERS = {"control": "CTRL", "alt": "ALT", "shift": "SHIFT", "meta": "LOGO"}
"""Their names in the Shortcuts Specification of freedesktop.org."""
_NAMED = {
    "backspace": "BackSpace", "tab": "Tab", "enter": "Return", "escape": "Escape", "space": "space",
    "delete": "Delete", "home": "Home", "left": "Left", "up": "Up", "right": "Right", "down": "Down",
    "pageup": "Page_Up", "pagedown": "Page_Down", "end": "End", "insert": "Insert",
    "!": "exclam", '"': "quotedbl", "#": "numbersign", "$": "dollar", "%": "percent", "&": "ampersand",
    "'": "apostrophe", "(": "parenleft", ")": "parenright", "*": "asterisk", "+": "plus", ",": "comma", "-": "minus",
    ".": "period", "/": "slash", ":": "colon", ";": "semicolon", "<": "less", "=": "equal", ">": "greater",
    "?": "question", "@": "at", "[": "bracketleft", "\\": "backslash", "]": "bracketright", "^": "asciicircum",
    "_": "underscore", "`": "grave", "{": "braceleft", "|": "bar", "}": "braceright", "~": "asciitilde",
}  # fmt: skip
_STAND_IN = "f1"
_TYPED = frozenset(string.ascii_lowercase + string.digits + string.punctuation) | {"space", "enter", "tab", "backspace"}


class Trigger(Struct, frozen=True):
    """A key and the modifiers that are held with it."""

    key: str
    modifiers: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Trigger:
        """Read a trigger.

        Raises:
            ValueError: it is none; the message completes "must be …".
        """
        words = [word.strip() for word in text.split("+")]
        media = [word.lower() for word in words if word.lower() in MEDIA]
        if media:
            text = "+".join(_STAND_IN if word.lower() in MEDIA else word for word in words)
        chord = Chord.parse(text)
        trigger = cls(media[0] if media else chord.key, chord.modifiers)
        if trigger.key in _TYPED and not set(trigger.modifiers) - {"shift"}:
            raise ValueError(f'a key with Ctrl, Alt or Super: "{trigger.key}" alone is typed')
        return trigger

    @property
    def portal(self) -> str:
        """The trigger as portals are told it, such as `CTRL+SHIFT+k`."""
        return "+".join([*(_MODIFIERS[each] for each in self.modifiers), self._name])

    @property
    def _name(self) -> str:
        if self.key in MEDIA:
            return MEDIA[self.key][0]
        return _NAMED.get(self.key, self.key.upper() if len(self.key) > 1 else self.key)

    @property
    def keysym(self) -> int:
        """The number X gives the key."""
        return MEDIA[self.key][1] if self.key in MEDIA else KEYS[self.key]

    @property
    def text(self) -> str:
        """The trigger as a person reads it, such as `Ctrl+Shift+K`."""
        names = {"control": "Ctrl", "alt": "Alt", "shift": "Shift", "meta": "Super"}
        return "+".join([*(names[each] for each in self.modifiers), self.key[:1].upper() + self.key[1:]])
