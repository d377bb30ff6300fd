"""Boots a container, runs a program in it, and prints what came of it; run as a program, by whichever user.

Its argument is an object with `policy`, `argv`, `files`, `folder`, and `outside`: the port of this machine's loopback
that stands for every host of the outside; `refused`: how the system refuses namespaces, as `refusals` has it.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import trio
from oro_container.containers.containers import Containers
from oro_container.core.policy import Policy
from oro_container.egress.egress import Egress

NAMES = {"example.com": "93.184.216.34", "other.com": "93.184.216.35", "inside.com": "127.0.0.1", "lan.com": "10.1.2.3"}


async def resolve(name: str, version: int) -> Iterable[str]:
    return [NAMES[name]] if version == 4 and name in NAMES else []


async def main(asked: dict[str, Any]) -> None:
    def egress(policy: Policy) -> Egress:
        return Egress(policy, resolve=resolve, route=lambda address, port: ("127.0.0.1", asked["outside"] or port))

    folder = Path(asked["folder"]) / "containers"
    folder.mkdir(exist_ok=True)
    containers = Containers(folder, egress=egress, strongest=asked["strongest"])
    with trio.fail_after(60):
        async with containers.running():
            container = await containers.boot(policy=Policy(**asked["policy"]))
            ports: list[Any] = []
            events = container.events.listen()
            container.network.watchers.append(lambda port, listens: ports.append([port.number, port.family, listens]))
            for name, text in asked["files"].items():
                await container.files.write(name, text.encode())
            if asked["kill"]:
                process = await container.spawn(*asked["argv"])
                first = await process.take()
                print(json.dumps({"output": first.decode(), "host": os.getpid()}), flush=True)
                await trio.sleep_forever()
            done = await container.run(*asked["argv"])
            decisions = [
                [each.kind, each.allowed, each.name, each.address, each.port]
                for each in container.network.egress.decisions
            ]
            told = {"code": done.exit.code, "output": done.output.decode(errors="replace"), "ports": ports}
            container.publish({"type": "end"})
            batch = await events.take()
            assert batch is not None
            errors = [each["message"] for each in batch.events if each["type"] == "error"]
            walls = asdict(container.isolation)
            holdings = {name: wall["holding"] for name, wall in walls.items() if name != "level"}
            told["level"] = container.level
            print(json.dumps({**told, "decisions": decisions, "holdings": holdings, "errors": errors}))


if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    if told["refused"]:
        sys.path.insert(0, str(Path(__file__).parent))
        refusals = importlib.import_module("refusals")
        refusals.REFUSALS[told["refused"]]()
    trio.run(main, told)
