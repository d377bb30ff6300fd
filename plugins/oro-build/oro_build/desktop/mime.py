"""The file types of a product, for the database of shared-mime-info."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from oro_build.product import MimeType, Product

__all__ = ("mime_package",)


def mime_package(product: Product) -> str:
    """Return the XML that declares the app's own file types; empty where it opens only types that exist."""
    own = [kind for kind in product.mime_types if kind.patterns]
    if not own:
        return ""
    types = "".join(_declared(kind, product) for kind in own)
    namespace = "http://www.freedesktop.org/standards/shared-mime-info"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<mime-info xmlns="{namespace}">\n{types}</mime-info>\n'


def _declared(kind: MimeType, product: Product) -> str:
    comment = escape(kind.comment or f"{product.title} file")
    patterns = "".join(f"    <glob pattern={quoteattr(pattern)}/>\n" for pattern in kind.patterns)
    return f"  <mime-type type={quoteattr(kind.type)}>\n    <comment>{comment}</comment>\n{patterns}  </mime-type>\n"
