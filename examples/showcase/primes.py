"""Long work of the showcase: it counts primes, in a process beside the app."""

from __future__ import annotations

import math
import os
import signal
from typing import Any

from oro_jobs import current, job

LARGEST = 5_000_000
STEP = 20_000


@job(retries=1, retry_delay=0.1)
def primes(below: int, crash: bool = False) -> dict[str, Any]:
    """Count the primes below a number, up to five million; `crash` kills the process of the first attempt amid it."""
    me = current()
    below = min(below, LARGEST)
    count = 0
    for begin in range(2, below, STEP):
        me.check_cancelled()
        end = min(begin + STEP, below)
        count += sum(all(number % small for small in range(2, math.isqrt(number) + 1)) for number in range(begin, end))
        me.progress(end, below, f"attempt {me.attempt}")
        me.partial({"end": end, "count": count})
        if crash and me.attempt == 1 and end > below // 2:
            me.log(f"process {os.getpid()} is killed")
            os.kill(os.getpid(), signal.SIGKILL)
    me.log(f"counted in process {os.getpid()}")
    return {"below": below, "count": count, "attempt": me.attempt, "process": os.getpid()}
