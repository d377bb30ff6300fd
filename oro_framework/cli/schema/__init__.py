"""A JSON schema of `oro.toml`, made of the settings that the host and its plugins declare."""

from __future__ import annotations

from oro_framework.cli.schema.document import host_schema, schema_of, schema_text

__all__ = ("host_schema", "schema_of", "schema_text")
