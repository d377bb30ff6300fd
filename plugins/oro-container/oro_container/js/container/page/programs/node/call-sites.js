/**
 * `Error.captureStackTrace()` with `Error.prepareStackTrace()`, where the browser's engine has not both: packages of Node look by
 * them where they are called from.
 * @module
 */

const scope = /** @type {any} */ (Error)

/** Have them, unless the engine does. */
export function makeCallSites () {
  if (hasThem()) return
  scope.stackTraceLimit ??= 10
  scope.captureStackTrace = (/** @type {any} */ object, /** @type {any} */ above) => {
    const sites = sitesOf(String(new Error().stack ?? '')).slice(1)
    const from = above?.name ? sites.findIndex((site) => site.getFunctionName() === above.name) + 1 : 0
    const shown = sites.slice(from, from + scope.stackTraceLimit)
    const prepare = scope.prepareStackTrace
    const stack = typeof prepare === 'function' ? prepare(object, shown) : [`${object.name ?? 'Error'}: ${object.message ?? ''}`, ...shown.map((site) => `    at ${site}`)].join('\n')
    Object.defineProperty(object, 'stack', { value: stack, configurable: true, writable: true })
  }
}

function hasThem () {
  const before = scope.prepareStackTrace
  scope.prepareStackTrace = (/** @type {any} */ _, /** @type {any} */ sites) => sites
  try {
    const object = {}
    scope.captureStackTrace?.(object)
    return Array.isArray(Reflect.get(object, 'stack'))
  } finally {
    if (before === undefined) delete scope.prepareStackTrace
    else scope.prepareStackTrace = before
  }
}

/** @param {string} stack as JavaScriptCore and SpiderMonkey have it @returns {CallSite[]} */
function sitesOf (stack) {
  return stack.split('\n').filter(Boolean).map((line) => {
    const at = line.lastIndexOf('@')
    const [, file, row, column] = /^(.*?)(?::(\d+))?(?::(\d+))?$/.exec(line.slice(at + 1)) ?? []
    return new CallSite(line.slice(0, Math.max(at, 0)), file || 'unknown', Number(row) || 0, Number(column) || 0)
  })
}

class CallSite {
  #name
  #file
  #line
  #column

  /** @param {string} name @param {string} file @param {number} line @param {number} column */
  constructor (name, file, line, column) {
    this.#name = name
    this.#file = file
    this.#line = line
    this.#column = column
  }

  getFunctionName () { return this.#name || null }

  getFileName () { return this.#file }

  getScriptNameOrSourceURL () { return this.#file }

  getLineNumber () { return this.#line }

  getColumnNumber () { return this.#column }

  getThis () { return undefined }

  getFunction () { return undefined }

  getTypeName () { return 'Object' }

  getMethodName () { return null }

  getEvalOrigin () { return undefined }

  isEval () { return false }

  isNative () { return false }

  isToplevel () { return true }

  isConstructor () { return false }

  isAsync () { return false }

  toString () {
    const place = `${this.#file}:${this.#line}:${this.#column}`
    return this.#name ? `${this.#name} (${place})` : place
  }
}
