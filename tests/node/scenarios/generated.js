import { Buffer } from 'node:buffer'
import path from 'node:path'
import querystring from 'node:querystring'
import { StringDecoder } from 'node:string_decoder'
import url from 'node:url'
import util from 'node:util'
import { attempt, cases, done } from './transcript.js'

const { paths, urls, texts, bytes } = await cases('cases.json')
const ENCODINGS = ['utf8', 'utf16le', 'latin1', 'ascii', 'hex', 'base64', 'base64url']

for (const [a, b] of paths) {
  for (const [kind, functions] of Object.entries({ posix: path.posix, win32: path.win32 })) {
    // Devices (`\\.\x`) are unlike Node; see the module's documentation.
    if (kind === 'win32' && [a, b].some((text) => /[\\/]{2}[.?]/.test(text))) continue
    for (const name of /** @type {const} */ (['basename', 'dirname', 'extname', 'isAbsolute', 'normalize', 'parse'])) {
      attempt(`${kind}.${name} ${a}`, () => functions[name](a))
    }
    attempt(`${kind}.join ${a} ${b}`, () => functions.join(a, b))
    attempt(`${kind}.resolve ${a} ${b}`, () => functions.resolve('/', a, b))
    attempt(`${kind}.relative ${a} ${b}`, () => functions.relative(`/x/${a}`, `/x/${b}`))
  }
}
for (const [a, b] of urls) {
  attempt(`parse ${a}`, () => url.parse(a, true))
  attempt(`resolve ${a} ${b}`, () => url.resolve(a, b))
  attempt(`query ${a}`, () => querystring.parse(a))
  attempt(`stringify ${a}`, () => querystring.stringify({ [a]: [b, a] }))
  attempt(`file ${a}`, () => url.pathToFileURL(`/${a}`).href)
}
for (const text of texts) {
  attempt('inspect', () => util.inspect({ text, [text]: [text] }))
  attempt('format', () => util.format(text, text, 1))
  attempt('pieces', () => { const decoder = new StringDecoder(); return [...Array.from(Buffer.from(text), (byte) => decoder.write(Buffer.from([byte]))), decoder.end()].join('|') })
  for (const encoding of ENCODINGS) {
    attempt(`from ${encoding}`, () => Buffer.from(text, /** @type {any} */ (encoding)))
    attempt(`length ${encoding}`, () => Buffer.byteLength(text, /** @type {any} */ (encoding)))
    attempt(`write ${encoding}`, () => { const target = Buffer.alloc(5); return [target.write(text, 1, /** @type {any} */ (encoding)), target] })
  }
}
for (const list of bytes) {
  const buffer = Buffer.from(list)
  for (const encoding of ENCODINGS) {
    attempt(`text ${encoding} ${list}`, () => buffer.toString(/** @type {any} */ (encoding)))
    // Bytes that are no UTF-8 at all come out as one replacement character or as several.
    if (encoding !== 'utf8') attempt(`pieces ${encoding} ${list}`, () => { const decoder = new StringDecoder(/** @type {any} */ (encoding)); return [...list.map((/** @type {number} */ byte) => decoder.write(Buffer.from([byte]))), decoder.end()].join('|') })
  }
  attempt('numbers', () => [buffer.readUIntBE(0, 5), buffer.readIntLE(1, 6), buffer.readDoubleLE(2)])
  attempt('search', () => [buffer.indexOf(list[2]), buffer.lastIndexOf(Buffer.from(list.slice(1, 3))), buffer.includes(0)])
}
done()
