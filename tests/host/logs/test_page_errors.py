"""Errors that a page makes as long as it likes."""

from __future__ import annotations

import pytest

from oro_framework.host.backends.interface.console import ConsoleMessage
from oro_framework.host.logs.log_file import LONGEST
from oro_framework.host.logs.page_errors import PageErrors
from oro_framework.testing import open_host, until

pytestmark = pytest.mark.anyio


async def test_a_long_error_is_cut_before_its_stack_is_read(caplog: pytest.LogCaptureFixture) -> None:
    async with open_host() as opened:
        errors = PageErrors(opened.host)
        message = ConsoleMessage.plain("error", "Error: " + "x" * 10_000_000, url="oro://a/" + "b" * 10_000_000, line=3)
        errors.heard(0, message)
        await until(lambda: any(record.name == "oro.page" for record in caplog.records))
    (record,) = (record for record in caplog.records if record.name == "oro.page")
    assert len(record.getMessage()) < 3 * LONGEST
