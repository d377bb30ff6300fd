import { test } from 'oro:test'
import { request } from 'oro:ipc'
import { Extension, load, stats } from 'oro:extension'

const refused = (/** @type {Promise<any>} */ promise) => promise.then(() => null, (/** @type {any} */ error) => error)

test('one of Python brings its routes, and takes them with it', async t => {
  const words = await load('words')
  t.deepEqual([words.abi, words.name, words.type, words.version], [1, 'words', 'shared', '1.2'])
  t.equal(words.description, 'Counts words.')
  t.equal((await words.binding.count({ text: 'a b c' })).data, 3)
  t.deepEqual((await words.binding.alive()).data, ['org.example.extension'])
  t.equal((await load('words')).version, '1.2')
  t.equal((await stats()).loaded, 1)
  t.equal((await stats('words')).type, 'shared')
  await words.unload()
  t.equal(words.loaded, false)
  t.equal((await words.binding.count({ text: 'a' })).err.name, 'NotFoundError')
  t.equal((await stats()).loaded, 0)
  t.equal((await refused(words.unload())).message, 'Cannot find extension "words": it is not loaded')
})

test('one in a folder has modules of its own', async t => {
  const folder = await load('folder')
  t.equal((await folder.binding.answer()).data, 42)
  await folder.unload()
})

test('routes keep the permissions of the caller', async t => {
  const words = await load('words')
  t.equal((await words.binding.secret()).err.name, 'NotAllowedError')
  await words.unload()
})

test('one of WebAssembly runs in the page', async t => {
  const sum = await load('sum', { imports: { env: { twice: (/** @type {number} */ value) => value * 2 } }, type: 'wasm32' })
  t.equal(sum.binding.add(20, 1), 42)
  t.ok(sum.adapter?.instance instanceof WebAssembly.Instance)
  t.equal(await Extension.type('sum'), 'wasm32')
  t.equal((await refused(load('sum'))) instanceof Error, true, 'an import is missing')
  await sum.unload()
})

test('what is not allowed is not loaded', async t => {
  t.ok((await refused(load('words', { allow: 'ipc' }))).message.includes('it needs context, which is not allowed'))
  t.ok((await refused(load('words', { allow: ['none'] }))).message.includes('it needs ipc'))
  t.equal((await request('words.count', { text: 'a' })).err?.name, 'NotFoundError')
  t.ok((await refused(load('words', { allow: 'everything' }))).message.includes('must be of context, ipc, none'))
})

test('what fails says where, and leaves nothing', async t => {
  const broken = await refused(load('broken'))
  t.equal(broken.message, "Failed to load extension: 'broken': RuntimeError: on purpose")
  t.ok(broken.location.endsWith('broken.py:3'), broken.location)
  const thief = await refused(load('thief'))
  t.equal(thief.message, 'Failed to load extension: \'thief\': its route "ping.steal" must begin with "thief."')
  t.equal((await refused(load('../app'))).name, 'TypeError')
  t.equal((await refused(load('nothing'))).name, 'NotFoundError')
  t.equal(await Extension.type('nothing'), 'unknown')
  t.equal((await stats()).loaded, 0)
})
