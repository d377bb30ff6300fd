"""The page of a product in software centres (AppStream 1.0)."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from oro_build.product import Product

__all__ = ("metainfo", "paragraph", "publisher_name", "summary")


def metainfo(product: Product, moment: int) -> str:
    """Return the text of `<identifier>.metainfo.xml`.

    Args:
        product: the app.
        moment: seconds since 1970 of this release.
    """
    lines = [
        f"<id>{escape(product.identifier)}</id>",
        f"<name>{escape(product.title)}</name>",
        f"<summary>{escape(summary(product))}</summary>",
        "<metadata_license>CC0-1.0</metadata_license>",
        f"<project_license>{escape(product.license or 'LicenseRef-proprietary')}</project_license>",
        *_developer(product),
        f"<description><p>{escape(paragraph(product))}</p></description>",
        f'<launchable type="desktop-id">{escape(product.identifier)}.desktop</launchable>',
        *([f'<url type="homepage">{escape(product.homepage)}</url>'] if product.homepage else []),
        f'<icon type="stock">{escape(product.identifier)}</icon>',
        '<content_rating type="oars-1.1"/>',
        *_provides(product),
        "<categories>"
        + "".join(f"<category>{escape(name)}</category>" for name in product.categories)
        + "</categories>",
        _releases(product, moment),
    ]
    body = "".join(f"  {line}\n" for line in lines)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<component type="desktop-application">\n{body}</component>\n'


def summary(product: Product) -> str:
    """Return the description in one line without a full stop, as software centres want it."""
    line = " ".join(product.description.split()) or f"Desktop app {product.title}"
    return line.rstrip(".")


def paragraph(product: Product) -> str:
    """Return the description as a sentence."""
    return f"{summary(product)}."


def publisher_name(product: Product) -> str:
    """Return the author without the address."""
    return product.publisher.partition("<")[0].strip()


def _developer(product: Product) -> list[str]:
    name = publisher_name(product)
    identifier = ".".join(product.identifier.split(".")[:-1]) or product.identifier
    if not name:
        return []
    return [
        f"<developer id={quoteattr(identifier)}><name>{escape(name)}</name></developer>",
        f"<developer_name>{escape(name)}</developer_name>",
    ]


def _categories(product: Product) -> list[str]:
    names = "".join(f"<category>{escape(name)}</category>" for name in product.categories)
    return [f"<categories>{names}</categories>"] if names else []


def _provides(product: Product) -> list[str]:
    types = "".join(f"<mediatype>{escape(kind.type)}</mediatype>" for kind in product.mime_types)
    return [f"<provides><binary>{escape(product.name)}</binary>{types}</provides>"]


def _releases(product: Product, moment: int) -> str:
    day = datetime.fromtimestamp(moment, UTC).date().isoformat()
    return f"<releases><release version={quoteattr(product.version)} date={quoteattr(day)}/></releases>"
