"""`write_site`, which writes a container that needs no host: a folder of files that any server of files may serve."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from oro_container.errors import CannotBoot
from oro_container.page_host.core_archive import core_archive
from oro_container.page_host.pyodide import FILES, fetch_pyodide
from oro_container.page_host.snapshot import NAME, snapshot

__all__ = ("NODE_SCRIPTS", "write_site")

NODE_SCRIPTS = ("base", "node", "more", "internal.vendor.esm", "internal.vendor.hashes")
"""Scripts of the framework that have Node's modules which need no host."""
_HERE = Path(__file__).resolve().parent
_MODULES = _HERE.parent / "js" / "container"
_SKIPPED = {".git", "__pycache__", ".venv"}
_LARGEST = 256 << 20


def write_site(app: Path, out: Path, *, command: Sequence[str], title: str, report: Callable[[str], None]) -> None:
    """Write a page that boots a container with a folder's files and runs a command in it. It blocks.

    Args:
        app: the folder whose files the container has.
        out: the folder to write; it may not have files.
        command: what is run, with its arguments.
        title: of the page.
        report: told of the progress.

    Raises:
        CannotBoot: something it is made of is missing; the message says what to do.
        FileExistsError: the folder to write has files.
    """
    if out.exists() and any(out.iterdir()):
        raise FileExistsError(f'Cannot write the site into "{out}": it has files; name a folder that is empty, or none')
    if out.resolve().is_relative_to(app.resolve()):
        raise FileExistsError(f'Cannot write the site into "{out}": it is within "{app}", whose files go into the site')
    pyodide = fetch_pyodide(report)
    assets = out / "container" / "assets"
    assets.mkdir(parents=True)
    shutil.copytree(_MODULES / "page", out / "container" / "js" / "page", ignore=shutil.ignore_patterns("*.d.ts"))
    (assets / "core.zip").write_bytes(core_archive())
    _copy(pyodide, assets / "pyodide", FILES)
    if (made := snapshot(pyodide)) is not None:
        shutil.copyfile(made, assets / NAME)
    _copy(_node_scripts(), assets / "node", [f"{name}.js" for name in NODE_SCRIPTS])
    _copy_wasi(assets / "wasi")
    previews = assets / "previews"
    previews.mkdir()
    shutil.copyfile(_HERE.parent / "previews" / "document.js", previews / "document.js")
    shutil.copyfile(_HERE / "site" / "sockets.js", previews / "sockets.js")
    (out / "files.json").write_text(json.dumps(_entries(app)))
    (out / "container.json").write_text(json.dumps({"command": list(command), "title": title}))
    for name in ("index.html", "service-worker.js", "site.css", "site.js"):
        shutil.copyfile(_HERE / "site" / name, out / name)
    report(f"wrote {out}: serve it with any server of files")


def _copy(source: Path, target: Path, names: Iterable[str]) -> None:
    target.mkdir()
    for name in names:
        shutil.copyfile(source / name, target / name)


def _node_scripts() -> Path:
    import oro_framework

    folder = Path(oro_framework.__file__).parent / "js" / "internal" / "bundle"
    if not all((folder / f"{name}.js").is_file() for name in NODE_SCRIPTS):
        raise CannotBoot("Cannot write a site: the framework's scripts are not made; run python scripts/build_js.py")
    return folder


def _copy_wasi(target: Path) -> None:
    """Copy WASI preview 1 of oro-wasm, where that is installed; without it the site runs no WASI programs."""
    try:
        import oro_wasm
    except ImportError:
        target.mkdir()
        return
    source = Path(oro_wasm.__file__).parent / "js" / "wasi" / "preview1"
    shutil.copytree(source, target / "preview1", ignore=shutil.ignore_patterns("*.d.ts"))


def _entries(app: Path) -> list[dict[str, object]]:
    """Return the files of a folder as entries; bytes are one character each."""
    found: list[dict[str, object]] = []
    size = 0
    for path in sorted(app.rglob("*")):
        name = path.relative_to(app)
        if _SKIPPED & set(name.parts):
            continue
        entry: dict[str, object] = {"path": name.as_posix()}
        if path.is_symlink():
            entry |= {"kind": "symlink", "target": str(path.readlink())}
        elif path.is_dir():
            entry |= {"kind": "directory"}
        elif path.is_file():
            data = path.read_bytes()
            size += len(data)
            entry |= {"kind": "file", "data": data.decode("latin-1"), "mode": path.stat().st_mode & 0o777}
        else:
            continue
        found.append(entry)
        if size > _LARGEST:
            raise CannotBoot(f'Cannot write a site of "{app}": it has more than {_LARGEST >> 20} MiB of files')
    return found
