"""`nsis`: an installer for Windows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from oro_build.built import Built
from oro_build.desktop.metainfo import publisher_name
from oro_build.formats.format import MissingTool
from oro_build.formats.moment import moment_of
from oro_build.formats.tool import missing_tools, run_tool
from oro_build.formats.zip import windows_tree
from oro_build.product import Product
from oro_build.signing.command import sign_by_command

__all__ = ("Nsis", "script")

_UNINSTALL = r"Software\Microsoft\Windows\CurrentVersion\Uninstall"
_RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
_CLASSES = r"Software\Classes"


class Nsis:
    """An installer for the person who runs it; it asks for no administrator.

    Args:
        command: signs the program and the installer; empty for no signature.
    """

    name = "nsis"
    summary = "an installer for Windows, with an entry in the start menu and an uninstaller"
    system = "win"

    def __init__(self, command: str = "") -> None:
        self._command = command

    def missing(self, built: Built) -> list[MissingTool]:
        """Return `makensis` where it is not installed."""
        return missing_tools({"makensis": "apt install nsis (winget install NSIS.NSIS on Windows)"})

    def make(self, built: Built, folder: Path) -> list[Path]:
        """Write `NAME-VERSION-setup.exe`.

        Raises:
            BuildError: makensis or the command that signs failed.
        """
        product, moment = built.product, moment_of(built)
        path = folder / f"{product.name}-{product.version}-setup.exe"
        with TemporaryDirectory(prefix="oro-nsis-") as temporary:
            source = Path(temporary) / "app"
            source.mkdir()
            windows_tree(built, moment).write(source, moment)
            sign_by_command(self._command, source / built.program)
            text = Path(temporary) / "setup.nsi"
            text.write_text("\n".join(script(built, source, path.resolve())) + "\n", "utf-8-sig")
            run_tool(["makensis", "-V2", "-WX", str(text)], f'make "{path.name}"')
        sign_by_command(self._command, path)
        return [path]


def script(built: Built, source: Path, out: Path) -> Iterator[str]:
    """Yield the lines that makensis reads."""
    product = built.product
    yield from _head(built, source, out)
    yield "Section"
    yield "  SetOutPath $INSTDIR"
    yield f"  File /r {_text(f'{source}/*')}"
    yield f'  CreateShortcut {_shortcut(product)} {_program(built)} "" {_icon(product)}'
    for key, name, value in (*_registry(built), *_entry(built)):
        yield f"  WriteRegStr HKCU {_text(key)} {_text(name)} {value}"
    yield "  WriteUninstaller $INSTDIR\\uninstall.exe"
    yield "SectionEnd"
    yield "Section Uninstall"
    yield f"  Delete {_shortcut(product)}"
    for key in _own_keys(product):
        yield f"  DeleteRegKey HKCU {_text(key)}"
    if product.autostart:
        yield f"  DeleteRegValue HKCU {_text(_RUN)} {_text(product.identifier)}"
    for kind in product.mime_types:
        for ending in _endings(kind.patterns):
            key = _text(rf"{_CLASSES}\{ending}\OpenWithProgids")
            yield f"  DeleteRegValue HKCU {key} {_text(product.identifier)}"
    yield "  RMDir /r $INSTDIR"
    yield "SectionEnd"


def _head(built: Built, source: Path, out: Path) -> Iterator[str]:
    product = built.product
    yield "Unicode true"
    yield "SetCompressor /SOLID lzma"
    yield "SetDateSave off"
    yield "ManifestDPIAware true"
    yield "RequestExecutionLevel user"
    yield f"Name {_text(product.title.replace('&', '&&'))}"
    yield f"OutFile {_text(str(out))}"
    yield f"InstallDir {_below('$LOCALAPPDATA', 'Programs', product.name)}"
    yield f"Icon {_text(f'{source}/{product.name}.ico')}"
    yield f"UninstallIcon {_text(f'{source}/{product.name}.ico')}"
    yield f"VIProductVersion {_numbers(product.version)}"
    yield f"VIAddVersionKey ProductName {_text(product.title)}"
    yield f"VIAddVersionKey FileDescription {_text(product.title)}"
    yield f"VIAddVersionKey FileVersion {_text(product.version)}"
    yield f"VIAddVersionKey ProductVersion {_text(product.version)}"
    yield f"VIAddVersionKey CompanyName {_text(publisher_name(product))}"
    yield f"VIAddVersionKey LegalCopyright {_text(product.copyright)}"
    yield "Page directory"
    yield "Page instfiles"
    yield "UninstPage uninstConfirm"
    yield "UninstPage instfiles"


def _registry(built: Built) -> Iterator[tuple[str, str, str]]:
    """Yield the keys by which Windows opens schemes and files with the app, and starts it with the desktop."""
    product = built.product
    open_it = _quoted_program(built, ' "%1"')
    for scheme in product.schemes:
        key = rf"{_CLASSES}\{scheme}"
        yield key, "", _text(f"URL:{product.title}")
        yield key, "URL Protocol", _text("")
        yield rf"{key}\shell\open\command", "", open_it
    if product.mime_types:
        key = rf"{_CLASSES}\{product.identifier}"
        yield key, "", _text(product.title)
        yield rf"{key}\DefaultIcon", "", _icon(product)
        yield rf"{key}\shell\open\command", "", open_it
    for kind in product.mime_types:
        for ending in _endings(kind.patterns):
            yield rf"{_CLASSES}\{ending}\OpenWithProgids", product.identifier, _text("")
    if product.autostart:
        yield _RUN, product.identifier, _quoted_program(built)


def _entry(built: Built) -> Iterator[tuple[str, str, str]]:
    """Yield what the list of installed programs shows."""
    product = built.product
    key = rf"{_UNINSTALL}\{product.identifier}"
    yield key, "DisplayName", _text(product.title)
    yield key, "DisplayVersion", _text(product.version)
    yield key, "DisplayIcon", _icon(product)
    yield key, "Publisher", _text(publisher_name(product))
    yield key, "URLInfoAbout", _text(product.homepage)
    yield key, "UninstallString", "'\"$INSTDIR\\uninstall.exe\"'"


def _own_keys(product: Product) -> Iterator[str]:
    yield rf"{_UNINSTALL}\{product.identifier}"
    yield from (rf"{_CLASSES}\{scheme}" for scheme in product.schemes)
    if product.mime_types:
        yield rf"{_CLASSES}\{product.identifier}"


def _endings(patterns: Sequence[str]) -> list[str]:
    return [pattern[1:] for pattern in patterns if pattern.startswith("*.")]


def _shortcut(product: Product) -> str:
    name = "".join("-" if letter in '\\/:*?"<>|' else letter for letter in product.title)
    return _below("$SMPROGRAMS", f"{name}.lnk")


def _program(built: Built) -> str:
    return _below("$INSTDIR", built.program)


def _icon(product: Product) -> str:
    return _below("$INSTDIR", f"{product.name}.ico")


def _quoted_program(built: Built, arguments: str = "") -> str:
    return f"'\"$INSTDIR\\{built.program}\"{arguments}'"


def _numbers(version: str) -> str:
    numbers = [part for part in version.split("-")[0].split("+")[0].split(".") if part.isdecimal()]
    return ".".join([*numbers, "0", "0", "0", "0"][:4])


def _below(place: str, *names: str) -> str:
    """Return the string for a path below a place that the installer knows."""
    return '"' + "\\".join([place, *map(_escaped, names)]) + '"'


def _text(value: str) -> str:
    """Return a value as a string of the script."""
    return f'"{_escaped(value)}"'


def _escaped(value: str) -> str:
    return value.replace("$", "$$").replace('"', '$\\"').replace("\n", " ")
