"""The licences and the bill of materials of what lies within an app."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from oro_build.built import Built
from oro_build.formats.tree import Tree
from oro_build.licences.bill import bill_of_materials
from oro_build.licences.collection import add_licences, third_party_text, without_text

MOMENT = 1_700_000_000


def test_every_work_is_listed_with_its_text(built: Built) -> None:
    text = third_party_text(built)
    assert text.index("anyio 4.16.0") < text.index("Permission is hereby granted.") < text.index("zebra 2.0")
    assert "Licence: BSD license" in text


def test_a_work_without_text_is_said_so(built: Built) -> None:
    assert [each.name for each in without_text(built.components)] == ["zebra"]
    assert "It came without the text of its licence." in third_party_text(built)


def test_the_texts_lie_in_a_folder(built: Built) -> None:
    tree = Tree()
    add_licences(tree, built, "share")
    assert [item.path for item in tree] == [
        "share/LICENSES/anyio-4.16.0/COPYING",
        "share/LICENSES/tea-time/LICENSE",
        "share/THIRD-PARTY.html",
        "share/THIRD-PARTY.txt",
    ]


def test_the_bill_is_cyclonedx(built: Built) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = pytest.importorskip("cyclonedx.schema")
    referencing = pytest.importorskip("referencing")
    folder = Path(schema.__file__).parent / "_res"
    schemas = {path.name: json.loads(path.read_text()) for path in folder.glob("*.json")}
    resources = [(text["$id"], referencing.Resource.from_contents(text)) for text in schemas.values() if "$id" in text]
    validator = jsonschema.Draft7Validator(
        schemas["bom-1.6.SNAPSHOT.schema.json"], registry=referencing.Registry().with_resources(resources)
    )
    bill = json.loads(bill_of_materials(built, MOMENT))
    assert [error.message for error in validator.iter_errors(bill)] == []
    assert [each["name"] for each in bill["components"]] == ["anyio", "zebra"]
    assert bill["components"][0]["licenses"] == [{"expression": "MIT"}]
    assert bill["components"][1]["licenses"] == [{"license": {"name": "BSD license"}}]


def test_one_app_has_one_bill(built: Built) -> None:
    assert bill_of_materials(built, MOMENT) == bill_of_materials(built, MOMENT)
