"""The start of a built app: its command line, its engine, and what it says where it cannot start."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from oro_framework.built import environment
from oro_framework.built.arguments import HELP, Arguments, read_arguments
from oro_framework.built.manifest import APP, Manifest, built_manifest
from oro_framework.errors import Denied, OroError
from oro_framework.interpreter import built_folder

if TYPE_CHECKING:  # imported where the app is driven
    from oro_framework.host.backends.driving import Driving

__all__ = ("main",)


def main() -> int:
    """Run the app and return its exit code, as `oro run` does."""
    environment.restore()
    _help_multiprocessing()
    manifest, folder = built_manifest(), built_folder()
    if manifest is None or folder is None:
        print("error: this program lacks its app; build it anew with: oro build", file=sys.stderr)
        return 1
    try:
        given = read_arguments(sys.argv[1:])
        if given.version or given.help:
            text = HELP if given.help else "{title} {version}\n"
            print(text.format(name=manifest.name, title=manifest.title, version=manifest.version), end="")
            return 0
        sys.argv[1:] = given.rest
        return _answered(lambda: _run(manifest, str(folder / APP), given), given)
    except OroError as error:
        return _failed(manifest, error)
    except KeyboardInterrupt:
        return 130


def _run(manifest: Manifest, app: str, given: Arguments) -> int:
    from oro_framework.cli.run import launch  # what a helper process need not import

    assignments = (*manifest.assignments, *given.assignments)
    if given.check:
        return _check(app, assignments)
    if given.command is not None:
        from oro_framework.built.commands import run_command  # other starts do not need it

        return run_command(given.command, app, given.rest, assignments)
    driving = None if given.automation is None else _driving(app, manifest, given.automation)
    backend = given.backend
    if backend is None and manifest.engine and (not given.headless or given.test is not None):
        backend = manifest.engine
        _check_engine(manifest)
    return launch(
        app,
        arguments=given.rest,
        headless=given.headless,
        backend=backend,
        assignments=assignments,
        tests=() if given.test is None else (given.test,),
        debug=given.debug,
        safe_mode=given.safe_mode,
        safe_graphics=given.safe_graphics,
        driving=driving,
    )


def _driving(app: str, manifest: Manifest, automation: str) -> Driving:
    """Return how `oro webdriver` drives the app.

    Raises:
        Denied: the app was not built to be driven.
    """
    from oro_framework.cli.app import describe, load_config
    from oro_framework.host.backends.driving import Driving

    if not load_config(describe(app), manifest.assignments).settings["webview_automation"]:
        raise Denied(
            f"Cannot drive {manifest.title or manifest.name}: it was not built to be driven. Build it with\n\n"
            "    [webview]\n    automation = true\n\nin its oro.toml"
        )
    return Driving.read(automation)


def _answered(run: Callable[[], int], given: Arguments) -> int:
    try:
        return run()
    except OroError:
        if given.debug:
            import traceback  # other starts do not need it

            traceback.print_exc()
        raise


def _check_engine(manifest: Manifest) -> None:
    """Raise where the machine's engine cannot work; that of Qt is in the app, and says so itself."""
    if manifest.engine != "gtk":
        return
    from oro_framework.built.system_engine import check_webkit

    check_webkit(manifest.title)


def _check(app: str, assignments: tuple[str, ...]) -> int:
    """Import every plugin and read every route, as a build does to see that the app is whole."""
    from oro_framework.cli.app import describe, load_config, load_host

    described = describe(app)
    host = load_host(described, load_config(described, assignments))
    for name in tuple(host.plugins.unimported):
        host.plugins.import_now(name)
    broken = [info for info in host.plugins.infos.values() if info.error]
    for info in broken:
        print(f'error: plugin "{info.name}": {info.error}', file=sys.stderr)
    print(f"{len(host.plugins.infos)} plugins, {len(host.routes)} routes")
    return 1 if broken else 0


def _failed(manifest: Manifest, error: OroError) -> int:
    from oro_framework.built.message import show_message
    from oro_framework.cli.main import exit_code

    print(f"error: {error.message}", file=sys.stderr)
    if not sys.stderr.isatty():
        show_message(manifest.title or manifest.name, error.message)
    return exit_code(error)


def _help_multiprocessing() -> None:
    """Run the part of `multiprocessing` that its parent started this program for, if it did."""
    if "--multiprocessing-fork" in sys.argv[1:3] or any(each.startswith(_HELPERS) for each in sys.argv[1:8]):
        import multiprocessing

        multiprocessing.freeze_support()


_HELPERS = ("from multiprocessing.", "import sys; from multiprocessing.")

if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    gc.freeze()  # as `oro` does: no search for garbage at the end of the process
    sys.exit(code if os.name == "nt" else code & 0xFF)
