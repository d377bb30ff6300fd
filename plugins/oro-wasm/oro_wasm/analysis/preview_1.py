"""The functions of WASI preview 1, grouped by the part of the machine they are about."""

from __future__ import annotations

__all__ = ("FUNCTIONS", "GROUPS", "MODULE")

MODULE = "wasi_snapshot_preview1"
GROUPS = {
    "arguments": "args_get args_sizes_get",
    "standard streams": "fd_close fd_fdstat_get fd_fdstat_set_flags fd_read fd_seek fd_tell fd_write",
    "files": "fd_advise fd_allocate fd_datasync fd_fdstat_set_rights fd_filestat_get fd_filestat_set_size "
    "fd_filestat_set_times fd_pread fd_prestat_dir_name fd_prestat_get fd_pwrite fd_readdir fd_renumber fd_sync "
    "path_create_directory path_filestat_get path_filestat_set_times path_link path_open path_readlink "
    "path_remove_directory path_rename path_symlink path_unlink_file",
    "environment": "environ_get environ_sizes_get",
    "clocks": "clock_res_get clock_time_get poll_oneoff",
    "randomness": "random_get",
    "network": "sock_accept sock_recv sock_send sock_shutdown",
    "process": "proc_exit proc_raise sched_yield",
}
FUNCTIONS = " ".join(GROUPS.values()).split()
"""All of them."""
