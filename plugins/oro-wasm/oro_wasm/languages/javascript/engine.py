"""QuickJS compiled to WASI: its objects, kept for later builds, linked with the files of a project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from oro_wasm.builds.build import Report
from oro_wasm.builds.folders import tool_caches
from oro_wasm.builds.placing import place, unfinished
from oro_wasm.builds.tools import run_tool
from oro_wasm.errors import BuildError
from oro_wasm.languages.javascript.literal import files_of_c
from oro_wasm.languages.javascript.quickjs import VERSION, fetch_sources
from oro_wasm.languages.zig_tool import ZigTool, zig_tool

__all__ = ("Engine", "engine_for", "interpreter")

_HERE = Path(__file__).parent
_SOURCES = ("quickjs.c", "libregexp.c", "libunicode.c", "dtoa.c")
_TARGET = ("-target", "wasm32-wasi", "-O2", "-DNDEBUG", "-D_GNU_SOURCE", "-D_WASI_EMULATED_SIGNAL")
_STACK = "-Wl,-z,stack-size=1048576"
_FILES = 'const files = globalThis[Symbol.for("oro.files")];\nexport default files;\n' + "".join(
    f"export const {name} = files.{name};\n"
    for name in ("readFileSync", "writeFileSync", "appendFileSync", "readdirSync", "existsSync")
)
_PROCESS = "export default process;\nexport const { argv, env, exit, stdin, stdout, stderr } = process;\n"
_MODULES = {"node:fs": _FILES, "fs": _FILES, "node:process": _PROCESS, "process": _PROCESS}


class Engine:
    """The compiled engine, and the compiler to link it.

    Args:
        zig: Zig's compiler.
        folder: of the objects.
    """

    def __init__(self, zig: ZigTool, folder: Path) -> None:
        self._zig = zig
        self.folder = folder

    async def link(
        self, files: Mapping[str, bytes], entry: str, module: Path, report: Report, *, verbose: bool = False
    ) -> None:
        """Make a program of the engine and some files.

        Args:
            files: by the name they are imported by.
            entry: the name of the one that is run; empty for the one that is named on the command line.
            module: the file to make.
            report: told the compiler's output.
            verbose: report the command.

        Raises:
            BuildError: it could not be linked.
        """
        source = module.with_suffix(".c")
        brought = {"prelude.js": (_HERE / "prelude.js").read_bytes()}
        brought |= {name: text.encode() for name, text in _MODULES.items()}
        source.write_text(files_of_c({**brought, **files}, entry), "ascii")
        command: list[str | Path] = [
            self._zig.program,
            "cc",
            *_TARGET,
            _STACK,
            "-s",
            source,
            *_objects(self.folder),
            "-o",
            module,
        ]
        await _compiled(self._zig, command, module.parent, report, verbose=verbose)
        source.unlink()


async def engine_for(report: Report) -> Engine:
    """Return the compiled engine; what is missing is fetched, and the engine compiled once, which takes half a minute.

    Raises:
        BuildError: something cannot be fetched or compiled.
    """
    zig = await zig_tool(report)
    sources = await fetch_sources(report)
    key = sha256((_HERE / "host.c").read_bytes() + f"{VERSION} {zig.identity} {_TARGET}".encode()).hexdigest()[:12]
    target = tool_caches() / f"quickjs-{VERSION}-{key}"
    if target.is_dir():
        return Engine(zig, target)
    report("progress", f"compiling QuickJS {VERSION}, once")
    with unfinished(target) as folder:
        made = folder / "objects"
        made.mkdir()
        for name in (*(sources / each for each in _SOURCES), _HERE / "host.c"):
            command: list[str | Path] = [
                zig.program,
                "cc",
                *_TARGET,
                "-I",
                sources,
                "-c",
                name,
                "-o",
                made / f"{name.stem}.o",
            ]
            await _compiled(zig, command, folder, report)
        place(made, target)
    return Engine(zig, target)


async def interpreter(report: Report) -> Path:
    """Return QuickJS as a program that runs the script named by its first argument.

    Raises:
        BuildError: it cannot be made.
    """
    engine = await engine_for(report)
    digest = sha256((_HERE / "prelude.js").read_bytes()).hexdigest()[:12]
    target = engine.folder.with_name(f"{engine.folder.name}-{digest}.wasm")
    if not target.is_file():
        with unfinished(target) as folder:
            await engine.link({}, "", folder / "qjs.wasm", report)
            place(folder / "qjs.wasm", target)
    return target


def _objects(folder: Path) -> Sequence[Path]:
    return [folder / f"{Path(each).stem}.o" for each in (*_SOURCES, "host.c")]


async def _compiled(
    zig: ZigTool, command: Sequence[str | Path], folder: Path, report: Report, *, verbose: bool = False
) -> None:
    ended = await run_tool(command, folder=folder, report=report, environment=zig.environment, verbose=verbose)
    if ended.code:
        raise BuildError(f"Cannot compile QuickJS {VERSION}: {ended.last_error}; report it with this message")
