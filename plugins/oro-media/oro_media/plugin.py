"""Declarations of this distribution to the host: nothing but its module, which is found beside it.

Devices are the engine's, and the permissions `camera`, `microphone`, `user_media`, `display_capture` and
`device_info` the framework's own: engines ask the host, with or without this module.
"""

from __future__ import annotations

__all__ = ()
