"""`[ai.upstreams.NAME]`: what it may say, and which upstream a name of a model leads to."""

from __future__ import annotations

from typing import Any

import pytest
from oro_ai.upstream.targets import listed, targets_of
from oro_ai.upstream.upstream import upstreams_of

from oro_framework.errors import ConfigError

URL = "http://127.0.0.1:8080/v1"


def test_a_table_is_read_with_its_defaults() -> None:
    (one,) = upstreams_of({"work_url": URL + "/", "work_models": ["a", "b"], "work_headers_X-Title": "Talk"})
    assert (one.name, one.url, one.models, one.headers) == ("work", URL, {"a": "a", "b": "b"}, {"X-Title": "Talk"})
    assert (one.timeout, one.retries, one.key) == (120, 2, "")


def test_environment_variables_write_models_as_words() -> None:
    (one,) = upstreams_of({"work_url": URL, "work_models": "a b"})
    assert one.models == {"a": "a", "b": "b"}


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ({"timeout": 5}, "url"),
        ({"url": "ftp://example.org"}, "url must be an address"),
        ({"url": "http://me:secret@example.org/v1"}, "no user name"),
        ({"url": "http://example.org/v1?key=x"}, "no user name, query"),
        ({"url": URL, "wrong": 1}, "wrong"),
        ({"url": URL, "retries": -1}, "retries"),
        ({"url": URL, "timeout": 0}, "timeout"),
        ({"url": URL, "key": "a", "key_env": "B"}, "not both"),
        ({"url": URL, "headers_Authorization": "Bearer x"}, "which pages read"),
        ({"url": URL, "headers_host": "x"}, "cannot be set"),
        ({"url": URL, "headers_X-A": "x\r\ny"}, "cannot be set"),
        ({"url": URL, "key_header": "a b"}, "key_header"),
        ({"url": URL, "models": [5]}, "models"),
        ({"url": URL, "models_a": ""}, "empty name"),
        ({"url": URL, "models": 5, "models_a": "b"}, "models"),
    ],
)
def test_a_wrong_table_is_named(table: dict[str, Any], why: str) -> None:
    with pytest.raises(ConfigError) as raised:
        upstreams_of({f"work_{key}": value for key, value in table.items()})
    assert "[ai.upstreams.work]" in raised.value.message
    assert why in raised.value.message


def test_a_wrong_name_is_named() -> None:
    with pytest.raises(ConfigError, match=r"\[ai.upstreams.Work\]"):
        upstreams_of({"Work_url": URL})


def test_names_lead_to_upstreams_in_their_order() -> None:
    given = {
        "a_url": URL,
        "a_models_small": "their/small",
        "b_url": URL,
        "b_models_small": "tiny",
        "b_order": -1,
        "c_url": URL,
    }
    upstreams = upstreams_of(given)

    def found(name: str) -> list[tuple[str, str]]:
        return [(one.upstream.name, one.model) for one in targets_of(upstreams, name)]

    assert found("small") == [("b", "tiny"), ("a", "their/small")]
    assert found("a/small") == found("a/their/small") == [("a", "their/small")]
    assert found("c/org/any:model") == [("c", "org/any:model")]
    assert found("a/other") == found("d/small") == found("c/") == found("c") == found("local.gguf") == found("") == []
    assert [(name, one.name) for name, one in listed(upstreams)] == [("small", "b")]
