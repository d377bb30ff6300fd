import { test } from 'oro:test'
import { all, refusal, within } from './support/containers.js'

const BYTES = new Uint8Array([0, 255, 128, 10])

/** @type {any} */
const TREE = {
  'package.json': { file: { contents: '{"name":"x"}' } },
  src: { directory: { 'a.js': { file: { contents: 'ä' } }, deep: { directory: { 'b.bin': { file: { contents: BYTES } } } }, link: { file: { symlink: 'a.js' } } } },
  empty: { directory: {} }
}

test('a tree is mounted and exported as it was', async (t) => {
  await within(async (container) => {
    await container.mount(TREE)
    t.deepEqual(await container.export('.'), TREE)
    t.deepEqual(Object.keys(await container.export('src')), ['a.js', 'deep', 'link'])
    t.equal(await container.fs.readFile('/src/link', 'utf-8'), 'ä', 'an absolute path is below the working folder')
    t.deepEqual(await container.fs.readFile('src/deep/b.bin'), BYTES)
    await container.mount({ 'run.sh': { file: 'echo hi' }, src: { directory: { 'c.js': { file: { contents: 'c' } } } } })
    t.equal(await container.fs.readFile('run.sh', 'utf8'), 'echo hi', 'content may stand for itself')
    t.deepEqual(await container.fs.readdir('src'), ['a.js', 'c.js', 'deep', 'link'], 'what is there stays')
    t.match((await refusal(() => container.export('run.sh'))).message, /Cannot export "run.sh" as JSON: it is a file/)
    t.match((await refusal(() => container.mount({ 'a/b': { file: 'x' } }))).message, /"a\/b".*no name of a file/)
    t.equal((await refusal(() => container.export('nowhere'))).code, 'ENOENT')
  })
})

test('a tree is mounted into a folder that exists', async (t) => {
  await within(async (container) => {
    await container.fs.mkdir('place')
    await container.mount({ 'x.txt': { file: { contents: 'x' } } }, { mountPoint: 'place' })
    t.equal(await container.fs.readFile('place/x.txt', 'utf-8'), 'x')
    t.equal((await refusal(() => container.mount({ 'x.txt': { file: { contents: 'x' } } }, { mountPoint: 'nowhere' }))).code, 'ENOENT')
  })
})

test('what is exported as bytes is mounted again', async (t) => {
  await within(async (container) => {
    await container.mount({ ...TREE, 'run.sh': { file: { contents: '#!/bin/sh\necho run', mode: 0o755 } } })
    for (const format of /** @type {const} */ (['binary', 'zip'])) {
      const bytes = await container.export('.', { format, excludes: ['empty', 'run.sh'] })
      t.ok(bytes instanceof Uint8Array)
      await container.fs.mkdir(format)
      await container.mount(bytes, { mountPoint: format })
      t.deepEqual(Object.keys(await container.export(format)), ['package.json', 'src'])
      t.deepEqual(await container.fs.readFile(`${format}/src/deep/b.bin`), BYTES)
      t.equal(await container.fs.readlink(`${format}/src/link`), 'a.js')
      await container.fs.rm(format, { recursive: true })
    }
    const snapshot = await container.snapshot()
    await container.fs.rm('src', { recursive: true })
    await container.fs.writeFile('more.txt', 'more')
    await container.restore(snapshot)
    t.deepEqual(await container.fs.readdir('.'), ['empty', 'package.json', 'run.sh', 'src'])
    t.equal((await container.exec('./run.sh')).output, 'run\n', 'modes are kept')
    t.match((await refusal(() => container.mount(new Uint8Array([1, 2])))).message, /Cannot mount a tree/)
    t.match((await refusal(() => container.export('.', { excludes: ['{a'] }))).message, /brace that is not closed/)
  })
})

