import { test } from 'oro:test'
import { folders, transcript } from './support/programs.js'

/** @param {string} name @param {(engine: any) => any} options */
async function both (name, options) {
  return [await transcript(name, 'page', await options('page')), await transcript(name, 'host', await options('host'))]
}

test('arguments, environment, clocks and randomness are those of the host', async (t) => {
  const [page, host] = await both('surroundings', () => ({ args: ['one', 'zwei ä', '5'], env: { A: '1', LONG: 'ä b=c' } }))
  t.deepEqual(page, host)
  t.equal(page.code, 5)
  t.ok(page.out.includes('argument zwei ä\n') && page.out.includes('variable LONG=ä b=c\n'), page.out)
  t.ok(page.out.includes('clock 0 1\n') && page.out.includes('random 0 1\n') && page.out.includes('slept 0 1\n'), page.out)
})

test('what is not granted is not there', async (t) => {
  const [page, host] = await both('surroundings', () => ({ clocks: false, random: false }))
  t.deepEqual(page.out.split('\n').slice(1, 5), ['clock 76 0', 'resolution 76 0', 'processor 76', 'random 76 0'])
  t.deepEqual(host.out.split('\n').slice(1, 5), page.out.split('\n').slice(1, 5))
})

test('files are those of the host', async (t) => {
  const [page, host] = await both('files', async (engine) => ({ dirs: await folders(engine) }))
  t.deepEqual(page.out.split('\n'), host.out.split('\n'))
  t.deepEqual([page.code, page.err], [host.code, host.err])
  t.ok(page.out.includes('/box/outside: Operation not permitted\n'), 'no link leads out')
})

test('calls of WASI answer as those of the host', async (t) => {
  const [page, host] = await both('calls', async (engine) => ({ dirs: await folders(engine), stdin: 'some input' }))
  t.deepEqual(page.out.split('\n'), host.out.split('\n'))
  t.deepEqual([page.code, page.err], [host.code, host.err])
})

test('a program of before preview 1 runs in the page, and the host says why it does not', async (t) => {
  const { out, code } = await transcript('before-preview-1', 'page', { dirs: await folders('page') })
  t.deepEqual([out, code], ['kept\n', 3])
  const refused = await transcript('before-preview-1', 'host').then(() => null, (error) => error)
  t.ok(refused?.message.includes('WASI as it was before preview 1'), refused?.message)
})
