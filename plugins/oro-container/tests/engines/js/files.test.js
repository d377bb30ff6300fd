import { test } from 'oro:test'
import { each, held, refusal } from './support/engines.js'

const BYTES = new Uint8Array([0, 255, 128, 10])

/** @type {any} */
const TREE = {
  'package.json': { file: { contents: '{"name":"x"}' } },
  src: { directory: { 'a.js': { file: { contents: 'ä' } }, deep: { directory: { 'b.bin': { file: { contents: BYTES } } } }, link: { file: { symlink: 'a.js' } } } },
  empty: { directory: {} }
}

test('a container names its engine by what it has', each((t, container, engine) => {
  const { capabilities } = container
  t.deepEqual([capabilities.nativePrograms, capabilities.symbolicLinks, capabilities.terminals], [engine === 'host', true, true])
  t.equal(container.workdir, '/home/project')
  t.match(container.path, /^\/home\/project\/node_modules\/\.bin:.*\/bin/)
  t.equal(container.isolation, engine === 'host' ? 'namespaces' : 'page')
}))

test('a tree is mounted and exported as it was', each(async (t, container) => {
  await container.mount(TREE)
  t.deepEqual(await container.export('.'), TREE)
  t.deepEqual(Object.keys(await container.export('src')), ['a.js', 'deep', 'link'])
  t.deepEqual(await container.fs.readFile('src/deep/b.bin'), BYTES)
  t.equal(await container.fs.readFile('src/link', 'utf-8'), 'ä')
  await container.mount({ 'run.sh': { file: 'echo hi' }, src: { directory: { 'c.js': { file: { contents: 'c' } }, 'a.js': { file: new Uint8Array([97]) } } } })
  t.deepEqual([await container.fs.readFile('run.sh', 'utf8'), await container.fs.readFile('src/a.js', 'utf8')], ['echo hi', 'a'], 'content may stand for itself')
  t.deepEqual(await container.fs.readdir('src'), ['a.js', 'c.js', 'deep', 'link'], 'what is there stays')
}))

test('modes of a tree are kept', each(async (t, container) => {
  /** @type {any} */
  const tree = { 'run.sh': { file: { contents: '#!/bin/sh\necho run', mode: 0o755 } }, own: { directory: { secret: { file: { contents: 's', mode: 0o600 } } }, mode: 0o700 } }
  await container.mount(tree)
  t.deepEqual(await container.export('.'), tree)
  t.deepEqual([(await container.fs.stat('own')).mode, (await container.fs.stat('own/secret')).mode], [0o700, 0o600])
  t.equal((await container.exec('./run.sh')).output, 'run\n')
}))

test('what is no tree is refused', each(async (t, container) => {
  t.match((await refusal(() => container.mount({ 'a/b': { file: 'x' } }))).message, /"a\/b".*no name of a file/)
  t.match((await refusal(() => container.mount({ '..': { directory: {} } }))).message, /no name of a file/)
  t.match((await refusal(() => container.mount(/** @type {any} */ ({ a: { file: { contents: 7 } } })))).message, /Cannot mount "a"/)
  t.match((await refusal(() => container.mount(/** @type {any} */ (null)))).message, /a tree is an object/)
  t.match((await refusal(() => container.export('.', { format: /** @type {any} */ ('tar') }))).message, /no format "tar"/)
  t.deepEqual(await container.fs.readdir('.'), [])
}))

test('a tree is mounted into a folder that exists', each(async (t, container) => {
  await container.fs.mkdir('place')
  await container.mount({ 'x.txt': { file: { contents: 'x' } } }, { mountPoint: 'place' })
  t.equal(await container.fs.readFile('place/x.txt', 'utf-8'), 'x')
  await container.mount({ 'y.txt': { file: { contents: 'y' } } }, { mountPoint: '/place' })
  t.deepEqual(await container.fs.readdir('place'), ['x.txt', 'y.txt'])
  t.equal((await refusal(() => container.mount({ a: { file: 'x' } }, { mountPoint: 'nowhere' }))).code, 'ENOENT')
  t.equal((await refusal(() => container.mount({ a: { file: 'x' } }, { mountPoint: 'place/x.txt' }))).code, 'ENOTDIR')
}))

