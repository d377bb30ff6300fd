"""PHP: found where it was fetched, or fetched, and started on folders of the machine."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from msgspec import Struct

from oro_container.core.policy import Folder
from oro_framework.errors import Unsupported

__all__ = (
    "INI",
    "MEGABYTES",
    "VERSION",
    "Php",
    "fetch_php",
    "find_php",
    "inside_command",
    "php_folders",
    "php_mounts",
    "php_program",
    "worker_argument",
)

VERSION = "8.4"
MEGABYTES = 24
"""Of the download."""
_DISK = 67
_NAME = "php-wasm"
_PINNED = "3.1.54"
_HERE = Path(__file__).parent
_WORKER, _PACKAGES = "/usr/share/php/worker", "/usr/share/php/packages"
"""Where a container sees the two."""
_LOG = logging.getLogger("oro_container.php")
INI: Mapping[str, str] = {
    "display_errors": "1",
    "error_reporting": "32767",
    "html_errors": "1",
    "log_errors": "1",
    "memory_limit": "256M",
    "output_buffering": "4096",
    "post_max_size": "64M",
    "session.save_path": "/tmp",
    "session.use_strict_mode": "1",
    "sys_temp_dir": "/tmp",
    "upload_max_filesize": "64M",
    "upload_tmp_dir": "/tmp",
}
"""How PHP is set unless it is said otherwise: errors are shown; sessions, uploads and the like are in `/tmp`."""


class Php(Struct, frozen=True, kw_only=True):
    """PHP compiled to WebAssembly, and the Node that runs it."""

    node: Path
    packages: Path
    """The folder that has its `node_modules`."""

    def command(
        self,
        folders: Mapping[str, Path],
        *,
        cwd: str,
        ini: Mapping[str, str] | None = None,
        env: Mapping[str, str] | None = None,
        arguments: Sequence[str] | None = None,
        locks: Path | None = None,
    ) -> list[str]:
        """Return the command of a worker that answers requests, or of one run of the program `php`.

        Args:
            folders: of the machine, by the absolute path at which PHP sees them; it sees nothing else.
            cwd: the absolute path at which PHP starts.
            ini: settings beside `INI`.
            env: variables that scripts get.
            arguments: those of the program, with its name; None for a worker.
            locks: a folder, which all workers on the same folders share, for the locks of files; without one PHP
                takes every lock at once.
        """
        given: dict[str, Any] = {}
        if arguments is not None:
            given["script"] = {"arguments": list(arguments)}
        if locks is not None:
            given["locks"] = str(locks)
        told = worker_argument(self.packages, folders, cwd=cwd, ini=ini, env=env, more=given)
        return [str(self.node), "--no-warnings", str(_HERE / "worker.mjs"), told]


def php_folders(php: Php) -> tuple[Folder, ...]:
    """Return the folders that a container's policy lends it, so that PHP runs in it."""
    return (Folder(host=str(_HERE), guest=_WORKER), Folder(host=str(php.packages), guest=_PACKAGES))


def php_mounts() -> Iterator[dict[str, Any]]:
    """Yield the mounts of the program `php`; blocks. Without PHP itself, it asks the host."""
    yield {"text": php_program(), "at": "/usr/local/bin/php", "mode": 0o755}
    yield {"bind": str(_HERE), "at": _WORKER, "optional": True}
    if (packages := find_php()) is not None:
        yield {"bind": str(packages), "at": _PACKAGES, "optional": True}


@cache
def php_program() -> str:
    """Return the text of the program `php`."""
    return (_HERE / "php.cjs").read_text("utf-8").replace("const INI = {}", f"const INI = {json.dumps(dict(INI))}")


def inside_command(
    folders: Mapping[str, str],
    *,
    cwd: str,
    ini: Mapping[str, str] | None = None,
    env: Mapping[str, str] | None = None,
    arguments: Sequence[str] | None = None,
    locks: str | None = None,
    at: Callable[[str], str] = str,
) -> list[str]:
    """Return the command of PHP in a container that was lent `php_folders`; otherwise as `Php.command`.

    Args:
        folders: of the container, by the absolute path at which PHP sees them.
        cwd: as of `Php.command`, and so are those that follow.
        ini: settings beside `INI`.
        env: variables that scripts get.
        arguments: those of the program, with its name; None for a worker.
        locks: a folder of the container.
        at: returns the path of something that every container has; that of its `Layout`.
    """
    given: dict[str, Any] = {}
    if arguments is not None:
        given["script"] = {"arguments": list(arguments)}
    if locks is not None:
        given["locks"] = locks
    told = worker_argument(at(_PACKAGES), folders, cwd=cwd, ini=ini, env=env, more=given)
    return ["node", "--no-warnings", at(f"{_WORKER}/worker.mjs"), told]


def worker_argument(
    packages: Path | str,
    folders: Mapping[str, Path | str],
    *,
    cwd: str,
    ini: Mapping[str, str] | None,
    env: Mapping[str, str] | None,
    more: Mapping[str, Any],
) -> str:
    """Return what `worker.mjs` is told on its command line."""
    told = {
        "packages": str(packages),
        "folders": {guest: str(folder) for guest, folder in folders.items()},
        "cwd": cwd,
        "ini": {**INI, **(ini or {})},
        "env": dict(env or {}),
        **more,
    }
    return json.dumps(told)


def find_php() -> Path | None:
    """Return the folder of the packages of PHP, or None where they have to be fetched."""
    if find_spec("oro_wasm") is None:
        return None
    from oro_wasm.builds.toolchains import find_npm

    try:
        return find_npm(_packages())
    except (OSError, RuntimeError):
        return None  # the user has no home, or may not read it


async def fetch_php() -> Php:
    """Return PHP; fetch it first if it is not there, after saying how much that is. If cancelled, nothing is left.

    PHP compiled to WebAssembly is under the GPL, so no wheel brings it.

    Raises:
        Unsupported: oro-wasm, which fetches, is not installed.
        BuildError: it cannot be fetched; the message says why and what to do.
    """
    if find_spec("oro_wasm") is None:
        raise Unsupported(
            f"Cannot run PHP: its {MEGABYTES} MB are fetched by oro-wasm, which is not installed; "
            "`pip install oro-wasm` installs it"
        )
    from oro_wasm.languages.node import fetch_packages

    tools, folder = await fetch_packages(_packages(), _report)
    return Php(node=tools.node, packages=folder)


def _packages() -> Any:
    from oro_wasm.languages.node import npm_packages

    return npm_packages(_NAME, _PINNED, _HERE / "packages", megabytes=MEGABYTES, disk=_DISK)


def _report(kind: str, text: str) -> None:
    _LOG.info("%s", text)
