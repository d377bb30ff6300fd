"""Read the facts of an app from its configuration."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from oro_build import settings as keys
from oro_build.errors import BuildError
from oro_build.product import Product
from oro_framework.cli.app import slug
from oro_framework.host.configuration import settings as names
from oro_framework.host.configuration.config import Config

__all__ = ("product_of",)

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_LICENSES = {"LICENSE", "LICENCE", "COPYING", "NOTICE"}
_ICONS = ("icon.svg", "icon.png")


def product_of(folder: Path, config: Config) -> Product:
    """Return what an author says of an app.

    Raises:
        BuildError: a value cannot be used, such as an icon that is not there.
    """
    settings = config.settings
    identifier = settings[names.META_BUNDLE_IDENTIFIER]
    title = settings[names.META_TITLE] or identifier.rpartition(".")[2]
    return Product(
        identifier=identifier,
        name=_name(str(settings[names.BUILD_NAME]), identifier),
        title=title,
        version=settings[names.META_VERSION] or "0.0.0",
        description=settings[names.META_DESCRIPTION],
        publisher=settings[keys.PUBLISHER] or settings[names.META_MAINTAINER],
        homepage=settings[keys.HOMEPAGE],
        license=settings[keys.LICENSE],
        copyright=settings[names.META_COPYRIGHT],
        license_files=_licenses(folder),
        icon=_icon(folder, settings[keys.ICON]),
        categories=settings[keys.CATEGORIES],
        mime_types=settings[keys.MIME_TYPES],
        actions=settings[keys.ACTIONS],
        schemes=_schemes(settings[keys.SCHEMES], config),
        autostart=settings[keys.AUTOSTART],
    )


def _name(given: str, identifier: str) -> str:
    if not given:
        return slug(identifier.rpartition(".")[2])
    if not _NAME.fullmatch(given):
        near = slug(given)
        raise BuildError(
            f'Cannot use build_name "{given}": expected lower-case letters, digits and hyphens, as "{near}"'
        )
    return given


def _icon(folder: Path, given: str) -> Path | None:
    if given and not (folder / given).is_file():
        raise BuildError(f'Cannot use build_icon "{given}": there is no such file in the app\'s folder')
    named = (given,) if given else _ICONS
    return next((folder / name for name in named if (folder / name).is_file()), None)


def _licenses(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file() and path.stem.upper() in _LICENSES)


def _schemes(given: Any, config: Config) -> tuple[str, ...]:
    known, own = config.find("meta_application_protocol")
    return tuple(dict.fromkeys([*given, *([str(own)] if known and own else [])]))
