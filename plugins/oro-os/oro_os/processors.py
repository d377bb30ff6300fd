"""The processors of the machine, as Node tells of them."""

from __future__ import annotations

import platform
import re
from pathlib import Path
from typing import Any, TypedDict, TypeVar

__all__ = ("Processor", "Times", "processors")

T = TypeVar("T")

_MODEL = re.compile(r"^(?:model name|Processor|cpu model)\s*:\s*(.*)$", re.MULTILINE)


class Times(TypedDict):
    """Milliseconds since the machine was started."""

    user: int
    nice: int
    sys: int
    idle: int
    irq: int


class Processor(TypedDict):
    """One processor; `speed` in MHz, 0 when the system does not tell."""

    model: str
    speed: int
    times: Times


def processors(cpuinfo: Path = Path("/proc/cpuinfo")) -> list[Processor]:
    """Return every processor with its times."""
    import psutil

    times = psutil.cpu_times(percpu=True)
    models = _models(cpuinfo)
    speeds = [round(frequency.current) for frequency in _frequencies()]
    return [
        {
            "model": _at(models, index, "unknown"),
            "speed": _at(speeds, index, 0),
            "times": {
                "user": _ms(spent.user),
                "nice": _ms(getattr(spent, "nice", 0)),
                "sys": _ms(spent.system),
                "idle": _ms(spent.idle),
                "irq": _ms(getattr(spent, "irq", 0)),
            },
        }
        for index, spent in enumerate(times)
    ]


def _at(values: list[T], index: int, otherwise: T) -> T:
    return values[min(index, len(values) - 1)] if values else otherwise


def _models(cpuinfo: Path) -> list[str]:
    try:
        return [match.strip() for match in _MODEL.findall(cpuinfo.read_text("utf-8", "replace"))]
    except OSError:
        # Other systems than Linux have no such file.
        return [name] if (name := platform.processor()) else []


def _frequencies() -> list[Any]:
    """Machines that are virtual often have none to tell."""
    import psutil

    try:
        return list(psutil.cpu_freq(percpu=True) or ())
    except (NotImplementedError, OSError, AttributeError, RuntimeError):
        return []


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