test('a folder is exported, and a file is not as JSON', each(async (t, container) => {
  await container.mount(TREE)
  t.match((await refusal(() => container.export('package.json'))).message, /Cannot export "package.json" as JSON: it is a file/)
  t.equal((await refusal(() => container.export('nowhere'))).code, 'ENOENT')
  t.deepEqual(await container.export('empty'), {})
}))

/**
 * @param {any} t @param {import('oro:container').WebContainer} container
 * @param {'binary' | 'zip'} format @param {'binaryTrees' | 'zipTrees'} capability
 */
async function mountedAgain (t, container, format, capability) {
  await container.mount(TREE)
  const has = await held(t, container, capability, async () => {
    const bytes = await container.export('.', { format })
    t.ok(bytes instanceof Uint8Array)
    await container.fs.mkdir('again')
    await container.mount(bytes, { mountPoint: 'again' })
    t.deepEqual(Object.keys(await container.export('again')), ['empty', 'package.json', 'src'])
    t.deepEqual(await container.fs.readFile('again/src/deep/b.bin'), BYTES)
    t.equal(await container.fs.readlink('again/src/link'), 'a.js')
    await container.mount(bytes.slice().buffer, { mountPoint: 'empty' })
    t.deepEqual(await container.fs.readdir('empty/src'), ['a.js', 'deep', 'link'], 'an ArrayBuffer is as good')
    t.match((await refusal(() => container.mount(bytes.slice(0, bytes.length >> 1)))).message, /Cannot mount/)
  })
  if (!has) await held(t, container, capability, () => container.mount(new Uint8Array(format === 'zip' ? [0x50, 0x4b, 3, 4] : [1, 2])))
}

test('what is exported as binary is mounted again', each((t, container) => mountedAgain(t, container, 'binary', 'binaryTrees')))

test('what is exported as zip is mounted again', each((t, container) => mountedAgain(t, container, 'zip', 'zipTrees')))

test('files of an export are chosen by globs', each(async (t, container) => {
  await container.mount(TREE)
  await held(t, container, 'chosenExports', async () => {
    t.deepEqual(Object.keys(await container.export('.', { excludes: ['src'] })), ['empty', 'package.json'])
    const some = await container.export('.', { excludes: ['src'], includes: ['src/a.js'] })
    t.deepEqual(some.src, { directory: { 'a.js': { file: { contents: 'ä' } } } })
    t.match((await refusal(() => container.export('.', { excludes: ['{a'] }))).message, /brace that is not closed/)
  })
}))

/** What was taken in one engine, for the other. @type {Uint8Array | undefined} */
let taken

test('files come back as they were, also from the other engine', each(async (t, container) => {
  await container.mount({ ...TREE, 'run.sh': { file: { contents: '#!/bin/sh\necho run', mode: 0o755 } } })
  const snapshot = await container.snapshot()
  await container.fs.rm('src', { recursive: true })
  await container.fs.writeFile('more.txt', 'more')
  await container.restore(taken ?? snapshot)
  t.deepEqual(await container.export('.'), { ...TREE, 'run.sh': { file: { contents: '#!/bin/sh\necho run', mode: 0o755 } } })
  t.equal((await container.exec('./run.sh')).output, 'run\n', 'modes are kept')
  taken = snapshot
}))

test('files are read, written, listed, moved and removed', each(async (t, { fs }) => {
  t.equal(await fs.mkdir('a/b/c', { recursive: true }), '/home/project/a')
  t.equal(await fs.mkdir('a/b/c', { recursive: true }), undefined, 'none was missing')
  t.equal(await fs.mkdir('d'), undefined)
  await fs.writeFile('a/text', 'häuser')
  t.equal(await fs.readFile('a/text', 'base64'), 'aMOkdXNlcg==')
  t.deepEqual(await fs.readFile('a/text'), new TextEncoder().encode('häuser'))
  await fs.writeFile('a/latin', 'hä', 'latin1')
  t.deepEqual(await fs.readFile('a/latin'), new Uint8Array([104, 228]))
  await fs.writeFile('a/hex', 'ff00', { encoding: 'hex' })
  t.deepEqual(await fs.readFile('a/hex', null), new Uint8Array([255, 0]))
  await fs.writeFile('a/hex', BYTES)
  t.deepEqual(await fs.readFile('a/hex'), BYTES, 'it is written over')
  t.deepEqual(await fs.readdir('a'), ['b', 'hex', 'latin', 'text'])
  t.deepEqual((await fs.readdir('d/..', 'buffer')).map((name) => new TextDecoder().decode(name)), ['a', 'd'])
  const entries = await fs.readdir('a', { withFileTypes: true })
  t.deepEqual(entries.map((entry) => [entry.name, entry.isFile(), entry.isDirectory()]), [['b', false, true], ['hex', true, false], ['latin', true, false], ['text', true, false]])
  await fs.rename('a/text', 'd/text')
  await fs.cp('d', 'e', { recursive: true })
  t.deepEqual([await fs.readFile('d/text', 'utf8'), await fs.readFile('e/text', 'utf8')], ['häuser', 'häuser'])
  await fs.writeFile('f', 'f')
  await fs.rename('f', 'e/text')
  t.equal(await fs.readFile('e/text', 'utf8'), 'f', 'a file is moved over another')
  await fs.rm('a', { recursive: true })
  await fs.rm('a', { force: true })
  t.deepEqual(await fs.readdir('/'), ['d', 'e'])
}))

