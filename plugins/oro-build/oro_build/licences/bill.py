"""The bill of materials of a built app: CycloneDX 1.6, as scanners of vulnerabilities read it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from oro_build.built import Built, Component
from oro_build.licences.collection import ordered
from oro_build.product import Product

__all__ = ("bill_of_materials",)

_SPACE = uuid.UUID("6f6f1a02-6c54-5d7d-9c55-2b7d3a7a6f01")
"""Names of apps become serial numbers in it, so that one version of an app has one."""


def bill_of_materials(built: Built, moment: int) -> bytes:
    """Return the bill as JSON; the same app and time give the same bytes."""
    product = built.product
    components = [_component(each) for each in ordered(built.components)]
    root = _root(product)
    bill = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_SPACE, f'{product.identifier} {product.version} {built.platform}')}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "tools": {"components": [{"type": "application", "name": "oro-build"}]},
            "component": root,
            "properties": [
                {"name": "oro:platform", "value": built.platform},
                {"name": "oro:engine", "value": built.engine},
                {"name": "oro:flavour", "value": str(built.flavour)},
            ],
        },
        "components": components,
        "dependencies": [{"ref": root["bom-ref"], "dependsOn": [each["bom-ref"] for each in components]}],
    }
    return json.dumps(bill, indent=2, ensure_ascii=False).encode() + b"\n"


def licences_of(text: str) -> list[Mapping[str, object]]:
    """Return a component's `licenses`: an expression where the text is one, else the text as a name."""
    if not text:
        return []
    try:
        return [{"expression": canonicalize_license_expression(text)}]
    except InvalidLicenseExpression:
        return [{"license": {"name": text}}]


def _root(product: Product) -> dict[str, object]:
    found: dict[str, object] = {
        "type": "application",
        "bom-ref": f"{product.name}@{product.version}",
        "name": product.name,
        "version": product.version,
    }
    if product.description:
        found["description"] = product.description
    if licences := licences_of(product.license):
        found["licenses"] = licences
    if product.homepage:
        found["externalReferences"] = [{"type": "website", "url": product.homepage}]
    return found


def _component(component: Component) -> dict[str, object]:
    reference = component.purl or f"{component.name}@{component.version}"
    found: dict[str, object] = {
        "type": "library",
        "bom-ref": reference,
        "name": component.name,
        "version": component.version,
    }
    if licences := licences_of(component.license):
        found["licenses"] = licences
    if component.purl:
        found["purl"] = component.purl
    return found
