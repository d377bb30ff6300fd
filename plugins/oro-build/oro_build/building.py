"""Build an app: plan, freeze, check, and describe the result."""

from __future__ import annotations

import shutil
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from oro_build.built import Built, Flavour
from oro_build.components import components_of
from oro_build.formats.shared_libraries import debian_packages
from oro_build.freezing.metadata import write_metadata
from oro_build.freezing.order import Order, write_order
from oro_build.freezing.running import Step, check_program, run_pyinstaller
from oro_build.planning.bytecode import compiled
from oro_build.planning.plan import Plan
from oro_build.sizes import sizes_of
from oro_build.webkitgtk_packages import webkitgtk_packages
from oro_framework.built import start
from oro_framework.built.manifest import APP, MANIFEST, PLUGINS, Manifest
from oro_framework.host.plugins.record import NAME as RECORD
from oro_framework.host.plugins.record import read_record

__all__ = ("Place", "build", "start_facts")


class Place(Struct, frozen=True):
    """The folders of one build."""

    output: Path

    @property
    def work(self) -> Path:
        """The folder of intermediate files."""
        return self.output / "work"

    @property
    def log(self) -> Path:
        """The log of PyInstaller."""
        return self.output / "build.log"

    def app(self, plan: Plan) -> Path:
        """Return the folder of the built app."""
        return self.output / plan.product.name


def build(plan: Plan, place: Place, *, one_file: bool = False, step: Step = lambda text, share: None) -> Built:
    """Freeze an app and return the result.

    Args:
        plan: what goes in.
        place: the folders to write.
        one_file: make one program that unpacks itself at each start.
        step: called with what is done, and the share of it that is done.

    Raises:
        BuildError: PyInstaller failed, or the app does not start; the message names the log.
    """
    target = place.app(plan)
    shutil.rmtree(place.work, ignore_errors=True)
    shutil.rmtree(target, ignore_errors=True)
    place.work.mkdir(parents=True)
    step("gathering", 0.02)
    order = _order(plan, place, one_file)
    write_order(order, place.work / "order.json")
    run_pyinstaller(place.work, place.log, place.output, step)
    if one_file:
        target.mkdir()
        shutil.move(place.output / _hidden(plan), target / plan.product.name)
    step("checking that it starts", 0.95)
    check_program(target / plan.product.name, place.log)
    step("measuring", 0.99)
    return Built(
        product=plan.product,
        folder=target,
        flavour=Flavour.BUNDLED,
        platform=sysconfig.get_platform().replace("-", "_").replace(".", "_"),
        engine=plan.engine,
        components=components_of(plan, target),
        sizes=sizes_of(plan, target, one_file=one_file),
        requirements=_requirements(plan, target),
    )


def _hidden(plan: Plan) -> str:
    """Return the name that a program of one file has until it is in its folder, whose name is the program's."""
    return f".{plan.product.name}"


def _requirements(plan: Plan, target: Path) -> list[str]:
    """Return the Debian packages that the app needs."""
    engine = webkitgtk_packages(plan.product.icon) if plan.engine == "gtk" else []
    return sorted({*debian_packages(target), *engine})


def _order(plan: Plan, place: Place, one_file: bool) -> Order:
    work = place.work
    imports = work / "imports"
    imports.mkdir()
    body = "".join(f"    {statement}\n" for statement in plan.imports) or "    pass\n"
    (imports / "oro_app_imports.py").write_text(f"def never() -> None:\n{body}")
    files: list[tuple[Path, str]] = []
    for path in plan.files:
        within = path.relative_to(plan.folder)
        files.append((path, f"{APP}/{within.as_posix()}"))
        if path.suffix == ".py" and "node_modules" not in within.parts:
            made = compiled(path, work / "bytecode" / APP / within.parent, within.as_posix())
            files.append((made, f"{APP}/{(within.parent / '__pycache__' / made.name).as_posix()}"))
    for name, value in start_facts(plan).items():
        (work / name).write_bytes(msgspec.json.encode(value))
        files.append((work / name, name))
    files += write_metadata([part.distribution for part in plan.parts], work / "metadata")
    return Order(
        name=_hidden(plan) if one_file else plan.product.name,
        entry=Path(start.__file__),
        imports=imports,
        distributions=plan.distributions,
        requirements=plan.requirements,
        engine=plan.engine,
        files=files,
        languages=plan.languages,
        left_out=_stale_records(plan),
        one_file=one_file,
        icon=plan.product.icon if sys.platform in ("win32", "darwin") else None,
    )


def _stale_records(plan: Plan) -> list[str]:
    """Return the places of records that are older than the sources of their plugins, as they may be in a checkout."""
    packages = [each.module.partition(".")[0] for each in plan.plugins if read_record(each) is None]
    return [f"{package}/{RECORD}" for package in packages]


def start_facts(plan: Plan) -> Mapping[str, object]:
    """Return what the start of a built app reads of it, by the names of files beside its modules."""
    product = plan.product
    manifest = Manifest(
        name=product.name,
        title=product.title,
        version=product.version,
        identifier=product.identifier,
        engine=plan.engine,
        assignments=plan.assignments,
    )
    plugins = [[each.name, each.module, each.distribution, each.version] for each in plan.plugins]
    return {MANIFEST: manifest, PLUGINS: plugins}
