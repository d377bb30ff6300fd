"""The languages that are installed: found by name, and by what a project has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from oro_framework.errors import NotFound
from oro_framework.suggestions import did_you_mean, nearest
from oro_wasm.builds.language import Language
from oro_wasm.builds.preferences import read_preferences
from oro_wasm.errors import BuildError

if TYPE_CHECKING:
    from oro_framework.types import Host

__all__ = ("Detected", "InstalledLanguage", "Languages", "NoSuchLanguage", "installed_languages", "languages_of")

HOOK = "oro_wasm_languages"


class NoSuchLanguage(NotFound):
    """No installed plugin brings a language of that name."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        there = sorted(known)
        hint = did_you_mean(nearest(name, there), f"there are {', '.join(there)}")
        super().__init__(f'Cannot use language "{name}": no installed plugin brings it; {hint}')


class InstalledLanguage(Struct, frozen=True, kw_only=True):
    """A language that is installed."""

    language: Language
    plugin: str
    """The plugin that brings it; empty where it is not known."""
    enabled: bool


class Detected(Struct, frozen=True, kw_only=True):
    """The language found for a project."""

    language: Language
    others: tuple[Language, ...] = ()
    """Languages that could build the project, too."""

    @property
    def note(self) -> str:
        """Return which one was taken and how to choose another; empty where there was no choice."""
        if not self.others:
            return ""
        names = " or ".join(f"--language {each.info.name}" for each in self.others)
        return f"taken for {self.language.info.title}; {names} builds it as another"


class Languages:
    """The languages that are installed, in the order in which they are tried.

    Args:
        answers: of `oro_wasm_languages`, each with the plugin it comes from.
        disabled: names of languages that are not to be found for a project.
    """

    def __init__(self, answers: Iterable[tuple[str, Sequence[type[Language]]]], disabled: Collection[str] = ()) -> None:
        self.all: dict[str, InstalledLanguage] = {}
        for plugin, classes in sorted(answers, key=lambda answer: answer[0] != "wasm"):
            for each in classes:
                language = each()
                name = language.info.name
                if name in self.all:
                    raise BuildError(
                        f'Cannot use language "{name}" of plugin "{plugin}": plugin "{self.all[name].plugin}" brings '
                        "one of that name; uninstall one of them"
                    )
                enabled = name not in disabled
                self.all[name] = InstalledLanguage(language=language, plugin=plugin, enabled=enabled)

    def __iter__(self) -> Iterator[Language]:
        """Iterate over the languages that are enabled."""
        return (each.language for each in self.all.values() if each.enabled)

    def installed(self, name: str) -> InstalledLanguage:
        """Return a language by its name or an alias, enabled or not.

        Raises:
            NoSuchLanguage: there is none.
        """
        wanted = name.lower()
        for each in self.all.values():
            if wanted == each.language.info.name or wanted in each.language.info.aliases:
                return each
        raise NoSuchLanguage(name, self.all)

    def named(self, name: str) -> Language:
        """Return an enabled language by its name or an alias.

        Raises:
            NoSuchLanguage: there is none.
            BuildError: it is disabled.
        """
        found = self.installed(name)
        if not found.enabled:
            own = found.language.info.name
            raise BuildError(f'Cannot use language "{own}": it is disabled; `oro wasm plugin enable {own}` enables it')
        return found.language

    def detect(self, project: Path) -> Detected:
        """Return the first language that can build a project.

        Raises:
            BuildError: the project is not there, or no enabled language can build it.
        """
        if not project.exists():
            raise BuildError(f'Cannot build "{project}": there is no such file or folder')
        able = [each for each in self if each.can_handle_project(project)]
        if not able:
            raise self._unknown(project)
        return Detected(language=able[0], others=tuple(able[1:]))

    def _unknown(self, project: Path) -> BuildError:
        for each in self.all.values():
            if not each.enabled and each.language.can_handle_project(project):
                name = each.language.info.name
                return BuildError(
                    f'Cannot build "{project}": it is {each.language.info.title}, which is disabled; '
                    f"`oro wasm plugin enable {name}` enables it"
                )
        files = ", ".join(f"{each.info.title} ({', '.join(each.info.entry_files[:2])})" for each in self)
        begin = "" if project.is_file() else "; `oro wasm init NAME` begins a project"
        return BuildError(f'Cannot build "{project}": no language knows it; there are {files}{begin}')


def installed_languages() -> Languages:
    """Return the languages of all installed plugins, without a host."""
    from oro_framework.commands import ask_installed

    return Languages(ask_installed(HOOK), read_preferences().disabled)


def languages_of(host: Host) -> Languages:
    """Return the languages of the plugins that an app uses."""
    return Languages((("", each) for each in host.ask_plugins(HOOK)), read_preferences().disabled)