test('files are read, written, listed, moved and removed', async (t) => {
  await within(async ({ fs }) => {
    t.equal(await fs.mkdir('a/b/c', { recursive: true }), '/home/project/a')
    t.equal(await fs.mkdir('d'), undefined)
    await fs.writeFile('a/text', 'häuser')
    t.deepEqual(await fs.readFile('a/text', 'base64'), 'aMOkdXNlcg==')
    await fs.writeFile('a/latin', 'hä', 'latin1')
    t.deepEqual(await fs.readFile('a/latin'), new Uint8Array([104, 228]))
    await fs.writeFile('a/hex', 'ff00', { encoding: 'hex' })
    t.deepEqual(await fs.readFile('a/hex', null), new Uint8Array([255, 0]))
    t.deepEqual(await fs.readdir('a'), ['b', 'hex', 'latin', 'text'])
    t.deepEqual((await fs.readdir('d/..', 'buffer')).map((name) => new TextDecoder().decode(name)), ['a', 'd'])
    const entries = await fs.readdir('a', { withFileTypes: true })
    t.deepEqual(entries.map((entry) => [entry.name, entry.isFile(), entry.isDirectory()]), [['b', false, true], ['hex', true, false], ['latin', true, false], ['text', true, false]])
    await fs.rename('a/text', 'd/text')
    await fs.cp('d', 'e', { recursive: true })
    await fs.symlink('e/text', 'link')
    t.equal(await fs.readlink('link'), 'e/text')
    await fs.chmod('e/text', 0o700)
    const stat = await fs.stat('link')
    t.deepEqual([stat.isFile(), stat.size, stat.mode, stat.mtime instanceof Date], [true, 7, 0o700, true])
    t.ok((await fs.lstat('link')).isSymbolicLink())
    await fs.rm('a', { recursive: true })
    await fs.rm('a', { force: true })
    t.deepEqual(await fs.readdir('/'), ['d', 'e', 'link'])
  })
})

test('errors have the names and messages of Node', async (t) => {
  await within(async ({ fs }) => {
    const missing = await refusal(() => fs.readFile('none'))
    t.deepEqual([missing instanceof Error, missing.code, missing.message], [true, 'ENOENT', "ENOENT: no such file or directory, open 'none'"])
    await fs.mkdir('a')
    t.equal((await refusal(() => fs.mkdir('a'))).code, 'EEXIST')
    t.equal((await refusal(() => fs.writeFile('no/where', ''))).code, 'ENOENT')
    t.equal((await refusal(() => fs.rm('a'))).code, 'EISDIR')
    t.equal((await refusal(() => fs.rm('none'))).code, 'ENOENT')
    t.equal((await refusal(() => fs.readdir('none'))).code, 'ENOENT')
    t.equal((await refusal(() => fs.readFile('a'))).code, 'EISDIR')
    t.equal((await refusal(() => fs.readlink('a'))).code, 'EINVAL')
    t.match((await refusal(() => fs.readFile('a', /** @type {any} */ ('morse')))).message, /"morse" is no encoding/)
    await fs.symlink('/etc/hostname', 'out')
    t.notEqual((await refusal(() => fs.readFile('out'))).code, undefined, 'a link leads where programs are led')
  })
})

test('changes are told by the names of Node, and by those of Wosix', async (t) => {
  await within(async (container) => {
    const { fs } = container
    await fs.mkdir('src/deep', { recursive: true })
    /** @type {any[]} */
    const seen = []
    /** @type {any[]} */
    const changes = []
    /** @type {(value?: any) => void} */
    let told = () => {}
    const both = new Promise((resolve) => { told = resolve })
    const look = () => seen.some(([, name]) => name === 'last') && changes.some(({ path }) => path === 'src/last') && told()
    const one = fs.watch('src', { recursive: true }, (kind, name) => { seen.push([kind, name]); look() })
    const two = fs.watchChanges('', (change) => { changes.push(change); look() }, { recursive: true })
    await Promise.all([one.ready, two.ready])
    await container.exec('sh', ['-c', 'echo a > src/deep/a; mv src/deep/a src/b; rm src/b; ln -s /etc src/out; : > src/last'])
    await both
    one.close()
    two.close()
    t.ok(seen.some(([kind, name]) => kind === 'rename' && name === 'deep/a'))
    t.deepEqual(changes.find(({ kind }) => kind === 'renamed'), { kind: 'renamed', path: 'src/deep/a', to: 'src/b' })
    t.deepEqual(changes.filter(({ path }) => path === 'src/b').map(({ kind }) => kind), ['removed'])
    t.equal(changes.filter(({ path }) => path.startsWith('src/out/')).length, 0, 'links are not followed')
    t.equal((await refusal(() => fs.watch('none').ready)).code, 'ENOENT')
  })
})

test('output of a program is found in files, and the other way round', async (t) => {
  await within(async (container) => {
    await container.fs.writeFile('in.txt', 'one\ntwo\n')
    const process = await container.spawn('sh', ['-c', 'sort -r in.txt | tee out.txt'])
    t.equal(await all(process.output), 'two\none\n')
    t.equal(await container.fs.readFile('out.txt', 'utf-8'), 'two\none\n')
  })
})
