import { Buffer } from 'node:buffer'
import fs from 'node:fs'
import { pipeline } from 'node:stream/promises'
import zlib from 'node:zlib'

/** @param {{ library: any, folder: string, say: (what: string, value: any) => void }} stage */
export async function use ({ library: tar, folder, say }) {
  const large = Buffer.alloc(300000, 'abc')
  fs.writeFileSync(`${folder}/large`, large)
  const pack = tar.pack()
  const written = pipeline(pack, zlib.createGzip(), fs.createWriteStream(`${folder}/all.tar.gz`))
  pack.entry({ name: 'small.txt', mtime: new Date(1e12) }, 'hello')
  pack.entry({ name: 'folder', type: 'directory', mode: 0o700 })
  const entry = pack.entry({ name: 'large', size: large.length }, () => pack.finalize())
  fs.createReadStream(`${folder}/large`).pipe(entry)
  await written
  const extract = tar.extract()
  const reading = pipeline(fs.createReadStream(`${folder}/all.tar.gz`), zlib.createGunzip(), extract)
  for await (const content of extract) {
    const { name, size, type, mode, mtime } = content.header
    say('header', [name, size, type, mode, name === 'small.txt' && mtime.getTime()])
    if (type === 'file') await pipeline(content, fs.createWriteStream(`${folder}/out-${name}`))
    else content.resume()
  }
  await reading
  say('small', fs.readFileSync(`${folder}/out-small.txt`, 'utf8'))
  say('large', large.equals(fs.readFileSync(`${folder}/out-large`)))
  const broken = tar.extract()
  say('broken', await pipeline(fs.createReadStream(`${folder}/large`), broken).catch((/** @type {any} */ error) => error.message))
}
