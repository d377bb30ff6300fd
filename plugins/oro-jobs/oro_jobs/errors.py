"""Errors of jobs beyond those of the framework."""

from __future__ import annotations

from oro_framework.errors import Broken, Closed

__all__ = ("Interrupted", "JobCancelled", "JobFailed", "WorkerLost")


class JobFailed(Broken):
    """The function of a job raised; `__cause__` is what it raised, where that could be carried over.

    Args:
        name: of the job.
        error: the class of what it raised.
        message: its text.
        traceback: where it was raised.
    """

    code = "ERR_JOB_FAILED"

    def __init__(self, name: str, error: str, message: str, traceback: str = "") -> None:
        super().__init__(f'Job "{name}" failed: {error}: {message}' if message else f'Job "{name}" failed: {error}')
        self.error = error
        self.traceback = traceback


class WorkerLost(Broken):
    """The process that ran a job ended amid it: it was killed, it crashed, or it ended itself."""

    code = "ERR_WORKER_LOST"


class Interrupted(Broken):
    """The app ended while the job ran, and the job is not to be run again."""

    code = "ERR_INTERRUPTED"


class JobCancelled(Closed):
    """The job was cancelled."""

    code = "ERR_CANCELLED"
