"""`oro doctor`: reports what an app can use on this machine, what is missing, and the commands to install it."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from importlib import metadata

import click
from rich.table import Table

from oro_framework.cli import terminal
from oro_framework.cli.app import find, load_config, load_host
from oro_framework.cli.desktop_services import ask, examine_services
from oro_framework.cli.display import display, go_offscreen, session_type
from oro_framework.cli.finding import Finding
from oro_framework.cli.graphics_findings import examine_graphics
from oro_framework.cli.installed import ask_installed
from oro_framework.cli.plugins import app_option, json_option
from oro_framework.errors import OroError
from oro_framework.host.backends import choice
from oro_framework.host.backends.qt.requirements import binding
from oro_framework.host.resources.module_files import framework_folder, framework_modules

__all__ = ("doctor", "examine")

SUPPORTED = ((3, 11), (3, 14))
SIGNS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "missing": ("✗", "red")}


@click.command(short_help="Check this machine: engines, libraries, display, desktop")
@app_option
@json_option
@click.option(
    "--report",
    metavar="[FILE]",
    is_flag=False,
    flag_value="-",
    help="Write a report for who mends the app, to read and to send: versions, log, last crash; no secrets.",
)
def doctor(app: str | None, as_json: bool, report: str | None) -> int:
    """Check engines, libraries, display and the desktop's services, and print how to get what is missing.

    The exit code is 1 when no engine works.
    """
    if report is not None:
        from oro_framework.cli.report import write_report  # most calls write none

        terminal.listen(quiet=True)
        write_report(app, report, examine(os.environ, app))
        return 0
    terminal.listen(quiet=True)
    offscreen = go_offscreen()
    findings = [*examine(os.environ, app), *_plugins(app)]
    works = any(finding.state == "ok" for finding in findings if finding.subject.startswith("engine "))
    if as_json:
        terminal.answer_json({"works": works, "findings": [asdict(finding) for finding in findings]})
    else:
        _show(findings)
        click.echo()
        if not works:
            click.secho("No engine works yet; one of them is enough.", fg="red", bold=True)
        elif offscreen:
            click.secho("Apps can run here, but not be seen: there is no display.", fg="yellow", bold=True)
        else:
            click.secho("Apps can run here.", fg="green", bold=True)
    return 0 if works else 1


def examine(environ: Mapping[str, str], app: str | None = None) -> Iterator[Finding]:
    """Examine this machine, with what installed plugins need of it.

    Args:
        environ: the environment.
        app: the one that plugins look at.
    """
    yield _python()
    yield _version("oro-framework", "oro-framework")
    yield _version("pywebview", "pywebview", mend="pip install 'oro-framework[qt]'")
    yield _javascript()
    if sys.platform.startswith("linux"):
        yield _display()
    yield from _engines()
    yield from examine_graphics()
    yield from _sandbox(environ)
    yield from _spelling(environ)
    if sys.platform.startswith("linux"):
        yield from examine_services(ask("SESSION"), ask("SYSTEM"))
    for _, found in ask_installed("oro_findings", app=app):
        yield from found


def _python() -> Finding:
    detail = f"{platform.python_version()} at {sys.executable}"
    oldest, newest = SUPPORTED
    if oldest <= sys.version_info[:2] <= newest:
        return Finding(subject="Python", detail=detail)
    return Finding(subject="Python", state="warning", detail=f"{detail}: 3.11 to 3.14 are tested")


def _version(subject: str, distribution: str, mend: str = "") -> Finding:
    try:
        return Finding(subject=subject, detail=metadata.version(distribution))
    except metadata.PackageNotFoundError:
        return Finding(subject=subject, state="missing", detail="not installed", mend=(mend,) if mend else ())


def _javascript() -> Finding:
    try:
        count = sum("/" not in module.name for module in framework_modules(framework_folder()))
    except (OSError, OroError):
        count = 0
    if count:
        return Finding(subject="page modules", detail=f"{count} in the package")
    return Finding(
        subject="page modules",
        state="missing",
        detail="the JavaScript side is not built",
        mend=("in a checkout: make install", "otherwise: pip install --force-reinstall oro-framework"),
    )


def _display() -> Finding:
    if there := display():
        kind = session_type()
        return Finding(subject="display", detail=f"{there} ({kind})" if kind else there)
    mend = ["Qt needs none: oro run --backend qt --headless"]
    if shutil.which("xvfb-run"):
        mend.append("WebKitGTK takes a virtual one: xvfb-run -a oro run")
    else:
        mend.append("WebKitGTK takes a virtual one: sudo apt install xvfb xauth, then xvfb-run -a oro run")
    return Finding(subject="display", state="warning", detail="none", mend=tuple(mend))


def _engines() -> Iterator[Finding]:
    """Yield the findings about each engine of this platform; a broken engine is a warning when another works."""
    lacking = {name: _lacks(name) for name in choice.PREFERRED.get(sys.platform, choice.PREFERRED["linux"])}
    default = next((name for name, lacks in lacking.items() if not lacks), None)
    for name, lacks in lacking.items():
        detail = "" if lacks else _engine_detail(name, default=name == default)
        state = "ok" if not lacks else "warning" if default else "missing"
        yield Finding(subject=f"engine {name}", state=state, detail=detail, mend=tuple(lacks))


def _spelling(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what spelling is checked by in QtWebEngine; WebKitGTK takes the dictionaries of the system."""
    if not sys.platform.startswith("linux") or binding() is None:
        return
    from oro_framework.host.backends.qt.dictionaries import VARIABLE, dictionaries

    folder, there = dictionaries(environ)
    if folder is not None:
        yield Finding(subject="spelling in qt", detail=f"{', '.join(sorted(there))} in {folder}")
        return
    detail = "not checked: QtWebEngine takes dictionaries of its own format only (.bdic), and there are none"
    mend = (f"make them of hunspell's with qwebengine_convert_dict of Qt, and name their folder in {VARIABLE}",)
    yield Finding(subject="spelling in qt", state="warning", detail=detail, mend=mend)


