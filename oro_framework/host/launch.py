"""Runs a host with an engine: the GUI on the main thread, the host on the loop thread, both ended in order.

main thread   backend made → loop thread started → GUI loop … quit → loop thread joined
loop thread   services start; the first window is made as soon as the GUI is ready; … ; stop
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import trio

from oro_framework.builtin.testing import TEST_PATH
from oro_framework.errors import Busy, DeclarationError, OroError, Unsupported
from oro_framework.host.app import Host
from oro_framework.host.backends.choice import backend_class, choose
from oro_framework.host.backends.interface.backend import Backend
from oro_framework.host.backends.page_storage import MEMORY, PageStorage, folder_of
from oro_framework.host.background import PARTING
from oro_framework.host.configuration import settings as names
from oro_framework.host.configuration.languages import person_languages
from oro_framework.host.configuration.page_config import args_config
from oro_framework.host.kernel.signals import ENDING, SignalSocket
from oro_framework.host.resources.bundle import realm_script, usable
from oro_framework.host.resources.module_files import framework_folder
from oro_framework.host.resources.preload import args_of, environment_of, preload_script
from oro_framework.host.resources.preload_modules import preload_modules_script
from oro_framework.host.windows.window import ManagedWindow
from oro_framework.host.windows.window_options import Desktop, main_window
from oro_framework.host.windows.window_table import MAX_WINDOWS, RESERVED, desktop_of
from oro_framework.types import Preload

if TYPE_CHECKING:  # imported for tests, when the app ends, or is driven
    from oro_framework.host.backends.driving import Driving
    from oro_framework.host.tests_in_turn import TestsInTurn
    from oro_framework.host.trouble.kill_timer import KillTimer

__all__ = ("Launch",)


ICONS = ("icon.png", "icon.svg")
"""The names of an icon that an app need not name."""
HEARING = 1.0
"""Seconds a page has to answer before it is closed, if it was active within as many seconds."""


class Launch:
    """One run of a host with a backend. Main thread.

    Args:
        host: loaded, not running.
        storage: the storage with which the engine was started early, if it was.
        backend: name of a backend; None takes what works here.
        headless: show no window; without a backend's name, run no engine at all.
        tests: JavaScript test files, each run in a first window of its own; their folder is served under `/_test`.
        driving: how programs outside drive the pages; None lets none in.
    """

    def __init__(
        self,
        host: Host,
        backend: str | None = None,
        *,
        headless: bool = False,
        tests: Sequence[Path] = (),
        storage: PageStorage = MEMORY,
        driving: Driving | None = None,
    ) -> None:
        self.host = host
        self._headless = headless
        self._tests = self._in_turn(tests) if tests else None
        self._kept = not tests and (driving is None or driving.control is None)
        made = self._backend_class(backend)
        self.backend: Backend = made(host.declared_schemes(), host.exchanges, host.bundle)
        self.backend.pins = host.settings[names.WEBVIEW_TLS_PINS]
        self.backend.allow_framing(host.settings[names.WEBVIEW_CORS_ALLOWED_ORIGINS])
        spelling = host.settings[names.WEBVIEW_SPELLING]
        self.backend.spelling = person_languages(os.environ) if spelling is None else spelling
        self.backend.profile = host.profiles.begin(self.backend, self._storage(storage))
        self.backend.icon = self._icon()
        self.backend.isolated = host.settings[names.WEBVIEW_ISOLATED]
        if driving is not None:
            self.backend.open_to_drivers(driving)
        host.backend = self.backend
        unseen = headless or host.settings[names.BUILD_HEADLESS]
        host.windows_manager.attach(self.backend, self._preload, headless=unseen)
        host.threads.attach_gui(self.backend.post)
        self._told = host.settings[names.APPLICATION_SIGNALS]
        self._signals = SignalSocket(self._told)
        host.windows_manager.heed_signals = partial(self.backend.post, self._signals.listen)
        self._kill_timer: KillTimer | None = None
        self._loop = 0
        host.asked_to_quit = self._arm

    def _in_turn(self, tests: Sequence[Path]) -> TestsInTurn:
        from oro_framework.host.tests_in_turn import TestsInTurn  # needed only by --test

        host = self.host

        def go_on(code: int) -> None:
            if sequence.ends(code) and host.nursery is not None:
                host.nursery.start_soon(sequence.next)

        sequence = TestsInTurn(tests, partial(self._close_windows, MAX_WINDOWS), self._open_first_page, host.quit)
        host.ended_by_page = go_on
        return sequence

    def _backend_class(self, name: str | None) -> type[Backend]:
        if name is None and self._headless:
            name = "headless"
        if name is None:
            return choose()
        for _, found in self.host.plugins.ask("oro_backend", name=name):
            backend: type[Backend] = found
            return backend
        named = backend_class(name)
        if missing := named.missing():
            raise Unsupported(f'Cannot use backend "{name}": {"; ".join(missing)}')
        return named

    def _icon(self) -> Path | None:
        """Return the app's icon: the one it names, the one it is built with, or the one in its folder."""
        settings = self.host.settings
        named = settings[names.META_ICON] or str(self.host.config.given().get("build_icon", ""))
        for name in (named,) if named else ICONS:
            if (path := self.host.folder / name).is_file():
                return path
        if named:
            self.host.log.warning('Cannot show icon "%s": there is no such file', named)
        return None

    def _storage(self, early: PageStorage) -> PageStorage:
        """Return the storage of pages: the folder that was locked early if it is the configured one, else another.

        Its lock is held until the process ends, as engines write until then.
        """
        settings = self.host.settings
        lasts = settings[names.WEBVIEW_STORAGE] == "disk" and self._kept
        folder = folder_of(self.host.bundle, self.host.root) if lasts and self.backend.capabilities.storage else None
        if early.folder == folder:
            storage = early
        else:
            early.release()
            storage = PageStorage.held(folder) if folder is not None else MEMORY
        if storage.busy and settings[names.WEBVIEW_SECOND_START] == "end":
            raise Busy(
                f'Cannot start "{self.host.bundle}" again: {storage.why}; use or end that one, start this one with'
                " --set webview_storage=memory, or have oro-single-instance hand over to the first"
            )
        if storage.why:
            self.host.log.warning("Pages of this run store in memory: %s", storage.why)
        return storage

    def run(self) -> int:
        """Run until the app quits; return its exit code.

        Raises:
            OroError: the host could not start, or a required service failed.
        """
        with self._signals.installed():
            self.host.threads.start(self._loop_main, ended=self.backend.quit)
            try:
                self.backend.run(self._ready)
            finally:
                self.host.quit()
                self.host.threads.join()
                if self._kill_timer is not None:
                    self._kill_timer.disarm()
        return self.host.exit_code

    def _arm(self) -> None:
        """Have the process ended if the app does not end. Any thread."""
        from oro_framework.host.trouble.kill_timer import KillTimer  # a start needs none

        timer = self._kill_timer = self._kill_timer or KillTimer(
            self.host.log, self.host.code_owners, lambda: self.host.exit_code
        )
        timer.loop = self._loop
        timer.arm()

    # -- GUI thread ------------------------------------------------------------------------------

    def _ready(self) -> None:
        self.host.threads.gui_to_loop(self._open_first_window, desktop_of(self.backend))

    # -- loop thread -----------------------------------------------------------------------------

    async def _loop_main(self) -> None:
        self._loop = threading.get_ident()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._signals.forward, self._signalled)
            async with self.host.running():
                await self.host.quitting.wait()
                await self._close_windows(RESERVED.stop)
            nursery.cancel_scope.cancel()

    async def _close_windows(self, below: int) -> None:
        """Close the windows with smaller indices while the GUI still runs, so that pages receive the events of it."""
        if self.backend.capabilities.evaluate and self._windows(below):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(trio.sleep, self.host.parting)
                for window in self._windows(below):
                    nursery.start_soon(_drain_console, window)
        with trio.move_on_after(2):
            for window in self._windows(below):
                self.host.windows_manager.close(window)
            for window in self._windows(below):
                await window.closed.wait()
        for window in self._windows(below):
            self.host.log.warning("Window %d did not close in time: it is killed", window.index)
            self.host.windows_manager.kill(window)

    def _windows(self, below: int) -> Sequence[ManagedWindow]:
        return [window for window in self.host.windows if window.index < below]

    def _signalled(self, number: int) -> None:
        first = self.host.windows[:1] if number in self._told else ()
        listening = [window for window in self.host.windows if window in first or number in window.signals]
        for window in listening:
            window.emit("signal", {"signal": number})
        if not listening and number not in self._told and self._signals.ends(number):
            self.host.quit(0 if number in ENDING and number != signal.SIGINT else 128 + number)

    def _open_first_window(self, desktop: Desktop) -> None:
        self.host.windows_manager.desktop = desktop
        if self._tests is None:
            self._open_first_page()
        else:
            self._tests.begin()

    def _open_first_page(self) -> None:
        page = self.host.origin + self.host.settings[names.WEBVIEW_ROOT]
        self.host.windows_manager.open(main_window(self.host.settings, page, debug=bool(self.host.debug)), 0)

    def _preload(self, window: ManagedWindow) -> str:
        host = self.host
        settings = host.settings
        test = self._tests.current if self._tests is not None else None
        args = args_of(
            origin=host.origin,
            window_id=window.id,
            index=window.index,
            argv=sys.argv,
            config={**args_config(host.config), **window.options.config},
            environment=environment_of(settings[names.BUILD_ENV], settings.family(names.ENV.key)),
            streams=self.backend.capabilities.stream_response,
            headless=self._headless or window.options.headless,
            debug=host.debug,
            test=self._test_url(test) if test is not None and window.index == 0 else None,
        )
        if test is not None:
            args["testFolder"] = str(test.resolve().parent)
        folder = framework_folder()
        together = usable(folder)
        lazy = settings[names.WEBVIEW_NODE_GLOBALS] and together
        isolated = settings[names.WEBVIEW_ISOLATED]
        mounted = host.assets.has_mounts
        scripts = [realm_script(folder, host.origin, with_globals=lazy, isolated=isolated, mounted=mounted)]

        modules: list[str] = []

        def take(preload: object) -> None:
            if not isinstance(preload, Preload):
                raise DeclarationError(f"Cannot use {preload!r} of oro_preload: it is no Preload")
            if reason := self._refusal(preload, window):
                scripts.append(f"({preload.refused.strip()})({json.dumps(reason)});" if preload.refused else "")
                return
            args.update(preload.args)
            scripts.append(preload.script)
            modules.extend(preload.modules)

        host.plugins.gather("oro_preload", take, window=window)
        if together:
            scripts.insert(1, preload_modules_script(host.assets.modules, modules))
        scripts.append(window.options.user_script)
        return preload_script(self.backend.preload, args, scripts)

    def _refusal(self, preload: Preload, window: ManagedWindow) -> str:
        """Return the reason why a window has no preload, or an empty text."""
        if not preload.permission:
            return ""
        decision = self.host.permissions.query(preload.permission, window=window.index)
        lacks = f"{self.host.origin} lacks permission {preload.permission}"
        return "" if decision.allowed else f"{lacks}: {decision.reason}"

    def _test_url(self, test: Path) -> str:
        return f"{self.host.origin}{TEST_PATH}/{test.name}"


def run(host: Host, backend: str | None = None, *, headless: bool = False, tests: Sequence[Path] = ()) -> int:
    """Run a loaded host until its app quits; return its exit code. Main thread."""
    return Launch(host, backend, headless=headless, tests=tests).run()


async def _drain_console(window: ManagedWindow) -> None:
    """Wait until a page's messages to the console have arrived, which a call to end the app may overtake.

    The page evaluates a script, whose answer comes after its messages. A silent page may hang, and gets less time.
    """
    silent = trio.current_time() - window.heard > HEARING
    with trio.move_on_after(PARTING if silent else HEARING), suppress(OroError):
        await window.evaluate("0")
