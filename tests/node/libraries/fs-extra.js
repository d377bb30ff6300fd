import { pipeline } from 'node:stream/promises'

/** @param {{ library: any, folder: string, say: (what: string, value: any) => void }} stage */
export async function use ({ library: extra, folder, say }) {
  await extra.outputJson(`${folder}/a/b/c.json`, { one: 1 }, { spaces: 2 })
  say('written', extra.readFileSync(`${folder}/a/b/c.json`, 'utf8'))
  say('read', await extra.readJson(`${folder}/a/b/c.json`))
  await extra.copy(`${folder}/a`, `${folder}/copy`, { preserveTimestamps: true })
  say('copied', extra.readJsonSync(`${folder}/copy/b/c.json`))
  say('times', extra.statSync(`${folder}/a/b/c.json`).mtimeMs - extra.statSync(`${folder}/copy/b/c.json`).mtimeMs < 1000)
  await extra.move(`${folder}/copy`, `${folder}/moved`)
  say('moved', [await extra.pathExists(`${folder}/copy`), await extra.pathExists(`${folder}/moved/b`)])
  say('moved over', await extra.move(`${folder}/a`, `${folder}/moved`).catch((/** @type {any} */ error) => error.message))
  extra.copySync(`${folder}/moved`, `${folder}/again`, { filter: (/** @type {string} */ name) => !name.endsWith('.json') })
  say('filtered', extra.readdirSync(`${folder}/again/b`))
  say('into itself', await extra.copy(`${folder}/a`, `${folder}/a/b/deep`).catch((/** @type {any} */ error) => error.message.replaceAll(folder, '')))
  await extra.ensureSymlink(`${folder}/a`, `${folder}/deep/link`)
  say('link', (await extra.realpath(`${folder}/deep/link`)).replace(folder, ''))
  await extra.ensureLink(`${folder}/a/b/c.json`, `${folder}/deep/hard.json`)
  say('links', extra.statSync(`${folder}/deep/hard.json`).nlink)
  await extra.emptyDir(`${folder}/moved`)
  say('emptied', await extra.readdir(`${folder}/moved`))
  await pipeline(extra.createReadStream(`${folder}/a/b/c.json`), extra.createWriteStream(`${folder}/streamed`))
  say('streamed', await extra.readJson(`${folder}/streamed`))
  say('not there', await extra.readJson(`${folder}/none`).catch((/** @type {any} */ error) => [error.code, error.syscall]))
  say('called back', await new Promise((resolve) => extra.pathExists(`${folder}/streamed`, (/** @type {any[]} */ ...all) => resolve(all))))
  await extra.remove(`${folder}/a`)
  say('removed', extra.existsSync(`${folder}/a`))
}
