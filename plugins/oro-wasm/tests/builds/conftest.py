"""Builds with records and configuration of their own; only what takes minutes to make anew is the machine's."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import wasmtime
from msgspec import Struct
from oro_wasm.builds import folders
from oro_wasm.builds.build import BuildConfig, BuildResult, Report, ReportKind
from oro_wasm.builds.builder import build_project
from oro_wasm.builds.languages import Languages
from oro_wasm.engine.cache import Cache
from oro_wasm.engine.code import Store
from oro_wasm.guests.outcome import Outcome
from oro_wasm.guests.run import run
from oro_wasm.guests.start import Grants, Start
from oro_wasm.guests.streams import Streams
from oro_wasm.languages.shipped import SHIPPED

HOME_CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
ZIG_CACHE = Path(os.environ.get("ZIG_GLOBAL_CACHE_DIR") or folders.tool_caches() / "zig")
GO_CACHE = Path(os.environ.get("GOCACHE") or HOME_CACHE / "go-build")
"""Libraries that the tools have compiled, which `scripts/install.py --tests` begins."""


class Reports(list[tuple[ReportKind, str]]):
    """The lines that a build reported."""

    def add(self, kind: ReportKind, text: str) -> None:
        self.append((kind, text))


class Ran(Struct, frozen=True):
    """A program that ran to its end."""

    outcome: Outcome
    output: str
    errors: str


Build = Callable[..., Awaitable[BuildResult]]
Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep records of builds and preferences in a folder of the test's own, which is returned."""
    folder = tmp_path_factory.mktemp("own")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    monkeypatch.setenv("WASMRUN_CONFIG_PATH", str(folder / "wasmrun"))
    monkeypatch.setenv("ZIG_GLOBAL_CACHE_DIR", str(ZIG_CACHE))
    monkeypatch.setenv("GOCACHE", str(GO_CACHE))
    return folder


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def build(tmp_path: Path, reports: Reports) -> Build:
    """Return a function that builds a project into `out` of the test's folder by the languages of oro-wasm."""

    async def build(project: Path, language: str = "", **options: Any) -> BuildResult:
        config = BuildConfig(project=project, output=tmp_path / "out", **options)
        return await build_project(Languages([("wasm", SHIPPED)]), config, reports.add, language)

    return build


@pytest.fixture
def run_module(tmp_path: Path) -> Run:
    """Return a function that runs a module to its end, with lines for its standard input."""

    def run_module(module: Path, *args: Any, lines: Sequence[str] = (), **start: Any) -> Ran:
        asked = Start(path=str(module), args=args, **start)
        (tmp_path / "stdin").write_text("".join(f"{line}\n" for line in lines))
        with (
            (tmp_path / "stdin").open("rb") as stdin,
            (tmp_path / "stdout").open("wb") as stdout,
            (tmp_path / "stderr").open("wb") as stderr,
        ):
            streams = Streams(stdin=stdin.fileno(), stdout=stdout.fileno(), stderr=stderr.fileno())
            outcome = run(Store(Cache(tmp_path / "code")).load(module), asked, streams)
        return Ran(outcome, (tmp_path / "stdout").read_text(), (tmp_path / "stderr").read_text())

    return run_module


def exports(module: Path) -> set[str]:
    """Return the names of what a module exports."""
    return {each.name for each in wasmtime.Module.from_file(wasmtime.Engine(), str(module)).exports}


__all__ = ("Build", "Grants", "Ran", "Report", "Reports", "Run", "exports")
