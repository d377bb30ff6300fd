import { FFmpeg } from '/node_modules/@ffmpeg/ffmpeg/dist/esm/index.js'
import { test } from 'oro:test'

test('ffmpeg.wasm encodes and reads a film with threads', async (t) => {
  const ffmpeg = new FFmpeg()
  const log = []
  ffmpeg.on('log', ({ message }) => log.push(message))
  const at = (name) => new URL(`/node_modules/@ffmpeg/core-mt/dist/esm/${name}`, location.href).href
  await ffmpeg.load({ coreURL: at('ffmpeg-core.js'), wasmURL: at('ffmpeg-core.wasm'), workerURL: at('ffmpeg-core.worker.js') })
  const made = ['-f', 'lavfi', '-i', 'testsrc=duration=1:size=64x64:rate=10', '-c:v', 'libx264', '-threads', '2', '-pix_fmt', 'yuv420p', 'film.mp4']
  t.equal(await ffmpeg.exec(made), 0, log.slice(-5).join('\n'))
  const film = await ffmpeg.readFile('film.mp4')
  t.equal(new TextDecoder().decode(film.subarray(4, 8)), 'ftyp')
  t.equal(await ffmpeg.exec(['-i', 'film.mp4', '-f', 'framemd5', 'frames.txt']), 0)
  const frames = new TextDecoder().decode(await ffmpeg.readFile('frames.txt')).split('\n').filter((line) => /^\d/.test(line))
  t.equal(frames.length, 10)
  ffmpeg.terminate()
})
