"""Runs a host with durable jobs until it is killed or all have ended: `queue_app.py FOLDER [NAME...]`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import trio
from oro_jobs import plugin, submit
from oro_jobs.service import Jobs, jobs_of
from oro_jobs_tested import keep_once, keep_step  # type: ignore[import-not-found]

from oro_framework.testing import open_host, until


async def _has_jobs(service: Jobs) -> bool:
    return bool(await service.jobs())


async def main(folder: str, names: list[str]) -> None:
    async with open_host(plugin, settings={"jobs_workers": 1}) as opened:
        for name in names:
            if name == "once":
                await submit(opened.host, keep_once, folder)
            else:
                await submit(opened.host, keep_step, folder, name)
        service = await jobs_of(opened.host)
        await until(lambda: _has_jobs(service))
        print("submitted", flush=True)
        ended = {}
        for job in await service.jobs():
            await job.wait()
            ended[job.id] = [job.state, await job.result() if job.error is None else str(job.error.code)]
        (Path(folder) / "ended.json").write_text(json.dumps([*ended.values()]))


if __name__ == "__main__":
    trio.run(main, sys.argv[1], sys.argv[2:])
