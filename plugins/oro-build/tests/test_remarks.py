"""Remarks on a built app before it is given away."""

from __future__ import annotations

from msgspec.structs import replace
from oro_build.built import Built
from oro_build.product import Product
from oro_build.remarks import remarks


def test_a_complete_app_lacks_only_the_text_of_a_licence(built: Built) -> None:
    assert list(remarks(built)) == [
        "The app has the framework's icon: set icon in [build] to a square PNG or SVG",
        "The texts of these licences are missing: zebra",
    ]


def test_an_app_that_says_nothing_hears_what_to_say(built: Built) -> None:
    bare = replace(built, product=Product(identifier="org.example.a", name="a", title="A", version="1"))
    said = "\n".join(remarks(bare))
    assert all(word in said for word in ("publisher", "license", "description", "icon"))
