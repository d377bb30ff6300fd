"""Errors of workers."""

from __future__ import annotations

from oro_framework.errors import OroError

__all__ = ("EvaluationFailed", "NotControlled", "ScriptRefused", "WorkerGone")


class EvaluationFailed(OroError):
    """The script could not be fetched, or threw while it was evaluated (Service Workers, "Update")."""

    type = "TypeError"
    code = "ERR_SERVICE_WORKER_SCRIPT"
    status = 500


class ScriptRefused(OroError):
    """The script or its scope may not be used: another origin, no JavaScript, a scope it does not reach."""

    type = "SecurityError"
    code = "ERR_SERVICE_WORKER_REFUSED"
    status = 403


class WorkerGone(OroError):
    """The worker crashed, hangs or was stopped, so it answers nothing."""

    type = "InvalidStateError"
    code = "ERR_SERVICE_WORKER_GONE"
    status = 503


class NotControlled(OroError):
    """A worker asked to do something with a client it does not control."""

    type = "TypeError"
    code = "ERR_SERVICE_WORKER_CLIENT"
    status = 403
