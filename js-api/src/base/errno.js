/**
 * System error numbers, positive, and what they are called. The host's own answers carry the name, so
 * this table is for programs that look errors up; it is Linux's.
 * @module
 */

import { numbered } from '../internal/named-numbers.js'
import { RARE, SECOND } from './errno/rare.js'

export * as default from './errno.js'

/** @type {[name: string, code: number, message: string][]} */
const TABLE = [
  ['EPERM', 1, 'operation not permitted'],
  ['ENOENT', 2, 'no such file or directory'],
  ['ESRCH', 3, 'no such process'],
  ['EINTR', 4, 'interrupted system call'],
  ['EIO', 5, 'i/o error'],
  ['ENXIO', 6, 'no such device or address'],
  ['E2BIG', 7, 'argument list too long'],
  ['EBADF', 9, 'bad file descriptor'],
  ['EAGAIN', 11, 'resource temporarily unavailable'],
  ['ENOMEM', 12, 'not enough memory'],
  ['EACCES', 13, 'permission denied'],
  ['EFAULT', 14, 'bad address in system call argument'],
  ['EBUSY', 16, 'resource busy or locked'],
  ['EEXIST', 17, 'file already exists'],
  ['EXDEV', 18, 'cross-device link not permitted'],
  ['ENODEV', 19, 'no such device'],
  ['ENOTDIR', 20, 'not a directory'],
  ['EISDIR', 21, 'illegal operation on a directory'],
  ['EINVAL', 22, 'invalid argument'],
  ['ENFILE', 23, 'file table overflow'],
  ['EMFILE', 24, 'too many open files'],
  ['ENOTTY', 25, 'inappropriate ioctl for device'],
  ['ETXTBSY', 26, 'text file is busy'],
  ['EFBIG', 27, 'file too large'],
  ['ENOSPC', 28, 'no space left on device'],
  ['ESPIPE', 29, 'invalid seek'],
  ['EROFS', 30, 'read-only file system'],
  ['EMLINK', 31, 'too many links'],
  ['EPIPE', 32, 'broken pipe'],
  ['ERANGE', 34, 'result too large'],
  ['ENAMETOOLONG', 36, 'name too long'],
  ['ENOSYS', 38, 'function not implemented'],
  ['ENOTEMPTY', 39, 'directory not empty'],
  ['ELOOP', 40, 'too many symbolic links encountered'],
  ['EPROTO', 71, 'protocol error'],
  ['EOVERFLOW', 75, 'value too large for defined data type'],
  ['EILSEQ', 84, 'illegal byte sequence'],
  ['ENOTSOCK', 88, 'socket operation on non-socket'],
  ['EDESTADDRREQ', 89, 'destination address required'],
  ['EMSGSIZE', 90, 'message too long'],
  ['EPROTOTYPE', 91, 'protocol wrong type for socket'],
  ['ENOPROTOOPT', 92, 'protocol not available'],
  ['EPROTONOSUPPORT', 93, 'protocol not supported'],
  ['EOPNOTSUPP', 95, 'operation not supported on socket'],
  ['EAFNOSUPPORT', 97, 'address family not supported'],
  ['EADDRINUSE', 98, 'address already in use'],
  ['EADDRNOTAVAIL', 99, 'address not available'],
  ['ENETDOWN', 100, 'network is down'],
  ['ENETUNREACH', 101, 'network is unreachable'],
  ['ECONNABORTED', 103, 'software caused connection abort'],
  ['ECONNRESET', 104, 'connection reset by peer'],
  ['ENOBUFS', 105, 'no buffer space available'],
  ['EISCONN', 106, 'socket is already connected'],
  ['ENOTCONN', 107, 'socket is not connected'],
  ['ETIMEDOUT', 110, 'connection timed out'],
  ['ECONNREFUSED', 111, 'connection refused'],
  ['EHOSTDOWN', 112, 'host is down'],
  ['EHOSTUNREACH', 113, 'host is unreachable'],
  ['EALREADY', 114, 'connection already in progress'],
  ['EINPROGRESS', 115, 'operation in progress'],
  ['EDQUOT', 122, 'disk quota exceeded'],
  ['ECANCELED', 125, 'operation canceled']
]

