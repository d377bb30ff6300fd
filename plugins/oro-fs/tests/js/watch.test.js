import fs, { watch } from 'oro:fs'
import ipc from 'oro:ipc'
import { once } from 'oro:events'
import { failure, inFolder, test } from './support/folder.js'

/** A minute: it guards against hanging, and nothing else. */
const PATIENT = { timeout: 60000 }

test('a watcher tells of what comes, changes and goes', inFolder(async (t, folder) => {
  /** @type {Set<string>} */
  const seen = new Set()
  const watcher = watch(folder, (/** @type {string} */ eventType, /** @type {any} */ filename) => seen.add(`${eventType} ${filename}`))
  await watcher.started
  await fs.promises.writeFile(`${folder}/a`, 'x')
  await t.waitFor(() => seen.has('rename a'), PATIENT, 'it came')
  seen.clear()
  await fs.promises.appendFile(`${folder}/a`, 'y')
  await t.waitFor(() => seen.has('change a'), PATIENT, 'it changed')
  seen.clear()
  await fs.promises.unlink(`${folder}/a`)
  await t.waitFor(() => seen.has('rename a'), PATIENT, 'it went')
  watcher.close()
  await once(watcher, 'close')
}))

test('a watcher of one file tells of that alone', inFolder(async (t, folder) => {
  await fs.promises.writeFile(`${folder}/watched`, '')
  await fs.promises.writeFile(`${folder}/other`, '')
  /** @type {Set<string>} */
  const seen = new Set()
  const watcher = watch(`${folder}/watched`)
  watcher.on('change', (_, filename) => seen.add(filename))
  await watcher.started
  await fs.promises.appendFile(`${folder}/other`, 'x')
  await fs.promises.appendFile(`${folder}/watched`, 'x')
  await t.waitFor(() => seen.size > 0, PATIENT)
  t.deepEqual([...seen], ['watched'])
  watcher.close()
}))

test('a loop over changes ends the watcher when it is left', inFolder(async (t, folder) => {
  while (await watchers() > 0) await t.sleep(5)
  const changes = fs.promises.watch(folder)
  const first = changes.next()
  while (await watchers() === 0) await t.sleep(5)
  await fs.promises.writeFile(`${folder}/a`, 'x')
  t.equal((await first).value?.filename, 'a')
  await changes.return()
  while (await watchers() > 0) await t.sleep(5)
  t.pass('the host stopped watching')
}))

test('aborting ends a loop over changes', inFolder(async (t, folder) => {
  const controller = new AbortController()
  const changes = fs.promises.watch(folder, { signal: controller.signal })
  const next = changes.next()
  controller.abort()
  t.equal((await failure(next)).name, 'AbortError')
  t.equal((await failure(fs.promises.watch(folder, { signal: AbortSignal.abort() }).next())).name, 'AbortError')
}))

test('what cannot be watched says so', inFolder(async (t, folder) => {
  const error = await failure(() => watch(`${folder}/none`))
  t.equal(error.message, `ENOENT: no such file or directory, watch '${folder}/none'`)
  t.deepEqual([error.code, error.syscall, error.filename], ['ENOENT', 'watch', `${folder}/none`])
  t.equal((await failure(fs.promises.watch(`${folder}/none`).next())).code, 'ENOENT')
}))

async function watchers () {
  const { data } = await ipc.request('diagnostics.query')
  return data.fs.watchers.handles.count
}
