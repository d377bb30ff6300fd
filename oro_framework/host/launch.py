"""A host put on a screen: the GUI on the main thread, the host on the loop thread, both ended in order.

main thread   backend made → loop thread started → GUI loop … quit → loop thread joined
loop thread   services start; the first window is made as soon as the GUI is ready; … ; stop
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import trio

from oro_framework import __version__
from oro_framework.errors import UsageError
from oro_framework.host import settings as names
from oro_framework.host.app import Host
from oro_framework.host.args import args_config
from oro_framework.host.backends.base import Backend, ViewSpec
from oro_framework.host.backends.choice import backend_class, choose
from oro_framework.host.preload import args_of, environment_of, preload_script
from oro_framework.host.signals import SignalSocket
from oro_framework.host.windows import ManagedWindow
from oro_framework.types import Preload

__all__ = ("Launch",)

TEST_PATH = "/_test"
"""Where the folder of a `--test` file is served."""


class Launch:
    """One run of a host with a backend. Main thread.

    Args:
        host: loaded, not running.
        backend: name of a backend; None takes what works here.
        headless: no window a person could see; without a backend's name, no engine at all.
        test: a JavaScript test file to run in the first window; its folder is served under `/_test`.
    """

    def __init__(
        self, host: Host, backend: str | None = None, *, headless: bool = False, test: Path | None = None
    ) -> None:
        self.host = host
        self._headless = headless
        self._test = test
        made = self._backend_class(backend)
        self.backend: Backend = made(host.declared_schemes(), host.exchanges, host.bundle)
        host.backend = self.backend
        host.windows_manager.attach(self.backend)
        host.threads.attach_gui(self.backend.post)
        self._signals = SignalSocket()

    def _backend_class(self, name: str | None) -> type[Backend]:
        if name is None and self._headless:
            name = "headless"
        if name is None:
            return choose()
        for _, ask in self.host.plugins.implementations("oro_backend"):
            if (found := ask(name=name)) is not None:
                return found  # type: ignore[no-any-return]
        return backend_class(name)

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
        return self.host.exit_code

    # -- GUI thread ------------------------------------------------------------------------------

    def _ready(self) -> None:
        self._screen = self.backend.screen_size()
        self.host.threads.gui_to_loop(self._open_first_window)

    # -- loop thread -----------------------------------------------------------------------------

    async def _loop_main(self) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._signals.forward, self._signalled)
            async with self.host.running():
                await self.host.quitting.wait()
                await self._close_windows()
            nursery.cancel_scope.cancel()

    async def _close_windows(self) -> None:
        """Close what is open while the GUI still runs, so that pages see their end."""
        with trio.move_on_after(2):
            for window in self.host.windows:
                self.host.windows_manager.close(window)
            for window in self.host.windows:
                await window.closed.wait()

    def _signalled(self, number: int) -> None:
        self.host.quit(128 + number if number != signal.SIGTERM else 0)

    def _open_first_window(self) -> None:
        self.host.windows_manager.create(self._spec(), 0, self._preload)

    def _spec(self) -> ViewSpec:
        settings, (screen_width, screen_height) = self.host.settings, self._screen
        background = settings[names.WINDOW_BACKGROUND_COLOR_LIGHT]
        return ViewSpec(
            url=self.host.origin + settings[names.WEBVIEW_ROOT],
            title=settings[names.META_TITLE] or settings[names.BUILD_NAME] or self.host.bundle,
            width=settings[names.WINDOW_WIDTH].pixels(screen_width),
            height=settings[names.WINDOW_HEIGHT].pixels(screen_height),
            min_width=settings[names.WINDOW_MIN_WIDTH].pixels(screen_width) or 200,
            min_height=settings[names.WINDOW_MIN_HEIGHT].pixels(screen_height) or 100,
            resizable=settings[names.WINDOW_RESIZABLE],
            frameless=settings[names.WINDOW_FRAMELESS],
            hidden=self._headless or settings[names.BUILD_HEADLESS],
            background=background or "#ffffff",
            user_agent_suffix=f"OroRuntime/{__version__}",
            inspector=bool(self.host.debug),
        )

    def _preload(self, window: ManagedWindow) -> str:
        host = self.host
        settings = host.settings
        args = args_of(
            origin=host.origin,
            window_id=window.id,
            index=window.index,
            argv=sys.argv,
            config=args_config(host.config),
            environment=environment_of(settings[names.BUILD_ENV], settings.family(names.ENV.key)),
            streams=self.backend.capabilities.stream_response,
            headless=self._headless,
            debug=host.debug,
            test=self._test_url(),
        )
        scripts: list[str] = []
        for _, preload in host.plugins.ask("oro_preload", window=window):
            assert isinstance(preload, Preload)
            args.update(preload.args)
            scripts.append(preload.script)
        return preload_script(self.backend.preload, args, scripts)

    def _test_url(self) -> str | None:
        if self._test is None:
            return None
        if not self._test.is_file():
            raise UsageError(f'Cannot run test "{self._test}": there is no such file')
        return f"{self.host.origin}{TEST_PATH}/{self._test.name}"


def run(host: Host, backend: str | None = None, *, headless: bool = False, test: Path | None = None) -> int:
    """Run a loaded host until its app quits; return its exit code. Main thread."""
    return Launch(host, backend, headless=headless, test=test).run()
