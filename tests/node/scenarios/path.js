import path from 'node:path'
import posix from 'node:path/posix'
import win32 from 'node:path/win32'
import { attempt, done, record } from './transcript.js'

const samples = [
  '', '.', '..', '/', '//', 'a', 'a/b', '/a/b/', 'a//b', './a', '../a', 'a/../..', '/..', 'a/.b', '.a', '..a', 'a.b.c', 'a.', 'a/b.c/', 'ü/é.ñ',
  'C:', 'C:\\', 'C:a', 'C:\\a\\b', 'c:/a/../b', '\\', '\\\\', '\\\\s\\h', '\\\\s\\h\\', '\\\\s\\h\\a', 'a\\b', 'a\\..\\b.c', 'C:..\\a', 'CON', ' /a '
]

record('same', [path === posix, posix.win32 === win32, win32.posix === posix, path.sep, path.delimiter, win32.sep, win32.delimiter])
for (const [kind, functions] of /** @type {[string, any][]} */ ([['posix', posix], ['win32', win32]])) {
  for (const sample of samples) {
    for (const name of ['basename', 'dirname', 'extname', 'isAbsolute', 'normalize', 'parse', 'toNamespacedPath']) {
      if (name === 'toNamespacedPath' && kind === 'win32' && !win32.isAbsolute(sample)) continue
      attempt(`${kind}.${name}(${sample})`, () => functions[name](sample))
    }
    attempt(`${kind}.basename(${sample}, .c)`, () => functions.basename(sample, '.c'))
    attempt(`${kind}.format(parse(${sample}))`, () => functions.format(functions.parse(sample)))
    for (const other of samples) {
      attempt(`${kind}.join(${sample}, ${other})`, () => functions.join(sample, other))
      attempt(`${kind}.resolve(/, ${sample}, ${other})`, () => functions.resolve('/', sample, other))
      attempt(`${kind}.relative(/x/${sample}, /x/${other})`, () => functions.relative(`/x/${sample}`, `/x/${other}`))
    }
  }
  for (const wrong of [undefined, null, 1, {}, [], true]) {
    for (const name of ['basename', 'dirname', 'extname', 'isAbsolute', 'normalize', 'parse', 'join', 'resolve', 'relative', 'format', 'toNamespacedPath']) {
      attempt(`${kind}.${name}(${typeof wrong} ${String(wrong)})`, () => functions[name](wrong))
    }
  }
  attempt('basename suffix', () => functions.basename('a', 1))
  attempt('format parts', () => functions.format({ dir: '/a', name: 'b', ext: 'c' }))
  attempt('format root', () => functions.format({ root: '/', base: 'b', name: 'x' }))
  attempt('empty', () => [functions.join(), functions.relative('a', 'a'), functions.relative('a/b', 'a/c/d')])
}
done()
