"""Only whole values are coerced; what a page gets is JSON and holds no secret."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.errors import ConfigError
from oro_framework.host.configuration.config import Sources, load
from oro_framework.host.configuration.page_config import args_config, coerce


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("0x1F", 31),
        ("-12", -12),
        ("1.5", 1.5),
        ("1e3", 1000),
        (".5", 0.5),
        ('{"a": [1, "2"]}', {"a": [1, "2"]}),
        ("[1]", [1]),
        ('"quoted"', "quoted"),
    ],
)
def test_whole_values_are_coerced(text: str, value: Any) -> None:
    assert coerce(text) == value
    assert type(coerce(text)) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "90%",
        "1.0.0",
        "",
        "True",
        "1 ",
        "0x",
        "{a}",
        "[1",
        "NaN",
        "Infinity",
        "1e999",
        "9007199254740993",
        "1_000",
        "١",
        "12px",
    ],
)
def test_everything_else_stays_text(text: str) -> None:
    assert coerce(text) == text


@given(st.text(max_size=50))
def test_coercion_gives_json(text: str) -> None:
    assert json.loads(json.dumps(coerce(text), allow_nan=False)) == coerce(text)


def test_a_page_sees_what_was_set_and_no_secret() -> None:
    config = load(
        Sources(
            files=[
                (
                    "oro.toml",
                    '[meta]\nversion = "1.0.0"\n[window]\nwidth = "90%"\nheight = "600"\n[http.ipc]\n'
                    'shared_key = "secret"\n'
                    "[mine]\nwhen = 2020-01-01\nbig = 12345678901234567890\nnot = nan\nlist = [1, 'x']\n",
                )
            ],
            environ={"ORO_WINDOW_RESIZABLE": "no", "ORO_WINDOW_MIN_WIDTH": "300"},
            platform="linux",
        )
    )
    assert args_config(config) == {
        "meta_version": "1.0.0",
        "mine_big": "12345678901234567890",
        "mine_list": [1, "x"],
        "mine_not": "NaN",
        "mine_when": "2020-01-01",
        "window_height": 600,
        "window_min_width": 300,
        "window_resizable": False,
        "window_width": "90%",
    }


@given(st.text(max_size=200))
def test_any_config_gives_json(text: str) -> None:
    try:
        config = load(Sources(files=[("oro.toml", text)]))
    except ConfigError:
        return
    json.dumps(args_config(config), allow_nan=False)
