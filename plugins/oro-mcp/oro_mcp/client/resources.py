"""Resources of servers, as pages get them. No I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    import mcp_types as types

__all__ = ("ResourceContent", "ResourceInfo", "content", "resource_info")


class ResourceInfo(TypedDict):
    """A resource, or a template of the addresses of many."""

    server: str
    uri: str
    """Its address; of a template, with names of parts in braces (RFC 6570)."""
    template: bool
    name: str
    title: str
    description: str
    mimeType: str
    """Empty where the server does not say."""


class ResourceContent(TypedDict):
    """One part of the content of a resource."""

    uri: str
    mimeType: str
    text: str | None
    """None where the part is bytes."""
    blob: str | None
    """The bytes in Base64; None where the part is text."""


def resource_info(server: str, given: types.Resource | types.ResourceTemplate) -> ResourceInfo:
    """Return what a server lists."""
    uri = getattr(given, "uri", None)
    return ResourceInfo(
        server=server,
        uri=str(uri if uri is not None else getattr(given, "uri_template", "")),
        template=uri is None,
        name=given.name,
        title=given.title or "",
        description=given.description or "",
        mimeType=given.mime_type or "",
    )


def content(given: types.TextResourceContents | types.BlobResourceContents) -> ResourceContent:
    """Return a part that a server read."""
    text, blob = getattr(given, "text", None), getattr(given, "blob", None)
    return ResourceContent(uri=str(given.uri), mimeType=given.mime_type or "", text=text, blob=blob)
