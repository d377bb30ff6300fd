"""What is told of caches: at most a line in an interval, and nothing unless it is asked for."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from oro_ai import settings
from oro_ai.models.cache_log import KVLog

ASKED = {"prompt": "x", "max_tokens": 1, "cache_prompt": False}


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "oro.ai.kv"]


def test_there_is_a_line_in_an_interval_and_it_tells_of_all_since_the_last(caplog: pytest.LogCaptureFixture) -> None:
    times = iter([50.0, 50.5, 51.9, 51.95, 52.0])
    keys: Any = {settings.KV_LOG: True, settings.KV_LOG_INTERVAL: 2000}
    log = KVLog(keys, lambda: next(times))
    with caplog.at_level(logging.INFO, "oro.ai.kv"):
        for _ in range(3):
            log.cleared()
        log.made()
        log.cleared()
    assert [line.split()[0] for line in lines(caplog)] == ["1", "3"]
    assert "1 contexts were made" in lines(caplog)[1]


@pytest.mark.anyio
@pytest.mark.parametrize("wanted", [True, False])
async def test_it_is_the_configuration_that_asks_for_it(
    wanted: bool, serving: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "oro.ai.kv"):
        async with serving(ai_llm_debug_kv_log=wanted, ai_llm_debug_kv_log_interval_ms=0) as app:
            for _ in range(3):
                assert (await app.client.post("/ai/llama/v1/completions", json=ASKED)).status_code == 200
    assert (len(lines(caplog)) >= 3) is wanted
