/**
 * Error numbers of WASI preview 1.
 * @module
 */

const NAMES = `success 2big acces addrinuse addrnotavail afnosupport again already badf badmsg busy canceled child connaborted
  connrefused connreset deadlk destaddrreq dom dquot exist fault fbig hostunreach idrm ilseq inprogress intr inval io
  isconn isdir loop mfile mlink msgsize multihop nametoolong netdown netreset netunreach nfile nobufs nodev noent
  noexec nolck nolink nomem nomsg noprotoopt nospc nosys notconn notdir notempty notrecoverable notsock notsup notty
  nxio overflow ownerdead perm pipe proto protonosupport prototype range rofs spipe srch stale timedout txtbsy xdev
  notcapable`.split(/\s+/)

/** @type {ReadonlyMap<string, number>} */
const numbers = new Map(NAMES.map((name, number) => [name, number]))

/** The refusal of a guest's call. */
export class WasiError extends Error {
  /** @param {string} name such as `noent` */
  constructor (name) {
    super(name)
    this.errno = numberOf(name)
  }
}

/**
 * @param {string} name of an error, as WASI has it
 * @returns {number}
 */
export function numberOf (name) {
  return numbers.get(name) ?? /** @type {number} */ (numbers.get('io'))
}

/**
 * @param {any} code such as `ENOENT`, as the system says it
 * @returns {WasiError} `io` for what WASI has no name for
 */
export function fromSystem (code) {
  const name = String(code).replace(/^E/, '').toLowerCase()
  return new WasiError(numbers.has(name) ? name : name === 'opnotsupp' ? 'notsup' : 'io')
}
