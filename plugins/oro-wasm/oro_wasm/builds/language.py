"""`Language`, which a plugin implements to build projects of one language into WebAssembly."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from oro_wasm.builds.build import BuildConfig, BuildResult, MissingTool, Report

__all__ = ("Capabilities", "Language", "LanguageInfo")


class Capabilities(Struct, frozen=True, kw_only=True):
    """The abilities of the builds of a language."""

    compile_wasm: bool = True
    compile_component: bool = False
    compile_webapp: bool = False
    live_reload: bool = True
    optimization: bool = True
    custom_targets: bool = False


class LanguageInfo(Struct, frozen=True, kw_only=True):
    """A language as `oro wasm plugin info` shows it."""

    name: str
    """In lower case, unique, such as `rust`."""
    title: str
    """As people write it, such as `Rust`."""
    aliases: tuple[str, ...] = ()
    """Other names for `--language`, such as `golang`."""
    version: str
    description: str
    author: str
    extensions: tuple[str, ...]
    """Of source files, without the dot."""
    entry_files: tuple[str, ...]
    """Files, relative to a project, with which a build may begin; the first that is there is taken."""
    tools: tuple[str, ...]
    optional_tools: tuple[str, ...] = ()
    capabilities: Capabilities = Capabilities()


class Language(ABC):
    """Builds projects of one language. Made once for each command or host; holds no state of a project.

    Methods that are not async return at once, and read at most a few small files.
    """

    @property
    @abstractmethod
    def info(self) -> LanguageInfo:
        """Return what is known of the language without looking at the machine."""

    @abstractmethod
    def can_handle_project(self, project: Path) -> bool:
        """Return whether a folder, or a single source file, is a project of this language."""

    @abstractmethod
    def check_dependencies(self) -> Sequence[MissingTool]:
        """Return the tools that are missing on this machine, those that a build fetches by itself included."""

    @abstractmethod
    def validate_project(self, project: Path) -> None:
        """Check what can be checked without building.

        Raises:
            BuildError: the project cannot be built; the message says why and what to do.
        """

    @abstractmethod
    async def build(self, config: BuildConfig, report: Report) -> BuildResult:
        """Build a project. If cancelled, the tools that run are ended and nothing half made is left.

        Raises:
            BuildError: it could not be built; `diagnostics` has what the compiler said.
        """

    @abstractmethod
    def template(self, name: str) -> Mapping[str, str]:
        """Return the files of a new project: texts by path, relative to its folder.

        Args:
            name: of the project, in lower case, of letters, digits and hyphens.
        """

    def clean(self, project: Path) -> Sequence[Path]:
        """Return what builds left in a project besides what is recorded of them, such as a tool's own cache."""
        return ()

    def supported_extensions(self) -> Sequence[str]:
        """Return the extensions of source files, without the dot."""
        return self.info.extensions

    def entry_file_candidates(self) -> Sequence[str]:
        """Return the files with which a build may begin, most likely first."""
        return self.info.entry_files