def _lacks(name: str) -> list[str]:
    try:
        return choice.backend_class(name).missing()
    except Exception as error:
        return [f"it cannot be loaded: {type(error).__name__}: {error}"]


def _engine_detail(name: str, *, default: bool) -> str:
    notes = ["taken when none is named"] if default else [f"taken with --backend {name}"]
    if not choice.backend_class(name).capabilities.verified:
        notes.append("unverified: this project has not run it yet")
    if name == "qt" and binding() == "PyQt6":
        notes.append("through PyQt6, which is GPL: an app that ships it must be too, or buy a licence")
        notes.append("PySide6 is LGPL and needs Python 3.12")
    return "; ".join(notes)


def _sandbox(environ: Mapping[str, str]) -> Iterator[Finding]:
    if not sys.platform.startswith("linux"):
        return
    off = "--no-sandbox" in environ.get("QTWEBENGINE_CHROMIUM_FLAGS", "") or environ.get("QTWEBENGINE_DISABLE_SANDBOX")
    why = "you are root" if os.geteuid() == 0 else "the environment says so" if off else ""
    if why:
        detail = f"off in Qt's engine, because {why}: a page that breaks out of the engine has all your rights"
        mend = (
            "run as another user"
            if os.geteuid() == 0
            else "unset QTWEBENGINE_DISABLE_SANDBOX QTWEBENGINE_CHROMIUM_FLAGS"
        )
        yield Finding(subject="sandbox", state="warning", detail=detail, mend=(mend,))


def _plugins(app: str | None) -> Iterator[Finding]:
    try:
        described = find(app)
        host = load_host(described, load_config(described))
    except OroError as error:
        yield Finding(subject="plugins", state="missing", detail=error.message)
        return
    infos = host.plugins.infos.values()
    active = [info.name for info in infos if info.active() and not info.builtin]
    yield Finding(subject="plugins", detail=terminal.joined(active, "none installed"))
    for info in infos:
        if info.state == "broken":
            yield Finding(subject=f"plugin {info.name}", state="warning", detail=info.error)
    if host.path_guard.confined and "process" in active and host.permissions.query("process").allowed:
        yield Finding(
            subject="file sandbox",
            state="warning",
            detail="pages may start programs, which it does not hold: they have the rights of the user",
            mend=("permissions_allow_process = false", "permissions_process_programs names those they may start"),
        )


def _show(findings: list[Finding]) -> None:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for finding in findings:
        sign, colour = SIGNS[finding.state]
        lines = [terminal.escaped(finding.detail)] if finding.detail else []
        lines += [f"[{colour}]→[/] {terminal.escaped(line)}" for line in finding.mend]
        grid.add_row(f"[bold {colour}]{sign}[/]", f"[bold]{finding.subject}[/]", "\n".join(lines))
    terminal.show(grid)
