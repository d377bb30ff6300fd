/** Numbers of the file system. They are this platform's own; `fs.constants` of the host says the same. */

const args = globalThis.__args
const darwin = args?.client?.platform === 'darwin' || /Mac/.test(globalThis.navigator?.platform ?? '')
const arm = /aarch64|arm/i.test(globalThis.navigator?.platform ?? '')

/**
 * @param {number} linux
 * @param {number} mac
 * @param {number} [linuxArm] where ARM differs
 */
const pick = (linux, mac, linuxArm = linux) => darwin ? mac : arm ? linuxArm : linux

export const F_OK = 0
export const R_OK = 4
export const W_OK = 2
export const X_OK = 1

export const COPYFILE_EXCL = 1
export const COPYFILE_FICLONE = 2
export const COPYFILE_FICLONE_FORCE = 4

export const UV_FS_SYMLINK_DIR = 1
export const UV_FS_SYMLINK_JUNCTION = 2
export const UV_FS_O_FILEMAP = 0
export const UV_DIRENT_UNKNOWN = 0
export const UV_DIRENT_FILE = 1
export const UV_DIRENT_DIR = 2
export const UV_DIRENT_LINK = 3
export const UV_DIRENT_FIFO = 4
export const UV_DIRENT_SOCKET = 5
export const UV_DIRENT_CHAR = 6
export const UV_DIRENT_BLOCK = 7
export const UV_FS_COPYFILE_EXCL = COPYFILE_EXCL
export const UV_FS_COPYFILE_FICLONE = COPYFILE_FICLONE
export const UV_FS_COPYFILE_FICLONE_FORCE = COPYFILE_FICLONE_FORCE

export const O_RDONLY = 0
export const O_WRONLY = 1
export const O_RDWR = 2
export const O_CREAT = pick(0o100, 0x200)
export const O_EXCL = pick(0o200, 0x800)
export const O_NOCTTY = pick(0o400, 0x20000)
export const O_TRUNC = pick(0o1000, 0x400)
export const O_APPEND = pick(0o2000, 8)
export const O_NONBLOCK = pick(0o4000, 4)
export const O_DSYNC = pick(0o10000, 0x400000)
export const O_SYNC = pick(0o4010000, 0x80)
export const O_DIRECTORY = pick(0o200000, 0x100000, 0o40000)
export const O_NOFOLLOW = pick(0o400000, 0x100, 0o100000)
export const O_DIRECT = darwin ? undefined : pick(0o40000, 0, 0o200000)
export const O_NOATIME = darwin ? undefined : 0o1000000

export const S_IFMT = 0o170000
export const S_IFREG = 0o100000
export const S_IFDIR = 0o040000
export const S_IFCHR = 0o020000
export const S_IFBLK = 0o060000
export const S_IFIFO = 0o010000
export const S_IFLNK = 0o120000
export const S_IFSOCK = 0o140000
export const S_IRWXU = 0o700
export const S_IRUSR = 0o400
export const S_IWUSR = 0o200
export const S_IXUSR = 0o100
export const S_IRWXG = 0o070
export const S_IRGRP = 0o040
export const S_IWGRP = 0o020
export const S_IXGRP = 0o010
export const S_IRWXO = 0o007
export const S_IROTH = 0o004
export const S_IWOTH = 0o002
export const S_IXOTH = 0o001
