/** How packages are loaded whose exports are to have the names they have in Node. */
const WAYS = {
  axios: ['import', 'require'],
  chalk: ['import'],
  cheerio: ['import', 'require'],
  ejs: ['import', 'require'],
  express: ['import', 'require'],
  'form-data': ['import', 'require'],
  glob: ['import', 'require'],
  koa: ['import', 'require'],
  nanoid: ['import'],
  pino: ['import', 'require'],
  'socket.io': ['import', 'require'],
  'socket.io-client': ['import', 'require'],
  'sql.js': ['import', 'require'],
  'tar-stream': ['import', 'require'],
  uuid: ['import'],
  ws: ['import', 'require']
}
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
  for (const [name, ways] of Object.entries(WAYS)) {
    for (const way of ways) {
      try {
        record(`${name} by ${way}: names`, names(way === 'require' ? require(name) : await import(name)))
      } catch (error) {
        record(`${name} by ${way}: failed`, [String(error), String(/** @type {any} */ (error)?.stack)])
      }
    }
  }
}
