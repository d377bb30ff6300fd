/** Packages that are loaded both ways, and those with ES modules alone. */
const BOTH = ['axios', 'cheerio', 'ejs', 'express', 'form-data', 'glob', 'koa', 'pino', 'socket.io', 'socket.io-client', 'sql.js', 'tar-stream', 'ws']
const IMPORTED = ['chalk', 'nanoid', 'uuid']
/** What every function has, and what newer versions of Node add to namespaces. */
const COMMON = new Set(['arguments', 'caller', 'length', 'module.exports', 'name', 'prototype'])

/** @param {any} library @returns {string[]} */
function names (library) {
  return Object.getOwnPropertyNames(library).filter((name) => !COMMON.has(name)).sort()
}

/**
 * Write down the names of what packages export.
 * @param {(what: string, value: any) => void} record
 * @param {(name: string) => any} require
 */
export async function compareNames (record, require) {
  for (const name of [...BOTH, ...IMPORTED]) {
    for (const way of BOTH.includes(name) ? ['require', 'import'] : ['import']) {
      try {
        record(`names by ${way}: ${name}`, names(way === 'require' ? require(name) : await import(name)))
      } catch (error) {
        record(`names by ${way}: failed`, [String(error), String(/** @type {any} */ (error)?.stack)])
      }
    }
  }
}
