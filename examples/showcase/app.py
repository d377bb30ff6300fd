"""The showcase's own plugin: something to echo, a folder of awkward files, and the self-check's picture."""

from __future__ import annotations

import datetime
import math
import os
import shutil
import struct
import sysconfig
import tempfile
import threading
import wave
import zlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, TypedDict

import anyio

from oro_framework import Call, Host, Service, hookimpl, route
from oro_framework.types import Mount, Receive, Scope, Send, Setting

CHECK = Setting("showcase_check", bool, False, "walk through the panels, print what was checked, and quit")
SNAPSHOT = Setting("showcase_snapshot", str, "", "where the self-check saves a picture; unset, it saves none")
GALLERY = Setting("showcase_gallery", str, "", "folder in which the self-check saves a picture of every panel")
PANELS = Setting("showcase_panels", str, "", "which panels the self-check tries, by id; unset, every one")
PATIENCE = Setting("showcase_patience", float, 180.0, "seconds after which a self-check has failed")

TEAHOUSE = {
    "index.html": "text/html",
    "app.js": "text/javascript",
    "worker.js": "text/javascript",
    "style.css": "text/css",
    "cup.svg": "image/svg+xml",
    "today": "text/plain; charset=utf-8",
}

ODD_NAMES = (
    b"plain.txt",
    b".hidden",
    b"-rf",
    b"line\nbreak.txt",
    b"tab\tin it.txt",
    b" spaces around ",
    b"per%20cent%2F.txt",
    b"what? #1 & more.txt",
    b"'single' \"double\".txt",
    b"back\\slash.txt",
    "naïve 日本語 🦊.txt".encode(),
    "right\u202eot txt.left".encode(),
    "zero\u200bwidth.txt".encode(),
    b"latin-1 caf\xe9.txt",
    b"very " + b"long " * 48 + b"name",
)


class Place(TypedDict):
    """A folder worth looking into."""

    name: str
    path: str


class Compiler(TypedDict):
    """A compiler that the first build fetches."""

    name: str
    megabytes: int


