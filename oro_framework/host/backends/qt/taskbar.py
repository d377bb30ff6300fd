"""Leave a window of Qt out of the desktop's lists of windows, for which Qt itself has no word. X11, GUI thread."""

from __future__ import annotations

import ctypes

from oro_framework.host.backends.qt.x_server import x_server

__all__ = ("skip_taskbar",)

_STATES = (b"_NET_WM_STATE_SKIP_TASKBAR", b"_NET_WM_STATE_SKIP_PAGER")
_CLIENT_MESSAGE, _TO_MANAGER = 33, (1 << 20) | (1 << 19)
_APPEND, _ATOM = 2, 4


class _Message(ctypes.Structure):
    """XClientMessageEvent, as long as XEvent is."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("rest", ctypes.c_long * 12),
    )


def skip_taskbar(window: int, skip: bool, *, mapped: bool) -> None:
    """Ask the window manager, or note it where the window manager looks when the window is shown.

    Args:
        window: its number.
        skip: whether it is left out.
        mapped: it is shown already.
    """
    with x_server() as (x, server):
        if not server:
            return
        net, *states = (x.XInternAtom(server, name, 0) for name in (b"_NET_WM_STATE", *_STATES))
        if mapped:
            data = (ctypes.c_long * 5)(int(skip), *states, 1, 0)
            message = _Message(
                type=_CLIENT_MESSAGE, send_event=1, window=window, message_type=net, format=32, data=data
            )
            root = ctypes.c_ulong(x.XDefaultRootWindow(server))
            x.XSendEvent(server, root, 0, ctypes.c_long(_TO_MANAGER), ctypes.byref(message))
        elif skip:
            values = (ctypes.c_ulong * 2)(*states)
            number, kind = ctypes.c_ulong(window), ctypes.c_ulong(_ATOM)
            x.XChangeProperty(server, number, ctypes.c_ulong(net), kind, 32, _APPEND, ctypes.byref(values), 2)
