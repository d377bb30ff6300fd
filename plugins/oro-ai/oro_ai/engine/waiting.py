"""The jobs of a context that have no slot yet, in order of arrival. Sans-IO."""

from __future__ import annotations

from collections import deque
from contextlib import suppress

from oro_ai.engine.job import Done, Failed, Job
from oro_ai.engine.post import Post
from oro_framework.errors import OroError

__all__ = ("Waiting",)


class Waiting:
    """A queue of jobs.

    Any thread may put a job; the decode thread does the rest.

    Args:
        post: delivers the events of jobs that never begin.
    """

    def __init__(self, post: Post) -> None:
        self._post = post
        self._inbox: deque[Job] = deque()
        """New jobs, which all threads share."""
        self._queue: deque[Job] = deque()
        self._closed: OroError | None = None

    def __len__(self) -> int:
        return len(self._queue) + len(self._inbox)

    def put(self, job: Job) -> None:
        """Add a job at the end; fail it where the queue is closed."""
        self._inbox.append(job)
        if self._closed is not None:
            self._fail(self._inbox, self._closed)

    def close(self, error: OroError) -> None:
        """Fail jobs that are put from now on with an error."""
        self._closed = error

    def fail(self, error: OroError) -> None:
        """Fail all jobs with an error."""
        self._fail(self._queue, error)
        self._fail(self._inbox, error)

    def collect(self) -> int:
        """Take in the new jobs, end those that were cancelled, and return how many these are."""
        with suppress(IndexError):
            while True:
                self._queue.append(self._inbox.popleft())
        if not any(job.cancelled for job in self._queue):
            return 0
        before = len(self._queue)
        for _ in range(before):
            job = self._queue.popleft()
            if job.cancelled:
                self._post.put(job.sink, _never_begun(job))
            else:
                self._queue.append(job)
        return before - len(self._queue)

    def first(self) -> Job | None:
        """Return the job that is next; None where none was collected."""
        return self._queue[0] if self._queue else None

    def begun(self) -> None:
        """Remove the job that is next."""
        self._queue.popleft()

    def _fail(self, jobs: deque[Job], error: OroError) -> None:
        with suppress(IndexError):
            while True:
                self._post.put(jobs.popleft().sink, Failed(error))
        self._post.send()


def _never_begun(job: Job) -> Done:
    return Done(
        reason="abort",
        prompt_tokens=len(job.prompt),
        cached_tokens=0,
        completion_tokens=0,
        prompt_seconds=0.0,
        generation_seconds=0.0,
    )
