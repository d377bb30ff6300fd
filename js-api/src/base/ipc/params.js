let calls = 0

/** Parameters that describe this realm, added to every call; the realm does not change. */
const realm = realmText()

/** URLSearchParams as `ipc:` wants them: `index` and `seq` filled in, spaces as `%20`. */
export class IPCSearchParams extends URLSearchParams {
  /**
   * @param {any} [params] a plain object, URLSearchParams, or a scalar that becomes `value`
   * @param {number | null} [nonce] a clock value that makes the URL unique
   */
  constructor (params = null, nonce = null) {
    super(paramText(params).slice(1))
    if (!this.has('index')) this.set('index', String(windowIndex()))
    if (!this.has('seq')) this.set('seq', nextSeq())
    if (nonce) this.set('nonce', String(nonce))
  }

  toString () {
    return super.toString().replaceAll('+', '%20')
  }
}

/** The index of this window, 0 where there is none. */
export function windowIndex () {
  return globalThis.__args?.index ?? 0
}

/** A new `R<n>`, counted from 1 in each realm. */
export function nextSeq () {
  return `R${++calls}`
}

/**
 * The URL of a call. User parameters come first; `index` and `seq` are added unless given.
 * @param {string} command
 * @param {any} value a plain object gives one parameter per member, anything else becomes `value`
 * @param {string} [extra] text to end with, beginning with `&`
 * @returns {string}
 */
export function callURL (command, value, extra = '') {
  const text = paramText(value)
  const seq = has(text, 'seq') ? '' : `&seq=${nextSeq()}`
  const index = has(text, 'index') ? '' : `&index=${windowIndex()}`
  return `ipc://${command}/?${(text + index + seq + realm + extra).slice(1)}`
}

/**
 * Parameters as text, each with a leading `&`; members that are undefined are left out.
 * @param {any} value
 * @returns {string}
 */
export function paramText (value) {
  if (value === null || value === undefined) return ''
  const entries = value instanceof URLSearchParams ? value : isPlain(value) ? Object.entries(value) : [['value', value]]
  let text = ''
  for (const [key, item] of entries) {
    if (item !== undefined) text += `&${encodeURIComponent(key)}=${encodeURIComponent(scalar(item))}`
  }
  return text
}

/**
 * `R12` gives 12.
 * @param {any} seq
 * @param {{ bigint?: boolean }} [options]
 * @returns {number | bigint}
 */
export function parseSeq (seq, { bigint = false } = {}) {
  const digits = String(seq).replace(/^R/i, '')
  return bigint ? BigInt(digits) : parseInt(digits, 10)
}

/** @param {any} value */
function isPlain (value) {
  const prototype = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined
  return prototype === null || prototype === Object.prototype
}

/** @param {any} item */
function scalar (item) {
  return item !== null && isPlain(item) ? JSON.stringify(item) : String(item)
}

/**
 * @param {string} text
 * @param {string} key
 */
function has (text, key) {
  return text.includes(`&${key}=`)
}

function realmText () {
  const { __args: args, RUNTIME_WORKER_ID: id, RUNTIME_WORKER_TYPE: type, RUNTIME_WORKER_LOCATION: at } = globalThis
  if (id) {
    return paramText({
      'runtime-worker-id': id,
      'runtime-worker-location': at,
      'runtime-frame-type': 'worker',
      'runtime-worker-type': type === 'serviceWorker' ? 'serviceworker' : 'worker'
    })
  }
  return args?.client?.frameType === 'nested' ? '&runtime-frame-type=nested' : ''
}
