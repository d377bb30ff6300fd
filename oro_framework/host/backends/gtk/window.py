"""Set up the frame of one GTK window, and tell where it is. GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from gi.repository import Gdk, Gtk

from oro_framework.host.backends.gtk.displays import monitor_named, name_of
from oro_framework.host.backends.gtk.menu import MenuBar
from oro_framework.host.backends.interface.view_events import ViewEvents
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.backends.interface.view_state import ViewState
from oro_framework.host.configuration.colour import Colour
from oro_framework.host.configuration.menu import MenuSection

if TYPE_CHECKING:
    from gi.repository import WebKit2

__all__ = ("Frame", "join_family")

_UNLIMITED = 32767
"""The largest size X takes."""


class Frame:
    """Sets the frame up before the window is first shown, and tells where it is and whether it has the keyboard.

    Args:
        window: a GtkWindow.
        webview: WebKit's view in it.
        events: the callbacks for changes of the window.
    """

    def __init__(self, window: Gtk.Window, webview: WebKit2.WebView, spec: ViewSpec, events: ViewEvents) -> None:
        self._window = window
        self._webview = webview
        self._spec = spec
        self._events = events
        self._bar: MenuBar | None = None
        self._box, self.overlay = _boxed(window)
        self._last: tuple[int, int, int, int] | None = None
        self.state = ViewState()
        self.kiosk = spec.kiosk
        self.display = ""
        """The name of the one it is on, once it is shown."""
        if spec.utility:
            window.set_type_hint(Gdk.WindowTypeHint.UTILITY)
        window.set_deletable(spec.closable)
        window.set_size_request(-1, -1)
        least = (spec.min_width, spec.min_height) if spec.resizable else (spec.width, spec.height)
        self._box.set_size_request(*least)
        self._drawn = (0, 0)
        self._asked = (spec.width, spec.height)
        self._limit(*self._asked)
        window.connect("realize", self._realized)
        window.connect("configure-event", self._configured)
        window.connect("notify::is-active", lambda window, _property: events.focused(window.is_active()))
        window.connect("window-state-event", self._state_changed)
        self._begin(window)

    def _begin(self, window: Gtk.Window) -> None:
        """Ask for what the window is from the start, before it is shown."""
        spec = self._spec
        if spec.above:
            window.set_keep_above(True)
        if spec.skip_taskbar:
            self.set_skip_taskbar(True)
        if spec.opacity < 1:
            window.set_opacity(spec.opacity)
        if spec.minimized:
            window.iconify()
        if spec.maximized:
            window.maximize()
        if spec.fullscreen or spec.kiosk:
            self._fill_display()

    def _fill_display(self) -> None:
        number = monitor_named(self._spec.display)
        if number is None:
            self._window.fullscreen()
        else:
            self._window.fullscreen_on_monitor(self._window.get_screen(), number)

    def set_fullscreen(self, fullscreen: bool) -> None:
        """Give the window a whole display, or take it away; a kiosk keeps it."""
        if fullscreen:
            self._fill_display()
        elif not self.kiosk:
            self._window.unfullscreen()

    def toggle_fullscreen(self) -> None:
        """Give the window a whole display, or take it away."""
        self.set_fullscreen(not self.state.fullscreen)

    def set_kiosk(self, kiosk: bool) -> None:
        """Keep the person in the window, or no longer."""
        self.kiosk = kiosk
        self.set_fullscreen(kiosk)

    def set_skip_taskbar(self, skip: bool) -> None:
        """Leave the window out of the desktop's lists of windows, or no longer."""
        self._window.set_skip_taskbar_hint(skip)
        self._window.set_skip_pager_hint(skip)

    def _limit(self, width: int, height: int) -> None:
        """Tell GTK the limits of a window that has this size: it counts the frame that it draws itself among them."""
        spec, (sides, ends) = self._spec, self._drawn
        geometry, hints = Gdk.Geometry(), Gdk.WindowHints(0)
        if spec.max_width or spec.max_height:
            geometry.max_width = spec.max_width + sides if spec.max_width else _UNLIMITED
            geometry.max_height = spec.max_height + ends if spec.max_height else _UNLIMITED
            hints |= Gdk.WindowHints.MAX_SIZE
        if spec.aspect_ratio is not None:
            ratio = spec.aspect_ratio[0] / spec.aspect_ratio[1]
            within = min(width, height * ratio)
            geometry.min_aspect = geometry.max_aspect = (within + sides) / (within / ratio + ends)
            hints |= Gdk.WindowHints.ASPECT
        if hints:
            self._window.set_geometry_hints(None, geometry, hints)

    def resize(self, width: int, height: int) -> None:
        """Give what is in the frame another size."""
        if not self._spec.resizable:
            self._box.set_size_request(width, height)
        self._asked = (width, height)
        self._limit(width, height)
        self._window.resize(width, height)

    def _realized(self, window: Gtk.Window) -> None:
        """Learn how large the frame is that GTK draws itself, as under Wayland, and say which functions it has."""
        self._drawn = (
            window.get_allocated_width() - self._box.get_allocated_width(),
            window.get_allocated_height() - self._box.get_allocated_height(),
        )
        self._limit(*self._asked)
        self._name_functions(window)

    def _name_functions(self, window: Gtk.Window) -> None:
        """Tell the window manager which functions the frame has; GTK itself has no name for these two."""
        spec = self._spec
        if spec.maximizable and spec.minimizable:
            return
        functions = Gdk.WMFunction.MOVE
        for wanted, function in (
            (spec.resizable, Gdk.WMFunction.RESIZE),
            (spec.maximizable, Gdk.WMFunction.MAXIMIZE),
            (spec.minimizable, Gdk.WMFunction.MINIMIZE),
            (spec.closable, Gdk.WMFunction.CLOSE),
        ):
            if wanted:
                functions |= function
        window.get_window().set_functions(functions)

    def _configured(self, window: Gtk.Window, _event: Gdk.EventConfigure) -> bool:
        box = (*window.get_position(), *window.get_size())
        if box != self._last:
            self._last = box
            if self._drawn != (0, 0) and self._spec.aspect_ratio is not None:
                self._limit(*box[2:])
            self._events.placed(*box)
        if (display := name_of(window)) != self.display:
            self.display = display
            self._events.display_changed(display)
        return False

    def _state_changed(self, _window: Gtk.Window, event: Gdk.EventWindowState) -> bool:
        now = event.new_window_state
        if event.changed_mask & Gdk.WindowState.ICONIFIED:
            self._events.minimized(bool(now & Gdk.WindowState.ICONIFIED))
        state = ViewState(
            fullscreen=bool(now & Gdk.WindowState.FULLSCREEN),
            maximized=bool(now & Gdk.WindowState.MAXIMIZED),
            minimized=bool(now & Gdk.WindowState.ICONIFIED),
        )
        if state != self.state:
            self.state = state
            self._events.state_changed(state)
            if self.kiosk and not state.fullscreen and not state.minimized:
                self._fill_display()
        return False

    def paint(self, colour: Colour) -> None:
        """Set the background behind the page."""
        self._webview.set_background_color(
            Gdk.RGBA(colour.red / 255, colour.green / 255, colour.blue / 255, colour.alpha)
        )

    def set_menu_bar(self, sections: Sequence[MenuSection], chosen: Callable[[int, int], None]) -> None:
        """Show a bar of menus above the page, in place of the one there is."""
        if self._bar is not None:
            self._bar.remove()
        self._bar = MenuBar(self._window, self._box, self._webview, sections, chosen)

    def show_menu_bar(self, shown: bool) -> None:
        """Show the bar, if there is one, or hide it while its keys go on working."""
        if self._bar is not None:
            self._bar.widget.set_visible(shown)

    def enable_menu_item(self, section: int, item: int, enabled: bool) -> None:
        """Enable or disable an item of the bar."""
        if self._bar is not None:
            self._bar.enable(section, item, enabled)

    def focus(self) -> None:
        """Bring the window to the front, with the keyboard in the page."""
        self._window.present()
        self._webview.grab_focus()

    def blur(self) -> None:
        """Take the keyboard from the page, and put the window behind others."""
        self._window.set_focus(None)
        if (surface := self._window.get_window()) is not None:
            surface.lower()


def join_family(window: Gtk.Window, spec: ViewSpec) -> Gtk.WindowGroup | None:
    """Keep a window in front of its parent, and return the group of both: a modal one takes the input of that alone."""
    parent = getattr(spec.parent, "window", None)
    if parent is None:
        return None
    group = parent.get_group() if parent.has_group() else Gtk.WindowGroup()
    group.add_window(parent)
    group.add_window(window)
    window.set_transient_for(parent)
    window.set_modal(spec.modal)
    return group


def _boxed(window: Gtk.Window) -> tuple[Gtk.Box, Gtk.Overlay]:
    """Put the content of a window into an overlay, for views over the page, in a box, where a menu bar has room above.

    WebKit's view is not realised yet: one that was paints nothing any more once it is put elsewhere.
    """
    child = window.get_child()
    window.remove(child)
    overlay = Gtk.Overlay()
    overlay.add(child)
    box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL)
    box.pack_end(overlay, True, True, 0)
    window.add(box)
    return box, overlay
