"""The capabilities that a backend claims."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

__all__ = ("Capabilities", "WEBVIEW", "restricted_by_wayland")


class Capabilities(Struct, frozen=True, kw_only=True):
    """The claims of a backend about its engine; the capability suite proves those of a verified one."""

    status: bool
    """Statuses other than 200 reach fetch(), natively or by the head envelope."""
    native_status: bool
    """Statuses reach `<img>`, navigation and everything else too."""
    headers: bool
    stream_response: bool
    """The first byte arrives before the last is written."""
    request_body: bool
    cancel: bool
    """An abort in the page reaches the exchange."""
    redirect: bool
    range: bool
    media: bool
    """`<audio>` and `<video>` play and seek from a custom scheme without help."""
    preload: bool
    preload_frames: bool
    user_agent: bool
    console: bool
    navigation_policy: bool
    evaluate: bool
    windows: bool
    """Windows are visible on a screen."""
    tls_pins: bool = False
    """A pin lets a host load whose certificate is not trusted."""
    menus: bool = False
    """Windows have menu bars."""
    tray: bool = False
    """Apps can have a tray icon, where the desktop shows tray icons."""
    hotkeys: bool = False
    """Hotkeys work wherever the focus is in a window of the app."""
    drops: bool = False
    """The paths of files dropped on a window are reported."""
    storage: bool = False
    """The engine keeps what pages store in the folder the host names, or in memory."""
    profiles: bool = False
    """Windows can have stores of their own, and the host can read and change the cookies in each."""
    proxies: bool = False
    """The proxy of a profile can be set, and changed while the app runs; without it, that of the app as it starts."""
    profile_languages: bool = False
    """Pages of a profile can ask sites for languages of its own; without it, those of the app."""
    positions: bool = True
    """Windows can be put at a position on the screen, and know theirs."""
    above: bool = True
    """Windows can be kept in front of those of other programs."""
    raising: bool = True
    """Windows get the focus when they ask for it, and can be put behind others."""
    page_tools: bool = False
    """Pages are zoomed, searched, printed, and made into PDFs and pictures."""
    fullscreen: bool = False
    """Windows can have the whole of a display, and tell when they have it."""
    parents: bool = False
    """Windows can stay in front of another one, and keep its input from it."""
    grips: bool = False
    """Parts of a page move and resize its window."""
    transparent: bool = False
    """Windows can be seen through where their pages paint nothing."""
    opacity: bool = False
    """The opacity of a whole window can be set."""
    taskbar: bool = False
    """Windows can be left out of the desktop's list of windows."""
    displays: bool = False
    """The displays are known, and what of them panels leave free."""
    cursor: bool = False
    """The position of the pointer is known wherever it is."""
    shared_memory: bool = False
    """Pages of an isolated app have `SharedArrayBuffer`, also in workers and for the memory of WebAssembly."""
    cross_origin_isolated: bool = False
    """Pages of an isolated app find `crossOriginIsolated` true, as the engine keeps what they embed to its rules."""
    webgpu: bool = False
    """`navigator.gpu` gives an adapter where the machine has a driver that the engine takes."""
    views: bool = False
    """Sites are shown in views inside windows, beside the page of the app."""
    verified: bool
    """The table was proven on the real engine by this project's own suite."""
    notes: tuple[str, ...] = ()


WEBVIEW = Capabilities(
    status=True,
    native_status=True,
    headers=True,
    stream_response=True,
    request_body=True,
    cancel=True,
    redirect=True,
    range=True,
    media=True,
    preload=True,
    preload_frames=True,
    user_agent=True,
    console=True,
    navigation_policy=True,
    evaluate=True,
    windows=True,
    verified=True,
)
"""The claims of an engine with all capabilities; a backend replaces those in which its engine differs."""


def restricted_by_wayland(claims: Capabilities, *notes: str) -> Capabilities:
    """Return the claims without those that Wayland leaves to the desktop, and with notes on what else differs."""
    return replace(
        claims,
        positions=False,
        above=False,
        raising=False,
        opacity=False,
        taskbar=False,
        cursor=False,
        notes=(*claims.notes, *notes),
    )
