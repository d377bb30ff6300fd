import { Buffer } from 'node:buffer'
import fs from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** Programs that Emscripten compiled, which ask where they are and then read their own files. @param {{ say: (what: string, value: any) => void }} stage */
export async function use ({ say }) {
  const { getQuickJS } = require('quickjs-emscripten')
  say('quickjs', (await getQuickJS()).evalCode('[1, 2].map((number) => number * 2).join()'))
  const sodium = require('libsodium-wrappers')
  await sodium.ready
  say('sodium', sodium.to_hex(sodium.crypto_generichash(16, 'text')))
  const asm = await require('sql.js/dist/sql-asm.js')()
  say('sql.js', new asm.Database().exec('select 6 * 7')[0].values)
  const { default: mediaInfo } = require('mediainfo.js')
  const wasm = require.resolve('mediainfo.js').replace(/cjs\/[^/]*$/, 'MediaInfoModule.wasm')
  say('mediainfo', fs.statSync(wasm).size > 1000000)
  const reader = await mediaInfo({ format: 'object', locateFile: () => wasm })
  const sound = Buffer.concat([Buffer.from('RIFF\x2c\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data\x08\x00\x00\x00', 'latin1'), Buffer.alloc(8)])
  const { media } = await reader.analyzeData(() => sound.length, (/** @type {number} */ size, /** @type {number} */ at) => new Uint8Array(sound.subarray(at, at + size)))
  say('tracks', media.track.map((/** @type {any} */ track) => [track['@type'], track.Format]))
  reader.close()
}
