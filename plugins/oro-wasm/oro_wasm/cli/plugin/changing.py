"""`oro wasm plugin install`, `uninstall`, `update` and `enable`."""

from __future__ import annotations

from collections.abc import Mapping

import click
from msgspec import structs

from oro_framework.commands import answer_json, json_option, note
from oro_framework.errors import UsageError
from oro_framework.suggestions import did_you_mean, nearest
from oro_wasm.builds.languages import InstalledLanguage, Languages, NoSuchLanguage, installed_languages
from oro_wasm.builds.preferences import read_preferences, write_preferences
from oro_wasm.cli.plugin import pip
from oro_wasm.cli.plugin.entries import OWN, distribution_of
from oro_wasm.cli.plugin.known import FORMER, former_note

__all__ = ("enable", "install", "uninstall", "update")

_ALIKE = 0.75
"""How alike a name is to that of a language, to be taken for a mistake."""


@click.command("install")
@click.argument("target", metavar="NAME|FILE|FOLDER")
@click.option("-v", "--verbose", is_flag=True, help="Say more.")
@json_option
def install(target: str, verbose: bool, as_json: bool) -> None:
    """Install the package of a language, or enable one that is there.

    A package is a wheel, an archive, a folder with pyproject.toml, or a name on PyPI, such as `NAME` or `NAME==1.2`.
    """
    languages = installed_languages()
    if pip.is_local(target):
        _installed(pip.install(pip.local_package(target)), as_json)
        return
    known = _find(languages, target)
    if known is not None:
        _enabled_again(known, target.lower(), as_json)
        return
    names = [*languages.all, *FORMER]
    if not any(each in target for each in "=<>~!") and (near := nearest(target.lower(), names, _ALIKE)):
        raise UsageError(
            f'Cannot install "{target}": no language has that name; {did_you_mean(near)} '
            f"To install the package of PyPI all the same, give its version: {target}==VERSION"
        )
    if verbose:
        note(f"installing {target} by pip")
    _installed(pip.install(target), as_json)


@click.command("uninstall")
@click.argument("name")
@json_option
def uninstall(name: str, as_json: bool) -> None:
    """Remove the package of a language, by the name of either."""
    package = _package(installed_languages(), name)
    pip.uninstall(package)
    if as_json:
        answer_json({"uninstalled": package})
    else:
        click.echo(f"{package} is uninstalled")


@click.command("update")
@click.argument("name", metavar="NAME|all")
@json_option
def update(name: str, as_json: bool) -> None:
    """Install the newest version of the package of a language, or of all of them."""
    languages = installed_languages()
    packages = _foreign(languages) if name == "all" else [_package(languages, name)]
    told = []
    for package in packages:
        before, after = pip.update(package)
        told.append({"package": package, "before": before, "after": after})
        if not as_json:
            click.echo(f"{package} {after}" + (f", {before} before" if before != after else " is the newest"))
    if as_json:
        answer_json(told)
    elif not told:
        click.echo(f"Nothing to update: all languages come with {OWN}, which is updated by: pip install -U {OWN}")


@click.command("enable")
@click.argument("name")
@click.option("--disable", is_flag=True, help="Disable it: no project is built by it.")
@json_option
def enable(name: str, disable: bool, as_json: bool) -> None:
    """Enable a language, or disable it; it stays so for all projects of the user."""
    found = installed_languages().installed(name)
    _set(found.language.info.name, enabled=not disable)
    if as_json:
        answer_json({"name": found.language.info.name, "enabled": not disable})
    else:
        click.echo(f"{found.language.info.title} is {'disabled' if disable else 'enabled'}")


def _find(languages: Languages, name: str) -> InstalledLanguage | None:
    try:
        return languages.installed(FORMER.get(name.lower(), name))
    except NoSuchLanguage:
        return None


def _set(name: str, *, enabled: bool) -> None:
    preferences = read_preferences()
    disabled = {each for each in preferences.disabled if each != name} | (set() if enabled else {name})
    write_preferences(structs.replace(preferences, disabled=tuple(sorted(disabled))))


def _enabled_again(known: InstalledLanguage, name: str, as_json: bool) -> None:
    about = known.language.info
    _set(about.name, enabled=True)
    if as_json:
        answer_json({"name": about.name, "enabled": True, "installed": False})
        return
    if name in FORMER:
        note(former_note(name, about.title))
    click.echo(f"{about.title} is {'installed already' if known.enabled else 'enabled'}")


def _installed(found: Mapping[str, str], as_json: bool) -> None:
    for name in found:
        _set(name, enabled=True)
    if as_json:
        answer_json([{"name": name, "package": package, "installed": True} for name, package in found.items()])
        return
    for name, package in found.items():
        click.echo(f"{name} is installed, by package {package}; `oro wasm plugin info {name}` shows what it needs")


def _package(languages: Languages, name: str) -> str:
    """Return the foreign package of a language, named by the language, its plugin or itself.

    Raises:
        UsageError: it is oro-wasm's own.
        NoSuchLanguage: there is none.
    """
    packages = _foreign(languages)
    if name.lower().replace("_", "-") in packages:
        return name.lower().replace("_", "-")
    found = _find(languages, name)
    if found is None:
        raise NoSuchLanguage(name, [*languages.all, *packages])
    package = distribution_of(found.plugin)[0]
    about = found.language.info
    if package == OWN:
        raise UsageError(
            f'Cannot change "{name}" by itself: {about.title} comes with {OWN}; '
            f"`oro wasm plugin enable --disable {about.name}` disables it, and `pip install -U {OWN}` updates it"
        )
    return package


def _foreign(languages: Languages) -> list[str]:
    found = {distribution_of(each.plugin)[0] for each in languages.all.values()}
    return sorted(found - {OWN, ""})
