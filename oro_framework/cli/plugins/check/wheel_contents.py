"""Check the files of a built wheel: the last look before it is published."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from oro_framework.cli.plugins.check.remark import Remark, Weight
from oro_framework.cli.plugins.wheel import Wheel
from oro_framework.host.plugins.record import NAME
from oro_framework.typescript.modules import DECLARATIONS, SUFFIX

__all__ = ("examine_wheel",)

LARGE = 5_000_000
HOOK = "build it with [tool.hatch.build.hooks.oro]"


def examine_wheel(wheel: Wheel) -> list[Remark]:
    """Return remarks on a wheel, errors first."""
    with zipfile.ZipFile(wheel.path) as archive:
        sizes = {each.filename: each.file_size for each in archive.infolist()}
    return sorted(_remarks(wheel, sizes), key=lambda each: (("error", "advice", "note").index(each.weight), each.about))


def _remarks(wheel: Wheel, sizes: dict[str, int]) -> Iterator[Remark]:
    def remark(code: str, about: str, message: str, remedy: str, weight: Weight = "error") -> Remark:
        return Remark(code=code, about=about, weight=weight, message=message, remedy=remedy, place=about)

    if not wheel.plugins:
        yield remark("wheel-plugin", wheel.path.name, "brings no plugin", "add [project.entry-points.oro]")
    for package in {module.partition(":")[0].split(".")[0] for module in wheel.plugins.values()}:
        if f"{package}/py.typed" not in sizes:
            yield remark("py-typed", f"{package}/py.typed", "is missing: type checkers ignore annotations", "add it")
        if f"{package}/{NAME}" not in sizes:
            message = "is missing: apps import the plugin when they start"
            yield remark("record", f"{package}/{NAME}", message, f"{HOOK}, where it can have one", "note")
        yield from (
            remark("module-types", name, f'module "oro:{module}" has no types in {DECLARATIONS}', HOOK)
            for name, module in _untyped(package, sizes)
        )
    if not wheel.license:
        yield remark("license", wheel.path.name, "names no license", 'add license = "MIT" to [project]')
    for name, size in sizes.items():
        if name.startswith("tests/") or "/tests/" in name or name.rpartition("/")[2].startswith("test_"):
            yield remark("wheel-tests", name, "is a test, and is installed everywhere", "leave it out of the wheel")
        elif size > LARGE:
            message = f"has {size / 1e6:.1f} MB, which everyone downloads"
            yield remark("wheel-size", name, message, "fetch it when it is first needed, or make it smaller", "advice")
    for name in (*wheel.at_starts, *wheel.native):
        message = "runs at every start of Python" if name in wheel.at_starts else "is machine code"
        yield remark("safety", name, f"{message}: people are told before they install it", "say why", "note")


def _untyped(package: str, sizes: dict[str, int]) -> Iterator[tuple[str, str]]:
    begin = f"{package}/js/"
    for name in sizes:
        module = name.removeprefix(begin).removesuffix(".js")
        if (
            name.startswith(begin)
            and name.endswith(".js")
            and f"{package}/{DECLARATIONS}/{module}{SUFFIX}" not in sizes
        ):
            yield name, module
