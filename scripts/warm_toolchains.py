"""Have the tools of oro-wasm's languages compile their libraries, which they do once: minutes that tests need not wait.

    python scripts/warm_toolchains.py

Zig compiles the C library of WASI for each level of optimization, the C++ library, and the programs that read and
follow a build.zig; Go compiles its standard library.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import trio
from oro_wasm.builds.build import BuildConfig, Optimization, ReportKind
from oro_wasm.builds.builder import build_project
from oro_wasm.builds.languages import Languages
from oro_wasm.languages.shipped import SHIPPED

LIBRARY = "int twice(int a) { return 2 * a; }\n"
BUILD_ZIG = """const std = @import("std");
pub fn build(b: *std.Build) void {
    const root = b.createModule(.{
        .root_source_file = b.path("main.zig"),
        .target = b.standardTargetOptions(.{}),
        .optimize = b.standardOptimizeOption(.{}),
    });
    b.installArtifact(b.addExecutable(.{ .name = "warm", .root_module = root }));
}
"""
WANTED: tuple[tuple[str, Optimization], ...] = (
    ("c", "size"),
    ("c", "release"),
    ("c", "debug"),
    ("cpp", "size"),
    ("zig", "size"),
    ("go", "size"),
)


def main() -> None:
    """Build the template of each language, a library in C, and what a build.zig says."""
    languages = Languages([("wasm", SHIPPED)])
    with tempfile.TemporaryDirectory() as folder:
        for name, optimization in WANTED:
            project = Path(folder, f"{name}-{optimization}")
            files = languages.named(name).template("warm")
            build(languages, project, files, optimization)
        build(languages, Path(folder, "library"), {"library.c": LIBRARY}, "size")
        described = {"build.zig": BUILD_ZIG, "main.zig": "pub fn main() void {}\n"}
        build(languages, Path(folder, "zig-build"), described, "size")


def build(languages: Languages, project: Path, files: Mapping[str, str], optimization: Optimization) -> None:
    """Write a project and build it."""
    project.mkdir()
    for name, text in files.items():
        (project / name).write_text(text)
    config = BuildConfig(project=project, output=project, optimization=optimization)
    result = trio.run(partial(build_project, languages, config, say))
    print(f"warm_toolchains: {project.name}: {result.milliseconds / 1000:.1f} s", flush=True)


def say(kind: ReportKind, text: str) -> None:
    """Tell of the progress."""
    if kind == "progress":
        print(f"warm_toolchains: {text}", flush=True)


if __name__ == "__main__":
    main()
