"""Landlock: a process gives up files, ports and reach, for itself and all it starts, without being root."""

from oro_container.inside.landlock.ruleset import Access, Unavailable, restrict, version

__all__ = ("Access", "Unavailable", "restrict", "version")
