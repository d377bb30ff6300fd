import fs from 'oro:fs'
import { createFileSystemDirectoryHandle } from 'oro:fs/web'
import { test } from 'oro:test'

const page = /** @type {any} */ (globalThis)
/** @param {Promise<any>} promise */
const failure = (promise) => promise.then(() => null, (error) => error)
const folder = await fs.promises.mkdtemp(`${await fs.promises.realpath(`${location.origin}/`)}/pickers-`)

test('the pickers of the web give handles of files that are chosen', async (t) => {
  fs.writeFileSync(`${folder}/a.txt`, 'one')
  const startIn = await createFileSystemDirectoryHandle(folder)
  const [file] = await page.showOpenFilePicker({ startIn })
  t.ok(file instanceof page.FileSystemFileHandle)
  t.equal(await (await file.getFile()).text(), 'one')
  const types = [{ description: 'Pictures', accept: { 'image/png': ['.png'], 'image/jpeg': ['.jpg', '.jpeg'] } }]
  const several = await page.showOpenFilePicker({ startIn: file, multiple: true, types })
  t.deepEqual(several.map((/** @type {any} */ { name }) => name), ['a.txt', 'image+png:.png|image+jpeg:.jpg,.jpeg'])
  const made = await page.showSaveFilePicker({ startIn, suggestedName: 'new.txt' })
  t.equal(fs.readFileSync(`${folder}/new.txt`, 'utf8'), '', 'it is there')
  const writable = await made.createWritable()
  await writable.write('two')
  await writable.close()
  t.equal(fs.readFileSync(`${folder}/new.txt`, 'utf8'), 'two')
  const root = await page.showDirectoryPicker({ startIn })
  t.ok(root instanceof page.FileSystemDirectoryHandle)
  t.ok(await root.isSameEntry(startIn))
})

test('a picker that is closed rejects as the web says', async (t) => {
  const startIn = await createFileSystemDirectoryHandle(folder)
  const error = await failure(page.showSaveFilePicker({ startIn, suggestedName: 'nothing' }))
  t.deepEqual([error instanceof DOMException, error.name], [true, 'AbortError'])
  t.equal((await failure(page.showOpenFilePicker({ startIn: 'the moon' }))).name, 'TypeError')
})