test('paths lead to the working folder, and not out of it', each(async (t, { fs, workdir }) => {
  await fs.mkdir('a')
  for (const path of ['a/x', '/a/x', './a/../a//x', `${workdir}/a/x`, '../../a/x', '/../a/x']) {
    await fs.writeFile(path, path)
    t.equal(await fs.readFile('a/x', 'utf8'), path)
  }
  t.equal((await refusal(() => fs.readFile('../../etc/passwd'))).code, 'ENOENT')
  t.deepEqual(await fs.readdir('/'), ['a'])
  t.equal((await refusal(() => fs.readFile('a\0b'))).code, 'EINVAL')
}))

test('links and properties of files are told', each(async (t, { fs }) => {
  await fs.mkdir('e')
  await fs.writeFile('e/text', 'häuser')
  await fs.symlink('e/text', 'link')
  t.equal(await fs.readlink('link'), 'e/text')
  const stat = await fs.stat('link')
  t.deepEqual([stat.isFile(), stat.isSymbolicLink(), stat.size, stat.mode, stat.mtime instanceof Date], [true, false, 7, 0o644, true])
  t.ok(Math.abs(Date.now() - stat.mtimeMs) < 60_000)
  t.ok((await fs.stat('e')).isDirectory())
  t.ok((await fs.lstat('link')).isSymbolicLink())
  await fs.symlink('nowhere', 'broken')
  t.equal((await refusal(() => fs.stat('broken'))).code, 'ENOENT')
  t.ok((await fs.lstat('broken')).isSymbolicLink())
  const entries = await fs.readdir('.', { withFileTypes: true })
  t.deepEqual(entries.map((entry) => [entry.name, entry.isFile(), entry.isDirectory()]), [['broken', false, false], ['e', false, true], ['link', false, false]])
  await fs.symlink('/etc/hostname', 'out')
  t.notEqual((await refusal(() => fs.readFile('out'))).code, undefined, 'a link leads where programs are led')
}))

test('modes of files are changed', each(async (t, container) => {
  await container.fs.writeFile('run.sh', 'echo run')
  await held(t, container, 'fileModes', async () => {
    await container.fs.chmod('run.sh', 0o755)
    t.equal((await container.fs.stat('run.sh')).mode, 0o755)
    t.equal((await container.exec('./run.sh')).output, 'run\n')
    t.equal((await refusal(() => container.fs.chmod('none', 0o700))).code, 'ENOENT')
  })
}))

