"""Services of other plugins are told of jobs, where the app has them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from oro_jobs import plugin, submit

from oro_framework import Service, hookimpl
from oro_framework.testing import open_host, until

from . import work_to_do as work

pytestmark = pytest.mark.anyio
TOLD: list[tuple[str, object]] = []


class Icon(Service):
    """Stands where oro-desktop would."""

    name = "desktop"

    async def show_progress(self, value: float | None) -> bool:
        TOLD.append(("icon", value))
        return True


class Notes(Service):
    """Stands where oro-notification would."""

    name = "notification"

    async def notify(self, title: str, body: str) -> None:
        TOLD.append((title, body))


class Desk:
    """A plugin with both."""

    @hookimpl
    def oro_services(self) -> Sequence[type[Service]]:
        return [Icon, Notes]


async def test_the_desktop_is_told(tmp_path: Path) -> None:
    TOLD.clear()
    async with open_host(plugin, Desk(), settings={"jobs_notify": 1}) as opened:
        job = await submit(opened.host, work.count_to, 4, 0.4)
        await job.wait()
        await until(lambda: ("icon", None) in TOLD and ("count", "Done") in TOLD)
        shares = [value for name, value in TOLD if name == "icon" and value is not None]
        assert shares == sorted(set(shares), key=float)  # type: ignore[arg-type]
        assert set(shares) <= {0.25, 0.5, 0.75, 1.0}


async def test_the_icon_is_left_alone_where_the_setting_says_so() -> None:
    TOLD.clear()
    async with open_host(plugin, Desk(), settings={"jobs_progress": False}) as opened:
        assert await (await submit(opened.host, work.count_to, 2)).result() == [0, 1]
    assert TOLD == []