const all = numbered([...TABLE, ...RARE], Math.abs)

/** Those that Node knows of, by name. @type {Readonly<Record<string, number>>} */
export const libuv = Object.freeze(Object.fromEntries(TABLE.map(([name, code]) => [name, code])))

/** Every number by name. @type {Readonly<Record<string, number>>} */
export const constants = Object.freeze({ ...all.constants, ...SECOND })

export const { strings } = all

/**
 * @param {string | number} name a name, or a number of either sign: Node's are negative
 * @returns {number | undefined} the number
 */
export const getCode = (name) => SECOND[String(name).toUpperCase()] ?? all.getCode(name)

/** @param {string | number} code a name, or a number @returns {string} the name, empty when unknown */
export const getName = (code) => all.getName(getCode(code) ?? 0)
/** @param {string | number} code a name, or a number @returns {string} the message, empty when unknown */
export const getMessage = (code) => all.getMessage(getCode(code) ?? 0)
/** @param {string | number} code a name, or a number @returns {string} the same as `getMessage()` */
export const toString = (code) => getMessage(code)

export const {
  E2BIG, EACCES, EADDRINUSE, EADDRNOTAVAIL, EADV, EAFNOSUPPORT, EAGAIN, EALREADY, EBADE, EBADF, EBADFD, EBADMSG, EBADR, EBADRQC,
  EBADSLT, EBFONT, EBUSY, ECANCELED, ECHILD, ECHRNG, ECOMM, ECONNABORTED, ECONNREFUSED, ECONNRESET, EDEADLK, EDEADLOCK,
  EDESTADDRREQ, EDOM, EDOTDOT, EDQUOT, EEXIST, EFAULT, EFBIG, EHOSTDOWN, EHOSTUNREACH, EIDRM, EILSEQ, EINPROGRESS, EINTR, EINVAL,
  EIO, EISCONN, EISDIR, EISNAM, EKEYEXPIRED, EKEYREJECTED, EKEYREVOKED, EL2HLT, EL2NSYNC, EL3HLT, EL3RST, ELIBACC, ELIBBAD,
  ELIBEXEC, ELIBMAX, ELIBSCN, ELNRNG, ELOOP, EMEDIUMTYPE, EMFILE, EMLINK, EMSGSIZE, EMULTIHOP, ENAMETOOLONG, ENAVAIL, ENETDOWN,
  ENETRESET, ENETUNREACH, ENFILE, ENOANO, ENOBUFS, ENOCSI, ENODATA, ENODEV, ENOENT, ENOEXEC, ENOKEY, ENOLCK, ENOLINK, ENOMEDIUM,
  ENOMEM, ENOMSG, ENONET, ENOPKG, ENOPROTOOPT, ENOSPC, ENOSR, ENOSTR, ENOSYS, ENOTBLK, ENOTCONN, ENOTDIR, ENOTEMPTY, ENOTNAM,
  ENOTRECOVERABLE, ENOTSOCK, ENOTSUP, ENOTTY, ENOTUNIQ, ENXIO, EOPNOTSUPP, EOVERFLOW, EOWNERDEAD, EPERM, EPFNOSUPPORT, EPIPE,
  EPROTO, EPROTONOSUPPORT, EPROTOTYPE, ERANGE, EREMCHG, EREMOTE, EREMOTEIO, ERESTART, ERFKILL, EROFS, ESHUTDOWN, ESOCKTNOSUPPORT,
  ESPIPE, ESRCH, ESRMNT, ESTALE, ESTRPIPE, ETIME, ETIMEDOUT, ETOOMANYREFS, ETXTBSY, EUCLEAN, EUNATCH, EUSERS, EWOULDBLOCK, EXDEV,
  EXFULL
} = constants
