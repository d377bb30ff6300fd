import ipc from 'oro:ipc'
import { load, Module, run, symlink } from 'oro:wasm'

/** @typedef {import('../../../oro_wasm/js/wasm/options.js').Engine} Engine */

/** @type {Map<string, Promise<Module>>} */
const built = new Map()

/** @param {string} name @returns {Promise<Module>} */
export function program (name) {
  let made = built.get(name)
  if (!made) built.set(name, made = build(name))
  return made
}

/** @param {string} name */
async function build (name) {
  const { err, data } = await ipc.request(/** @type {any} */ ('test.program'), { name }, { responseType: 'arraybuffer' })
  if (err) throw err
  return load(data)
}

/** @param {'CALC' | 'NUMBERS'} name @returns {Promise<Module>} */
export async function component (name) {
  const { err, data } = await ipc.request(/** @type {any} */ ('test.component'), { name }, { responseType: 'arraybuffer' })
  if (err) throw err
  return load(data)
}

/** @type {Engine[]} */
export const engines = ['page', 'host']

const box = {
  'hello.txt': 'hello there',
  sub: { 'deep.txt': 'deep' },
  'link.txt': symlink('hello.txt'),
  'to-sub': symlink('sub'),
  broken: symlink('nowhere'),
  circle: symlink('circle'),
  outside: symlink('/etc/passwd'),
  above: symlink('../../etc/passwd')
}

/** @param {Engine} engine @returns {Promise<any[]>} the same folders for both */
export async function folders (engine) {
  if (engine === 'page') return [{ guest: '/box', files: box, writable: true }, { guest: '/read', files: { 'hello.txt': 'only read' } }]
  const { err, data } = await ipc.request(/** @type {any} */ ('test.box'))
  if (err) throw err
  return [{ guest: '/box', host: data.box, writable: true }, { guest: '/read', host: data.read }]
}

/**
 * @param {string} name
 * @param {Engine} engine
 * @param {any} [options]
 */
export async function transcript (name, engine, options = {}) {
  const guest = run(await program(name), { engine, ...options })
  const [out, err, { code, trap, stopped }] = await Promise.all([guest.text(), new Response(guest.stderr).text(), guest.exited])
  return { out, err, code, trap: trap?.code ?? null, stopped }
}
