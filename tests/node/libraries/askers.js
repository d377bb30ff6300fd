import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** Libraries for Node that look at `process.browser` or `process.type`, and have their job to do all the same. @param {{ say: (what: string, value: any) => void }} stage */
export async function use ({ say }) {
  const { pipeline, Readable, Transform } = require('readable-stream')
  const upper = new Transform({ transform (/** @type {any} */ chunk, /** @type {any} */ _encoding, /** @type {any} */ callback) { callback(null, String(chunk).toUpperCase()) } })
  const heard = /** @type {string[]} */ ([])
  await new Promise((resolve, reject) => {
    const collect = async (/** @type {any} */ source) => { for await (const chunk of source) heard.push(String(chunk)) }
    pipeline(Readable.from(['a', 'b']), upper, collect, (/** @type {any} */ error) => error ? reject(error) : resolve(undefined))
  })
  say('readable-stream', heard)
  say('safe-buffer', require('safe-buffer').Buffer.from('6869', 'hex').toString())
  const debug = require('debug')
  const lines = /** @type {any[]} */ ([])
  debug.log = (/** @type {any[]} */ ...args) => { lines.push(args.length > 0) }
  debug.enable('a:*,-a:not')
  debug('a:b')('said %s', 1)
  debug('a:not')('not said')
  debug.disable()
  say('debug', [lines, debug.enabled('a:b')])
  const pg = require('pg')
  const client = new pg.Client({ host: '127.0.0.1', port: 9, user: 'someone', database: 'things', password: 'x' })
  say('pg', [client.user, client.database, pg.types.getTypeParser(23)('5'), pg.escapeLiteral("it's"), pg.escapeIdentifier('a"b')])
  say('refused', await client.connect().then(() => 'connected', (/** @type {any} */ error) => error.code))
}
