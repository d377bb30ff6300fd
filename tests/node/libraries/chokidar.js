import { once } from 'node:events'
import fs from 'node:fs'

/** @param {{ library: any, folder: string, say: (what: string, value: any) => void }} stage */
export async function use ({ library: { watch }, folder, say }) {
  fs.mkdirSync(`${folder}/tree/deep`, { recursive: true })
  fs.writeFileSync(`${folder}/tree/one.txt`, 'one')
  /** @type {any[]} */
  const begun = []
  const watcher = watch(`${folder}/tree`, { cwd: folder, ignored: (/** @type {string} */ path) => path.endsWith('.log') })
  watcher.on('all', (/** @type {string} */ event, /** @type {string} */ path) => begun.push([event, path]))
  await once(watcher, 'ready')
  say('found', begun.splice(0).sort())
  /** @param {string} event @param {() => void} act */
  const happens = async (event, act) => {
    const seen = once(watcher, event)
    act()
    say(event, (await seen)[0])
  }
  fs.writeFileSync(`${folder}/tree/ignored.log`, '')
  await happens('add', () => fs.writeFileSync(`${folder}/tree/deep/two.txt`, 'two'))
  await happens('change', () => fs.appendFileSync(`${folder}/tree/one.txt`, 'more'))
  await happens('addDir', () => fs.mkdirSync(`${folder}/tree/new`))
  await happens('unlink', () => fs.unlinkSync(`${folder}/tree/one.txt`))
  await happens('unlinkDir', () => fs.rmdirSync(`${folder}/tree/new`))
  await watcher.close()
  say('closed', watcher.closed)
}
