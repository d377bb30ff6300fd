"""Parameters that stand in one record, and values that a function reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import pytest
from msgspec import Struct

from oro_framework.errors import InvalidArgument
from oro_framework.host.requests.signature import Signature, type_text
from oro_framework.parameters import SPREAD, Reading, Word
from oro_framework.types import Call


def pair(text: str) -> tuple[int, int]:
    left, _, right = text.partition(":")
    if not left.isdigit() or not right.isdigit():
        raise ValueError('two numbers such as "4:3"')
    return int(left), int(right)


class Picture(Struct, frozen=True, rename="camel"):
    name: Word
    aspect_ratio: Annotated[tuple[int, int] | None, Reading(str, pair)] = None
    in_colour: bool = True
    tags: list[str] = []


def paint(call: Call, picture: Annotated[Picture, SPREAD], *, times: int = 1) -> None: ...


SIGNATURE = Signature.of("pictures.paint", paint)


def bound(**values: Any) -> Mapping[str, Any]:
    return SIGNATURE.bind("pictures.paint", values)


def test_the_fields_of_a_record_are_parameters_of_the_route() -> None:
    told = {param.name: (type_text(param.type), param.required) for param in SIGNATURE.params}
    assert told == {
        "name": ("str without NUL", True),
        "aspectRatio": ("str", False),
        "inColour": ("bool", False),
        "tags": ("list[str]", False),
        "times": ("int", False),
    }


def test_the_handler_gets_the_record() -> None:
    made = bound(name="sea", aspectRatio="16:9", inColour="false", tags='["blue"]', times="2")
    assert made == {"picture": Picture("sea", (16, 9), False, ["blue"]), "times": 2}


def test_a_record_has_its_own_defaults() -> None:
    assert bound(name="sea", aspectRatio="") == {"picture": Picture("sea")}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Expecting 'name' in parameters"),
        ({"name": "a\0b"}, 'parameter "name" must be str without NUL'),
        ({"name": "sea", "inColour": "perhaps"}, "parameter \"inColour\" must be bool, got 'perhaps'"),
        ({"name": "sea", "aspectRatio": "wide"}, "must be two numbers such as \"4:3\", got 'wide'"),
    ],
)
def test_a_field_that_does_not_fit_is_named(values: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidArgument) as raised:
        bound(**values)
    assert str(raised.value).startswith('Cannot call "pictures.paint": ')
    assert said in str(raised.value)