test('errors have the names and messages of Node', each(async (t, { fs }) => {
  const missing = await refusal(() => fs.readFile('none'))
  t.deepEqual([missing instanceof Error, missing.code, missing.syscall, missing.path, missing.errno], [true, 'ENOENT', 'open', 'none', -2])
  t.equal(missing.message, "ENOENT: no such file or directory, open 'none'")
  await fs.mkdir('a/b', { recursive: true })
  await fs.writeFile('f', '')
  t.equal((await refusal(() => fs.mkdir('a'))).message, "EEXIST: file already exists, mkdir 'a'")
  t.equal((await refusal(() => fs.readdir('none'))).message, "ENOENT: no such file or directory, scandir 'none'")
  t.equal((await refusal(() => fs.readdir('f'))).message, "ENOTDIR: not a directory, scandir 'f'")
  t.equal((await refusal(() => fs.rename('none', 'a'))).message, "ENOENT: no such file or directory, rename 'none' -> 'a'")
  /** @type {[string, () => Promise<any>][]} */
  const others = [
    ['ENOENT', () => fs.writeFile('no/where', '')], ['ENOTDIR', () => fs.writeFile('f/where', '')], ['EISDIR', () => fs.writeFile('a', '')],
    ['EISDIR', () => fs.readFile('a')], ['ENOENT', () => fs.mkdir('no/where')], ['EEXIST', () => fs.mkdir('f')], ['EEXIST', () => fs.mkdir('f', { recursive: true })],
    ['EISDIR', () => fs.rm('a')], ['ENOENT', () => fs.rm('none')], ['ENOTEMPTY', async () => { await fs.mkdir('c'); await fs.rename('c', 'a') }],
    ['EINVAL', () => fs.rename('a', 'a/b/c')], ['EISDIR', () => fs.cp('a', 'd')], ['ENOENT', () => fs.cp('none', 'd')], ['ENOENT', () => fs.stat('none')],
    ['EINVAL', () => fs.readlink('a')], ['ENOENT', () => fs.readlink('none')], ['EEXIST', () => fs.symlink('x', 'a')], ['ENOENT', () => fs.symlink('x', 'no/where')],
    ['ENOENT', () => fs.watch('none').ready], ['ENAMETOOLONG', () => fs.writeFile('x'.repeat(300), '')]
  ]
  for (const [code, act] of others) t.equal((await refusal(act)).code, code, `${act} says ${code}`)
  t.match((await refusal(() => fs.readFile('a', /** @type {any} */ ('morse')))).message, /"morse" is no encoding/)
  t.match((await refusal(() => fs.writeFile('x', /** @type {any} */ (7)))).message, /give text or a Uint8Array/)
}))

test('changes are told by the names of Node, and by those of Wosix', each(async (t, container) => {
  const { fs } = container
  await fs.mkdir('src/deep', { recursive: true })
  await fs.writeFile('src/old', 'x')
  /** @type {any[]} */
  const seen = []
  /** @type {any[]} */
  const flat = []
  /** @type {any[]} */
  const changes = []
  /** @type {(value?: any) => void} */
  let told = () => {}
  const both = new Promise((resolve) => { told = resolve })
  const look = () => [seen, flat].every((all) => all.some(([, name]) => name === 'last')) && changes.some(({ path }) => path === 'src/last') && told()
  const watches = [
    fs.watch('src', { recursive: true }, (kind, name) => { seen.push([kind, name]); look() }),
    fs.watch('/src', (kind, name) => { flat.push([kind, name]); look() }),
    fs.watchChanges('', (change) => { changes.push(change); look() }, { recursive: true })
  ]
  await Promise.all(watches.map(({ ready }) => ready))
  await container.exec('sh', ['-c', 'echo a > src/deep/a; mv src/deep/a src/b; rm src/b; echo y >> src/old; ln -s /etc src/out; mkdir src/made; : > src/last'])
  await both
  for (const watch of watches) watch.close()
  t.ok(seen.some(([kind, name]) => kind === 'rename' && name === 'deep/a'))
  t.ok(seen.some(([kind, name]) => kind === 'change' && name === 'old'))
  t.deepEqual(flat.filter(([, name]) => name.includes('/')), [])
  t.deepEqual(changes.find(({ kind }) => kind === 'renamed'), { kind: 'renamed', path: 'src/deep/a', to: 'src/b' })
  t.deepEqual(changes.filter(({ path }) => path === 'src/b').map(({ kind }) => kind), ['removed'])
  t.deepEqual(changes.filter(({ path }) => path === 'src/made').map(({ kind }) => kind), ['created'])
  t.deepEqual(changes.filter(({ path }) => path === 'src/old').map(({ kind }) => kind), ['modified'])
  t.equal(changes.filter(({ path }) => path.startsWith('src/out/')).length, 0, 'links are not followed')
}))

test('a file is watched by its name, and in no more than it is asked', each(async (t, { fs }) => {
  await fs.writeFile('one', '')
  await fs.writeFile('two', '')
  const told = new Promise((resolve) => {
    const watch = fs.watch('one', { encoding: 'buffer' }, (kind, name) => { watch.close(); resolve([kind, new TextDecoder().decode(/** @type {any} */ (name))]) })
    watch.ready.then(async () => {
      await fs.writeFile('two', 'x')
      await fs.writeFile('one', 'x')
    })
  })
  t.deepEqual(await told, ['change', 'one'])
}))
