"""Control groups of the kernel: they limit all processes of a container together.

Rules
1. Both versions are used, as they are mounted: with version 2 a container has one group, with version 1 one for each
   controller that limits it.
2. Groups are made below the one that the app is in, where the app may do that and what limits is handed down to it.
   Where it is not, systemd is asked for a scope in which the launcher runs, and below which groups may be made. Where
   there is none, an app moves itself one level down if the group is its own.
3. A container whose policy names a limit that no group can hold boots all the same; `isolation` says what holds.
4. Groups are named `oro-PROCESS-NAME` after the process that made them. Those of apps that were killed are removed by
   the next app that makes one.
"""
