"""The cost of a start: what an app pays for a plugin that its pages do not use."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from oro_framework.cli.plugins.check.remark import Remark
from oro_framework.cli.plugins.check.subject import Subject
from oro_framework.cli.plugins.records import records_of
from oro_framework.host.plugins.record import Record

__all__ = ("examine",)

MOST_MODULES = 80
_IMPORT = """
import json, sys, time
sys.path[:0] = sys.argv[2:]
import anyio.to_thread, trio, oro_framework.host.app, oro_framework.host.launch
before = set(sys.modules)
began = time.perf_counter()
__import__(sys.argv[1])
took = (time.perf_counter() - began) * 1000
print(json.dumps([took, sorted(set(sys.modules) - before)]))
"""


def examine(subject: Subject) -> Iterator[Remark]:
    """Yield remarks on what an import of the plugin costs, and whether apps start without one."""
    record = _record(subject)
    place = subject.shown(subject.package)
    if isinstance(record, Record):
        return
    message = f"apps import it when they start: {record}"
    remedy = "declare in hooks without arguments, and make services on_demand, where that can be"
    yield subject.remark("record", subject.name, message, remedy, place=place, weight="note")
    module = subject.project.entries[subject.name].partition(":")[0]
    command = [sys.executable, "-c", _IMPORT, module, str(subject.project.source())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return  # it is broken then, and that is said
    took, modules = json.loads(done.stdout)
    foreign = sorted({name.partition(".")[0] for name in modules} - {subject.package.name, "oro_framework"})
    if len(modules) > MOST_MODULES:  # milliseconds depend on what else this machine does
        message = f"its import takes {took:.0f} ms and {len(modules)} modules, of {', '.join(foreign[:6])}"
        remedy = "import what only some calls need where they need it"
        yield subject.remark("start-cost", subject.name, message, remedy, place=place, weight="advice")


def _record(subject: Subject) -> Record | str:
    found = [item for item in subject.project.found() if item.name == subject.name]
    return next((record for _, _, record in records_of(subject.host, found)), "its package was not found")
