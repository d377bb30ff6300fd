import ipc from 'oro:ipc'
import { test } from 'oro:test'
import { call, inspect, instantiate, load, run } from 'oro:wasm'

/** @typedef {import('../../../oro_wasm/js/wasm/options.js').Engine} Engine */

/** @type {Engine[]} */
const engines = ['page', 'host']

/** @param {string} name @param {any} [params] @param {any} [options] */
async function asked (name, params, options) {
  const { err, data } = await ipc.request(/** @type {any} */ (name), params, options)
  if (err) throw err
  return data
}

/** @param {string} name */
async function stranger (name) {
  return load(await asked('test.stranger', { name }, { responseType: 'arraybuffer' }))
}

/** @param {Record<string, string>} files by path @returns {any} nested, as guests in pages are lent folders */
function nested (files) {
  /** @type {any} */
  const root = {}
  for (const [path, text] of Object.entries(files)) {
    const names = path.split('/')
    const last = /** @type {string} */ (names.pop())
    let folder = root
    for (const name of names) folder = folder[name] ??= {}
    folder[last] = text
  }
  return root
}

/** @param {any} tree @param {Engine} engine */
function folders ({ host, files }, engine) {
  return [engine === 'host' ? { guest: '/tree', host } : { guest: '/tree', files: nested(files) }]
}

/**
 * @param {any} t
 * @param {string} name
 * @param {string[]} args
 * @param {string} stdin
 */
async function compare (t, name, args, stdin = '') {
  const tree = await asked('test.tree')
  const expected = await asked('test.reference', { name, args: JSON.stringify(args), stdin })
  const module = await stranger(name)
  for (const engine of engines) {
    const guest = run(module, { engine, args, stdin, dirs: folders(tree, engine) })
    const [out, err, { code }] = await Promise.all([guest.text(), new Response(guest.stderr).text(), guest.exited])
    t.deepEqual({ out, err, code }, expected, `${engine}: ${name} ${args.join(' ')}`)
  }
  return expected
}

test('ripgrep finds in pages what it finds in Node', async (t) => {
  const found = await compare(t, 'ripgrep', ['--sort', 'path', '-n', 'needle', '/tree'])
  t.equal(found.out, '/tree/a.txt:2:needle one\n/tree/sub/b.txt:1:needle zwei ä\n')
  t.equal((await compare(t, 'ripgrep', ['-n', '-o', 'ne+dle', '-'], 'x\nneedle\n')).out, '2:needle\n')
  t.equal((await compare(t, 'ripgrep', ['--sort', 'path', '--files', '--hidden', '/tree'])).code, 0)
  t.equal((await compare(t, 'ripgrep', ['(', '/tree'])).code, 2)
  t.equal((await compare(t, 'ripgrep', ['needle', '/etc'])).code, 2)
})

test('boolector solves in pages what it solves in Node', async (t) => {
  const solved = await compare(t, 'boolector', ['-m', '/tree/puzzle.smt2'])
  t.equal(solved.code, 10)
  t.ok(solved.out.includes('#b00001110'), solved.out)
  t.equal((await compare(t, 'boolector', [], '(set-logic QF_BV')).code, 1)
})

test('CPython runs a script in a worker of the page', async (t) => {
  const script = 'import hashlib, sys\ntext = open("/tree/a.txt").read()\nprint(hashlib.sha256(text.encode()).hexdigest(), sys.stdin.read())\nsys.exit(5)\n'
  const tree = await asked('test.tree')
  const dirs = folders({ files: { ...tree.files, 'script.py': script } }, 'page')
  const guest = run(await stranger('cpython'), { engine: 'page', args: ['/tree/script.py'], stdin: 'said', dirs })
  const [out, err, { code }] = await Promise.all([guest.text(), new Response(guest.stderr).text(), guest.exited])
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(tree.files['a.txt'])))
  const digest = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  t.deepEqual({ out, err, code }, { out: `${digest} said\n`, err: '', code: 5 })
})

test('functions of libraries answer alike', async (t) => {
  for (const name of ['gofmt', 'zig_fmt']) {
    const module = await stranger(name)
    const answers = []
    for (const engine of engines) answers.push(await call(module, 'alloc', [100], { engine }))
    t.ok(answers[0] > 0, name)
    t.equal(answers[0], answers[1], name)
  }
  const instance = await instantiate(await stranger('gofmt'), { engine: 'page' })
  t.ok(await instance.call('alloc', [10]) > 0)
  t.equal(await instance.call('format'), 2)
  t.ok(await instance.call('output_len') > 0)
  instance.close()
})

test('what cannot run says so before and when it is run', async (t) => {
  for (const name of ['resvg', 'source-map', 'quickjs-wasi', 'oniguruma']) {
    const module = await stranger(name)
    t.equal((await inspect(module)).answer.runs, 'no', name)
    for (const engine of engines) {
      const refused = await call(module, 'memory', [], { engine }).then(() => null, (error) => error)
      t.ok(/^Cannot /.test(refused?.message), `${engine} ${name}: ${refused?.message}`)
    }
  }
})
