/**
 * Modules of Node that have long been parts of others, and are still required by their old names.
 * @module
 */

/** The value of each, made of the module it is part of. @type {Record<string, (from: (name: string) => any) => any>} */
const PARTS = {
  _stream_readable: (from) => from('stream').Readable,
  _stream_writable: (from) => from('stream').Writable,
  _stream_duplex: (from) => from('stream').Duplex,
  _stream_transform: (from) => from('stream').Transform,
  _stream_passthrough: (from) => from('stream').PassThrough,
  _http_agent: (from) => some(from('http'), ['Agent', 'globalAgent']),
  _http_client: (from) => some(from('http'), ['ClientRequest']),
  _http_common: (from) => from('http/common'),
  _http_incoming: (from) => some(from('http'), ['IncomingMessage']),
  _http_outgoing: (from) => some(from('http'), ['OutgoingMessage', 'validateHeaderName', 'validateHeaderValue']),
  _http_server: (from) => some(from('http'), ['STATUS_CODES', 'Server', 'ServerResponse']),
  _tls_common: (from) => some(from('tls'), ['SecureContext', 'createSecureContext']),
  _tls_wrap: (from) => some(from('tls'), ['TLSSocket', 'Server', 'createServer', 'connect'])
}

export const names = Object.keys(PARTS)

/** @param {any} module @param {string[]} members */
function some (module, members) {
  return Object.fromEntries(members.map((name) => [name, module[name]]))
}

/**
 * @param {string} name one of `names`
 * @param {(name: string) => any} from gives a module
 */
export function partOf (name, from) {
  return PARTS[name](from)
}
