"""Settings of this plugin."""

from __future__ import annotations

from oro_framework.numbers import above_zero, positive, whole
from oro_framework.types import Setting

__all__ = (
    "ALL",
    "DURABLE",
    "GRACE",
    "IDLE",
    "KEEP",
    "KEEP_MEMORY",
    "MEMORY",
    "NOTIFY",
    "PROGRESS",
    "QUEUED",
    "SCHEDULER",
    "WORKERS",
)

WORKERS = Setting(
    "jobs_workers", whole, 0, "jobs that run at once in processes, and in threads; 0 is one per processor"
)
MEMORY = Setting("jobs_memory", whole, 0, "memory that each worker process may use, in MiB; 0 sets no limit")
IDLE = Setting("jobs_idle", above_zero, 300.0, "seconds after which a worker process without work ends")
GRACE = Setting(
    "jobs_grace", above_zero, 5.0, "seconds a cancelled job has to end by itself before its worker is ended"
)
KEEP = Setting("jobs_keep", positive, 100, "finished jobs whose results are kept")
KEEP_MEMORY = Setting(
    "jobs_keep_memory",
    positive,
    1024,
    "MiB that results of finished jobs take together; the oldest are forgotten first",
)
QUEUED = Setting("jobs_queued", positive, 10_000, "jobs that may wait or run")
DURABLE = Setting("jobs_durable", bool, False, "every job outlives the app, as with @job(durable=True)")
SCHEDULER = Setting("jobs_scheduler", str, "", "the Dask scheduler that runs jobs, as in tcp://10.0.0.2:8786")
PROGRESS = Setting(
    "jobs_progress", bool, True, "show the progress of jobs on the app's icon, where oro-desktop is used"
)
NOTIFY = Setting(
    "jobs_notify",
    whole,
    0,
    "tell the person of the end of jobs that took this many seconds while no window had the keyboard; 0 does not",
)
ALL = (WORKERS, MEMORY, IDLE, GRACE, KEEP, KEEP_MEMORY, QUEUED, DURABLE, SCHEDULER, PROGRESS, NOTIFY)
