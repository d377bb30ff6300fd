"""A request of X11's keyboard extension (XKB 1.0): a key that is held is not told as released again and again."""

from __future__ import annotations

from typing import Any

from Xlib.display import Display
from Xlib.protocol import rq

__all__ = ("hear_no_repeats",)

_CORE_KEYBOARD = 0x100
_DETECTABLE_AUTO_REPEAT = 1


class _UseExtension(rq.ReplyRequest):
    _request = rq.Struct(
        rq.Card8("opcode"), rq.Opcode(0), rq.RequestLength(), rq.Card16("wanted_major"), rq.Card16("wanted_minor")
    )
    _reply = rq.Struct(
        rq.ReplyCode(), rq.Bool("supported"), rq.Card16("sequence_number"), rq.ReplyLength(),
        rq.Card16("major"), rq.Card16("minor"), rq.Pad(20),
    )  # fmt: skip


class _PerClientFlags(rq.ReplyRequest):
    _request = rq.Struct(
        rq.Card8("opcode"), rq.Opcode(21), rq.RequestLength(), rq.Card16("device"), rq.Pad(2), rq.Card32("change"),
        rq.Card32("value"), rq.Card32("to_change"), rq.Card32("auto"), rq.Card32("auto_values"),
    )  # fmt: skip
    _reply = rq.Struct(
        rq.ReplyCode(), rq.Card8("device"), rq.Card16("sequence_number"), rq.ReplyLength(), rq.Card32("supported"),
        rq.Card32("value"), rq.Card32("auto"), rq.Card32("auto_values"), rq.Pad(8),
    )  # fmt: skip


def hear_no_repeats(display: Display) -> bool:
    """Have the display tell the end of a key when it ends; return whether it does."""
    extension: Any = display.query_extension("XKEYBOARD")
    if extension is None or not extension.present:
        return False
    opcode = extension.major_opcode
    used: Any = _UseExtension(display=display.display, opcode=opcode, wanted_major=1, wanted_minor=0)
    if not used.supported:
        return False
    flags: Any = _PerClientFlags(
        display=display.display, opcode=opcode, device=_CORE_KEYBOARD, change=_DETECTABLE_AUTO_REPEAT,
        value=_DETECTABLE_AUTO_REPEAT, to_change=0, auto=0, auto_values=0,
    )  # fmt: skip
    return bool(flags.value & _DETECTABLE_AUTO_REPEAT)