class Teahouse:
    """A small app that is mounted, and refuses to answer while it is away.

    Args:
        folder: of its files.
    """

    def __init__(self, folder: Path) -> None:
        self.away = False
        self._folder = folder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI exchange."""
        if scope["type"] != "http":
            return
        name = scope["path"].rpartition("/")[2] or "index.html"
        kind = TEAHOUSE.get(name)
        headers = {"content-type": kind or "text/plain", "cache-control": "no-store", "service-worker-allowed": "/"}
        status, body = (200, b"") if kind else (404, b"There is no such tea")
        if self.away:
            status, body = 502, b"<!doctype html><meta charset=utf-8><p>The host is away."
            headers = {"content-type": "text/html", "runtime-response-error": "network"}
        elif name == "today":
            body = f"Poured at {datetime.datetime.now():%H:%M:%S}".encode()
        elif kind:
            body = (self._folder / name).read_bytes()
        pairs = [(key.encode(), value.encode()) for key, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": pairs})
        await send({"type": "http.response.body", "body": body})


class Showcase(Service):
    """What the showcase's pages ask for."""

    name = "showcase"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._samples = anyio.Lock()
        self._folder: Path | None = None
        self._whole = anyio.Event()
        self._ending = threading.Event()
        self.teahouse = Teahouse(host.root / "teahouse")

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Keep the samples for as long as the app runs; end a self-check that takes too long."""
        async with anyio.create_task_group() as self._tasks:
            if self.host.settings[CHECK]:
                self._tasks.start_soon(self._lose_patience)
            yield
            self._ending.set()
            self._tasks.cancel_scope.cancel()
        if self._folder is not None:
            shutil.rmtree(self._folder)

    @route("showcase.echo")
    def echo(self, call: Call) -> bytes:
        """Answer with the bytes that were sent."""
        return call.body

    @route("showcase.wait", deadline=0)
    async def wait(self, call: Call) -> None:
        """Never answer; the page has to give up."""
        await anyio.sleep_forever()

    @route("showcase.places")
    async def places(self, call: Call, *, whole: bool = False) -> list[Place]:
        """Name the folder of samples, made when first asked for, and one of thousands of files.

        Args:
            call: the call.
            whole: wait for the samples that take long; otherwise they appear by and by.
        """
        async with self._samples:
            if self._folder is None:
                self._folder = await anyio.to_thread.run_sync(make_samples, self.host.root)
                self._tasks.start_soon(self._fill, self._folder)
        if whole:
            await self._whole.wait()
        return [
            {"name": "Samples", "path": str(self._folder)},
            {"name": "Python library", "path": sysconfig.get_path("stdlib")},
        ]

    @route("showcase.away")
    def away(self, call: Call, *, away: bool) -> None:
        """Refuse the files of the teahouse from now on, or answer again."""
        self.teahouse.away = away

    @route("showcase.compilers")
    async def compilers(self, call: Call) -> list[Compiler]:
        """Name what a build of C would fetch first."""
        from oro_wasm.languages.c import C  # oro-wasm may be missing, and then nothing asks this

        missing = await anyio.to_thread.run_sync(C().check_dependencies)
        return [{"name": each.name, "megabytes": each.megabytes} for each in missing]

    @route("showcase.snapshot")
    async def snapshot(self, call: Call, *, panel: str, main: bool = False) -> list[str]:
        """Save a picture of the window where the settings want one; tell where."""
        assert call.window is not None
        gallery, single = self.host.settings[GALLERY], self.host.settings[SNAPSHOT]
        wanted = [Path(gallery, f"{Path(panel).name}.png")] if gallery else []
        wanted += [Path(single)] if single and main else []
        for path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            await call.window.snapshot(path.absolute())
        return [str(path) for path in wanted]

    async def _fill(self, folder: Path) -> None:
        await anyio.to_thread.run_sync(fill_samples, folder, self._ending)
        self._whole.set()

    async def _lose_patience(self) -> None:
        await anyio.sleep(self.host.settings[PATIENCE])
        print(f"not ok showcase: the page did not finish in {self.host.settings[PATIENCE]:g} s", flush=True)
        self.host.quit(1)


def make_samples(root: Path) -> Path:
    """Fill a new folder with files that are awkward in one way each; return it, `many` still empty."""
    folder = Path(tempfile.mkdtemp(prefix="showcase-"))
    (folder / "README.md").write_text("# Samples\n\nEvery file here is awkward in its own way.\nEdit me.\n", "utf-8")
    (folder / "picture.svg").write_bytes((root / "icon.svg").read_bytes())
    (folder / "film.webm").write_bytes((root / "media" / "film.webm").read_bytes())
    with open(folder / "huge and sparse.bin", "wb") as file:
        file.truncate((1 << 31) + 12345)
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "named pipe")
    (folder / "many").mkdir()
    _fill_odd(folder / "odd names")
    _fill_links(folder / "links")
    return folder


def fill_samples(folder: Path, ending: threading.Event) -> None:
    """Add the samples that take long, until somebody waits for the end."""
    (folder / "gradient.png").write_bytes(gradient(480, 300))
    with wave.open(str(folder / "tone.wav"), "wb") as sound:
        sound.setparams((1, 2, 22050, 0, "NONE", ""))
        sound.writeframes(tone(8.0, 22050))
    for number in range(5000):
        if ending.is_set():
            return
        (folder / "many" / f"entry {number + 1}.txt").touch()


def _fill_odd(folder: Path) -> None:
    folder.mkdir()
    for name in ODD_NAMES:
        # Not every file system takes every name.
        with suppress(OSError), open(os.path.join(os.fsencode(folder), name), "wb") as file:
            file.write(b"The bytes of my name: " + ascii(name).encode() + b"\n")


def _fill_links(folder: Path) -> None:
    folder.mkdir()
    targets = {"to a file": "../README.md", "to a folder": "../many", "nowhere": "gone", "loop": "loop"}
    for name, target in targets.items():
        (folder / name).symlink_to(target)


def tone(seconds: float, rate: int) -> bytes:
    """Return 16-bit samples of a soft chord."""
    count = int(seconds * rate)
    fade = rate // 2
    samples = (
        sum(math.sin(2 * math.pi * pitch * at / rate) for pitch in (220.0, 277.2, 329.6))
        * 2600
        * min(1, at / fade, (count - at) / fade)
        for at in range(count)
    )
    return struct.pack(f"<{count}h", *map(int, samples))


def gradient(width: int, height: int) -> bytes:
    """Return a PNG of a sunset."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        glow = y / height
        for x in range(width):
            near = max(0.0, 1 - math.hypot(x - width * 0.62, y - height * 0.66) / (height * 0.2))
            sun = min(1.0, near * 6)
            sky = (36 + 190 * glow, 44 + 96 * glow, 92 + 26 * glow)
            rows += bytes(int(base + (light - base) * sun) for base, light in zip(sky, (255, 226, 150), strict=True))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    return [CHECK, SNAPSHOT, GALLERY, PANELS, PATIENCE]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    from rows import Rows
    from teas import Teas

    return [Showcase, Rows, Teas]


@hookimpl(optionalhook=True)
def oro_jobs_functions() -> Sequence[Callable[..., Any]]:
    from primes import primes

    return [primes]


@hookimpl
def oro_mounts(host: Host) -> Sequence[Mount]:
    async def teahouse(scope: Scope, receive: Receive, send: Send) -> None:
        service = host.service(Showcase.name)
        assert isinstance(service, Showcase)
        await service.teahouse(scope, receive, send)

    from board import board

    return [Mount(path="/teahouse", app=teahouse), Mount(path="/board", app=board, loop="asyncio")]
