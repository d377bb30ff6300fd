import { Buffer } from 'oro:buffer'
import { BODY, NO_BODY, Parser, UPGRADE } from 'oro:http/messages/parser'
import { test } from 'oro:test'

const LIMITS = { maxHeaderSize: 16384 }

/** Numbers that are the same in every run. @param {number} seed */
function numbers (seed) {
  return (/** @type {number} */ below) => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff
    return seed % below
  }
}

/**
 * @param {(below: number) => number} any
 * @returns {string} some requests, one after another
 */
function requests (any) {
  let whole = ''
  for (let count = 1 + any(3); count > 0; count--) {
    const headers = Array.from({ length: any(4) }, (_, index) => `X-${index}:${' '.repeat(any(3))}${'v'.repeat(any(20))}${' '.repeat(any(2))}\r\n`).join('')
    const body = 'b'.repeat(any(50))
    const framing = any(3)
    if (framing === 0) whole += `GET /${any(100)} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`
    else if (framing === 1) whole += `POST /${any(100)} HTTP/1.1\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`
    else whole += `PUT /${any(100)} HTTP/1.1\r\n${headers}Transfer-Encoding: chunked\r\n\r\n${body ? `${body.length.toString(16)};ext=1\r\n${body}\r\n` : ''}0\r\nX-Trailer: ${any(9)}\r\n\r\n`
  }
  return whole
}

/**
 * @param {any} parser
 * @param {Buffer[]} parts
 * @returns {any[]} what came out; pieces of one body are one
 */
function taken (parser, parts) {
  /** @type {any[]} */
  const all = []
  for (const part of parts) {
    const { pieces, error } = parser.take(part)
    for (const piece of pieces) {
      if (piece.kind !== 'body') all.push(piece)
      else if (all.at(-1).kind === 'body') all.at(-1).text += piece.bytes.toString('latin1')
      else all.push({ kind: 'body', text: piece.bytes.toString('latin1') })
    }
    if (error) {
      all.push({ kind: 'error', code: error.code })
      break
    }
  }
  parser.free()
  return all
}

/** @param {Buffer} bytes @param {(below: number) => number} any @returns {Buffer[]} */
function split (bytes, any) {
  const parts = []
  for (let at = 0; at < bytes.length;) {
    const size = 1 + any(12)
    parts.push(bytes.subarray(at, at + size))
    at += size
  }
  return parts
}

test('however bytes are cut, the same messages come of them', (t) => {
  const any = numbers(7)
  let same = 0
  for (let round = 0; round < 300; round++) {
    const bytes = Buffer.from(requests(any), 'latin1')
    const parser = () => new Parser('request', { decide: () => BODY, ...LIMITS })
    const whole = JSON.stringify(taken(parser(), [bytes]))
    const cut = JSON.stringify(taken(parser(), split(bytes, any)))
    if (whole === cut && !whole.includes('error')) same++
    else t.equal(cut, whole)
  }
  t.equal(same, 300)
})

test('any bytes give messages or an error, and no parser goes on after one', (t) => {
  const any = numbers(11)
  const alphabet = 'GET / HTTP/1.1\r\nHost:x\r\n\r\n\x00\xff;%:,chunked0123456789 \t'
  let errors = 0
  for (let round = 0; round < 500; round++) {
    const start = any(2) ? 'GET / HTTP/1.1\r\nHost: x\r\n' : ''
    const text = start + Array.from({ length: any(80) }, () => alphabet[any(alphabet.length)]).join('')
    const parser = new Parser('request', { decide: () => BODY, ...LIMITS })
    const bytes = Buffer.from(text, 'latin1')
    const { error } = parser.take(bytes)
    if (error) {
      errors++
      if (!/^HPE_/.test(error.code) || error.bytesParsed > bytes.length || error.rawPacket !== bytes) t.fail(text)
      if (!parser.take(Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')).error) t.fail(`goes on after ${text}`)
    }
    parser.free()
  }
  t.ok(errors > 100, `${errors} errors`)
})

test('what follows a head is decided at once', (t) => {
  const upgrade = Buffer.from('GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: y\r\n\r\nrest')
  const taking = new Parser('request', { decide: () => UPGRADE, ...LIMITS })
  t.equal(taking.take(upgrade).rest?.toString(), 'rest')
  taking.free()
  const refusing = new Parser('request', { decide: () => BODY, ...LIMITS })
  const plain = refusing.take(Buffer.from('GET /1 HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: y\r\n\r\nGET /2 HTTP/1.1\r\n\r\n'))
  t.deepEqual(plain.pieces.filter((/** @type {any} */ piece) => piece.kind === 'head').map((/** @type {any} */ piece) => piece.url), ['/1', '/2'])
  refusing.free()
  const head = new Parser('response', { decide: () => NO_BODY, ...LIMITS })
  const { pieces } = head.take(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n'))
  t.deepEqual(pieces.map((/** @type {any} */ piece) => piece.kind), ['begin', 'head', 'end', 'begin', 'head', 'end'])
  head.free()
  t.deepEqual(head.take(upgrade), { pieces: [], error: null, rest: null })
})
