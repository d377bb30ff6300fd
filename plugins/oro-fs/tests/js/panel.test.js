// What the Files panel makes of names and texts: nothing is lost, nothing is hidden.
import { test } from 'oro:test'
import { bytes, decode, encode, join, mediaType, parent, permissions, pieces, steps } from 'oro:fs/panel/names'
import { fromBytes, toFile } from 'oro:fs/panel/text'

const utf8 = (/** @type {string} */ text) => new TextEncoder().encode(text)
const quoted = (/** @type {number[]} */ codes) => codes.map((code) => `%${code.toString(16).toUpperCase().padStart(2, '0')}`).join('')
/** @type {(encoded: string) => number[]} */
const unquoted = (encoded) => Array.from(encoded.matchAll(/%(..)|./gs), ([part, code]) => code ? parseInt(code, 16) : part.charCodeAt(0))

test('any bytes of a name survive being decoded and encoded', (t) => {
  for (const name of ['plain', 'naïve 日本語 🦊', 'per%20cent', "it's (really) *odd*!", ' a ', '\ufeffmark', '-~._']) {
    t.equal(decode(encode(name)), name, name)
  }
  for (let code = 1; code < 256; code++) {
    if (code === 0x2f) continue
    for (const codes of [[code], [0x61, code, 0x62], [code, code], [0xc3, code], [0xed, 0xa0, code], [0xf0, 0x9f, code]]) {
      const back = unquoted(encode(decode(quoted(codes))))
      if (String(back) !== String(codes)) t.fail(`${codes} became ${back}`)
    }
  }
})

test('what cannot be seen is shown as an escape', (t) => {
  const shown = (/** @type {string} */ name) => pieces(name).map(({ text, odd }) => odd ? `<${text}>` : text).join('')
  t.equal(shown('plain.txt'), 'plain.txt')
  t.equal(shown('line\nbreak'), 'line<\\n>break')
  t.equal(shown(' both '), '<␣>both<␣>')
  t.equal(shown('right\u202eleft'), 'right<\\u202e>left')
  t.equal(shown(decode('caf%E9')), 'caf<\\xe9>')
  t.equal(shown('🦊'), '🦊', 'a surrogate pair is a character')
})

test('paths, sizes and modes', (t) => {
  t.equal(join('/', 'a'), '/a')
  t.equal(join('/a', 'b'), '/a/b')
  t.equal(parent('/a/b'), '/a')
  t.equal(parent('/a'), '/')
  t.deepEqual(steps('/a/b').map(({ path }) => path), ['/', '/a', '/a/b'])
  t.deepEqual([0, 999, 1000, 9950, 2147495993].map(bytes), ['0 B', '999 B', '1.0 KB', '9.9 KB', '2.1 GB'])
  t.equal(permissions(0o100644), 'rw-r--r--')
  t.equal(mediaType('FILM.WebM'), 'video/webm')
  t.equal(mediaType('Makefile'), '')
})

test('text goes back as it came', (t) => {
  for (const raw of ['', 'one', 'one\ntwo\n', 'one\r\ntwo\r\n', 'old\rmac\r', '\ufeffmarked\n']) {
    const text = fromBytes(utf8(raw), true)
    t.ok(text && !text.fixed && toFile(text.text, text.newline) === raw, JSON.stringify(raw))
  }
  t.ok(fromBytes(utf8('one\r\ntwo\n'), true)?.fixed, 'mixed line ends are not edited')
  t.ok(fromBytes(utf8('begin'), false)?.fixed, 'neither is the beginning of a file')
  t.equal(fromBytes(Uint8Array.of(0x61, 0, 0x62), true), null, 'a NUL is no text')
  t.equal(fromBytes(Uint8Array.of(0x63, 0xe9), true), null, 'nor is Latin-1')
  t.ok(fromBytes(Uint8Array.of(0x63, 0xc3), false), 'a character cut in two is')
})
