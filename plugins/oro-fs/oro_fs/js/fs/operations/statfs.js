const MEMBERS = /** @type {const} */ (['type', 'bsize', 'blocks', 'bfree', 'bavail', 'files', 'ffree'])

/** Statistics of a file system; its numbers are bigints on request. */
export class StatFs {
  /** @type {any} */ type
  /** @type {any} the size of a block in bytes */ bsize
  /** @type {any} */ blocks
  /** @type {any} */ bfree
  /** @type {any} */ bavail
  /** @type {any} */ files
  /** @type {any} */ ffree

  /**
   * @param {Record<string, string>} native what `fs.statfs` answers
   * @param {boolean} [bigint]
   */
  constructor (native, bigint = false) {
    for (const name of MEMBERS) this[name] = bigint ? BigInt(native[name]) : Number(native[name])
  }
}
