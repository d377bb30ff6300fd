"""Tell the displays as GDK knows them. GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gi.repository import Gdk

from oro_framework.host.backends.interface.display import Display

if TYPE_CHECKING:
    from gi.repository import Gtk

__all__ = ("all_displays", "cursor", "monitor_named", "name_of", "watch", "x11_handle")


def all_displays() -> list[Display]:
    """Return the displays, the primary one first."""
    found = [_described(monitor, number) for number, monitor in enumerate(_monitors())]
    return sorted(found, key=lambda each: not each.primary)


def _monitors() -> list[Gdk.Monitor]:
    display = Gdk.Display.get_default()
    return [display.get_monitor(number) for number in range(display.get_n_monitors())]


def _described(monitor: Gdk.Monitor, number: int) -> Display:
    box, free = monitor.get_geometry(), monitor.get_workarea()
    primary = Gdk.Display.get_default().get_primary_monitor()
    return Display(
        name=_name(monitor),
        x=box.x,
        y=box.y,
        width=box.width,
        height=box.height,
        work_area=(free.x, free.y, free.width, free.height),
        scale=float(monitor.get_scale_factor()),
        refresh_rate=monitor.get_refresh_rate() / 1000,
        primary=monitor == primary if primary is not None else number == 0,
    )


def _name(monitor: Gdk.Monitor) -> str:
    """Return the name of a monitor: X tells its connector as its model, Wayland a model that several may have."""
    among = _monitors()
    name = str(monitor.get_model() or "")
    return name if name and [each.get_model() for each in among].count(name) == 1 else f"display-{among.index(monitor)}"


def monitor_named(name: str) -> int | None:
    """Return the number of the monitor of a name, or None."""
    return next((number for number, monitor in enumerate(_monitors()) if name and _name(monitor) == name), None)


def name_of(window: Gtk.Window) -> str:
    """Return the name of the display that a window is on; empty while it is on none."""
    surface = window.get_window()
    monitor = None if surface is None else Gdk.Display.get_default().get_monitor_at_window(surface)
    return "" if monitor is None else _name(monitor)


def watch(changed: Callable[[], None]) -> None:
    """Call `changed` whenever a display comes, goes, or is another."""
    display, screen = Gdk.Display.get_default(), Gdk.Screen.get_default()
    for name in ("monitor-added", "monitor-removed"):
        display.connect(name, lambda *_: changed())
    for name in ("monitors-changed", "size-changed"):
        screen.connect(name, lambda *_: changed())


def cursor() -> tuple[int, int]:
    """Return where the pointer is."""
    _, x, y = Gdk.Display.get_default().get_default_seat().get_pointer().get_position()
    return x, y


def x11_handle(window: Gtk.Window) -> str:
    """Return a window as portals name it, such as `x11:2a00007`; empty where it is none of an X server."""
    own = window.get_window()
    if "X11Window" not in type(own).__name__:
        return ""
    import gi

    gi.require_version("GdkX11", "3.0")
    from gi.repository import GdkX11  # noqa: F401  # gives windows `get_xid`

    return f"x11:{own.get_xid():x}"
