"""Remarks on a built app: facts that its author wants to know before other people get it."""

from __future__ import annotations

from collections.abc import Iterator

from oro_build.built import Built
from oro_build.licences.collection import without_text

__all__ = ("remarks",)

_SHOWN = 5


def remarks(built: Built) -> Iterator[str]:
    """Yield each as a sentence without a full stop."""
    product = built.product
    if not product.publisher:
        yield "Packages name no maintainer: set publisher to a name and an address in [build]"
    elif "<" not in product.publisher:
        yield f'Packages name no address of "{product.publisher}": write it behind the name, as <a@example.org>'
    if not product.license:
        yield "The app has no licence: set license in [build] to an SPDX expression such as MIT"
    if not product.description:
        yield "Menus and software centres have nothing to say of the app: set description in [meta]"
    if product.icon is None:
        yield "The app has the framework's icon: set icon in [build] to a square PNG or SVG"
    if bare := without_text(built.components):
        names = ", ".join(each.name for each in bare[:_SHOWN])
        more = f" and {len(bare) - _SHOWN} more" if len(bare) > _SHOWN else ""
        yield f"The texts of these licences are missing: {names}{more}"
