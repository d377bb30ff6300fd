const fs = require('node:fs')

exports.job = 'the tracks of a sound file, found by a program compiled by Emscripten'

exports.use = async ({ library: { default: mediaInfo }, require, say }) => {
  const wasm = require.resolve('mediainfo.js').replace(/cjs\/[^/]*$/, 'MediaInfoModule.wasm')
  say('program', fs.statSync(wasm).size > 1000000)
  const reader = await mediaInfo({ format: 'object', locateFile: () => wasm })
  const head = 'RIFF\x2c\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data\x08\x00\x00\x00'
  const sound = Buffer.concat([Buffer.from(head, 'latin1'), Buffer.alloc(8)])
  const { media } = await reader.analyzeData(() => sound.length, (size, at) => new Uint8Array(sound.subarray(at, at + size)))
  say('tracks', media.track.map((track) => [track['@type'], track.Format]))
  reader.close()
}
