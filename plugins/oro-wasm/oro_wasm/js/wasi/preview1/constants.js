/**
 * Numbers of WASI preview 1: types of files, flags, rights, clocks.
 * @module
 */

/** Types of files. */
export const FILE = Object.freeze({ unknown: 0, block: 1, character: 2, folder: 3, regular: 4, datagram: 5, stream: 6, link: 7 })

/** Flags of descriptors. */
export const APPEND = 1
export const NONBLOCK = 4
/** Every flag of descriptors there is. */
export const ALL_FLAGS = 31

/** Flags of opening. */
export const CREATE = 1
export const DIRECTORY = 2
export const EXCLUSIVE = 4
export const TRUNCATE = 8

/** Whether a lookup follows a symbolic link at the end of a path. */
export const FOLLOW = 1

/** The flags that say which times are set. */
export const ATIM = 1
export const ATIM_NOW = 2
export const MTIM = 4
export const MTIM_NOW = 8

export const REALTIME = 0
export const MONOTONIC = 1

const RIGHTS = `fd_datasync fd_read fd_seek fd_fdstat_set_flags fd_sync fd_tell fd_write fd_advise fd_allocate
  path_create_directory path_create_file path_link_source path_link_target path_open fd_readdir path_readlink
  path_rename_source path_rename_target path_filestat_get path_filestat_set_size path_filestat_set_times
  fd_filestat_get fd_filestat_set_size fd_filestat_set_times path_symlink path_remove_directory path_unlink_file
  poll_fd_readwrite sock_shutdown sock_accept`.split(/\s+/)

/**
 * @param {string} names of rights
 * @returns {bigint}
 */
function rights (names) {
  return names.split(/\s+/).reduce((sum, name) => sum | (1n << BigInt(RIGHTS.indexOf(name))), 0n)
}

export const READ = rights('fd_read')
export const WRITE = rights('fd_write')

/** Rights of an open file. */
export const FILE_RIGHTS = rights(`fd_datasync fd_read fd_seek fd_fdstat_set_flags fd_sync fd_tell fd_write fd_advise
  fd_allocate fd_filestat_get fd_filestat_set_size fd_filestat_set_times poll_fd_readwrite`)

/** Rights of an open folder. */
export const FOLDER_RIGHTS = rights(`path_create_directory path_create_file path_link_source path_link_target path_open
  fd_readdir path_readlink path_rename_source path_rename_target path_filestat_get path_filestat_set_size
  path_filestat_set_times fd_filestat_get fd_filestat_set_times path_symlink path_remove_directory path_unlink_file`)
