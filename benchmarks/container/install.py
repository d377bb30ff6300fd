"""Install the packages of a folder by oro-container, and print the figures as JSON.

python -m benchmarks.container.install FOLDER STORE REGISTRY
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import trio
from oro_container.core.packages.command_line import Command
from oro_container.core.packages.platform import Platform
from oro_container.packages.install import Setup, install
from oro_container.packages.project import LocalProject
from oro_container.packages.store import Store


async def main(*arguments: str) -> None:
    """Install and print."""
    folder, store, registry = arguments
    setup = Setup(store=Store(Path(store), 4 << 30), platform=Platform(node="20.20.2", npm="11.0.0"))
    async with LocalProject(Path(folder)) as project:
        done = (await install(project, Command(ignore_scripts=True, registry=registry), setup)).done
    print(json.dumps({"seconds": done.seconds, "resolving": done.resolving_seconds, "packages": done.added}))


if __name__ == "__main__":
    trio.run(main, *sys.argv[1:])
