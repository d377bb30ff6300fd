"""What a preview costs: requests of a frame through it, beside those of a frame that shows the server itself.

`python -m benchmarks.container.previews [gtk|qt]` prints the figures.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from oro_framework.testing import Engines

__all__ = ("measured",)

APP = Path(__file__).parent / "previews_app"


def measured(engine: str = "gtk") -> dict[str, float]:
    """Return the medians of several rounds.

    `request` and `request_direct` are microseconds of one request after another, `request_many` those of one of many
    in flight, `download` milliseconds for 50 MB.

    Raises:
        RuntimeError: the app did not finish.
    """
    with closing(Engines()) as engines:
        code, output = engines.run(engine, APP)
    line = next((line for line in output.splitlines() if line.startswith("RESULT ")), None)
    if code or line is None:
        raise RuntimeError(f"The app of previews ended with status {code}:\n{output[-2000:]}")
    told = json.loads(line.removeprefix("RESULT "))
    return {**_figures(told["preview"], ""), **_figures(told["direct"], "_direct")}


def _figures(rounds: Sequence[Mapping[str, float]], suffix: str) -> dict[str, float]:
    def median(name: str) -> float:
        return statistics.median(one[name] for one in rounds)

    return {
        f"request{suffix}": median("small") * 1000,
        f"request_many{suffix}": median("many") * 1000,
        f"download{suffix}": median("large"),
    }


def main() -> None:
    """Print the figures of an engine."""
    for engine in sys.argv[1:] or ("gtk", "qt"):
        found = measured(engine)
        for name in ("request", "request_many", "download"):
            ours, direct = found[name], found[f"{name}_direct"]
            print(f"{engine:4} {name:14} preview {ours:8,.0f}  direct {direct:8,.0f}  {ours / direct:.2f}")


if __name__ == "__main__":
    main()
