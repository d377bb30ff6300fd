"""List what is within a built app, with licences, for its notices and its bill of materials."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from oro_build.built import Component
from oro_build.planning.distributions import installed
from oro_build.planning.plan import Plan

__all__ = ("components_of",)

_TEXTS = ("license", "licence", "copying", "notice", "authors")
_QT = ("PyQt6-Qt6", "PyQt6-WebEngine-Qt6", "PySide6-Essentials", "PySide6-Addons")


def components_of(plan: Plan, folder: Path) -> list[Component]:
    """Return the distributions, npm packages, Qt and Python that a built app has inside."""
    found = [_distribution(part.distribution) for part in plan.parts]
    return [*found, _python(), *_qt(plan), *_npm(plan)]


def _distribution(name: str) -> Component:
    found = installed(name)
    return Component(
        name=found.name,
        version=found.version,
        license=_license(found),
        texts=tuple(_texts(found)),
        purl=f"pkg:pypi/{found.name.lower()}@{found.version}",
    )


def _license(found: metadata.Distribution) -> str:
    about = found.metadata
    if "License-Expression" in about:
        return str(about["License-Expression"])
    told = " ".join(about.get_all("License") or ()).strip()
    if told and "\n" not in told and told.upper() != "UNKNOWN":
        return told
    classifiers = [each for each in about.get_all("Classifier") or () if each.startswith("License ::")]
    return "; ".join(each.rpartition(":: ")[2] for each in classifiers)


def _texts(found: metadata.Distribution) -> Iterator[Path]:
    for file in found.files or ():
        if ".dist-info" in file.parts[0] and file.name.lower().startswith(_TEXTS):
            yield Path(str(found.locate_file(file)))


def _python() -> Component:
    version = platform.python_version()
    text = Path(sys.base_prefix, "lib", f"python{sys.version_info.major}.{sys.version_info.minor}", "LICENSE.txt")
    texts = (text,) if text.is_file() else ()
    return Component(
        name="Python", version=version, license="PSF-2.0", texts=texts, purl=f"pkg:generic/python@{version}"
    )


def _qt(plan: Plan) -> Iterator[Component]:
    for name in _QT if plan.engine == "qt" else ():
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        if not any(part.distribution.lower() == name.lower() for part in plan.parts):
            yield _distribution(found.name)


def _npm(plan: Plan) -> Iterator[Component]:
    """Yield the packages of a lock file, and those that lie in the app itself."""
    lock = plan.folder / "package-lock.json"
    if not lock.is_file():
        return
    try:
        packages = json.loads(lock.read_bytes()).get("packages", {})
    except ValueError:
        return
    for place, about in sorted(packages.items()):
        if not place or about.get("dev") or "version" not in about:
            continue
        name = place.rpartition("node_modules/")[2]
        folder = plan.folder / place
        texts = (
            sorted(path for path in folder.glob("*") if path.name.lower().startswith(_TEXTS)) if folder.is_dir() else []
        )
        yield Component(
            name=name,
            version=str(about["version"]),
            license=str(about.get("license", "")),
            texts=tuple(texts),
            purl=f"pkg:npm/{name.replace('@', '%40')}@{about['version']}",
        )
