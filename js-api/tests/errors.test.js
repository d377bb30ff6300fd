import * as errno from 'oro:errno'
import * as errors from 'oro:errors'
import { invalidArgType, invalidArgValue, outOfRange } from 'oro:errors/node'
import { maybeMakeError } from 'oro:ipc'
import { test } from 'oro:test'

test('every class carries its name and code', (t) => {
  const { AbortError, ErrnoError, InternalError, ModuleNotFoundError, NotImplementedError } = errors
  t.equal(new AbortError('x').code, 'ABORT_ERR')
  t.equal(new AbortError('x').name, 'AbortError')
  t.ok(new AbortError('x') instanceof Error)
  t.equal(errors.ABORT_ERR, DOMException.ABORT_ERR)
  t.equal(new ErrnoError(2, 'm', 'ENOENT').code, 'ENOENT')
  t.equal(new ErrnoError(2, 'm', 'ENOENT').errno, -2)
  t.deepEqual(new ModuleNotFoundError('m', ['a']).requireStack, ['a'])
  t.equal(new NotImplementedError('fs.cp()').message, 'Cannot use fs.cp(): it is not implemented')
  const internal = new InternalError('x')
  internal.code = 'MINE'
  t.equal(internal.code, 'MINE')
})

test('a native error becomes the class it names', (t) => {
  for (const [type, Class] of Object.entries(errors.types)) {
    const made = maybeMakeError({ type, message: 'm', code: type === 'ErrnoError' ? -2 : 'OWN', url: 'u' })
    t.ok(made instanceof Class, type)
    t.equal(made.message, 'm')
    t.equal(made.url, 'u')
    if (type !== 'ErrnoError' && type !== 'AggregateError') t.equal(made.code, 'OWN')
  }
})

test('anything else becomes a plain error, and nothing stays nothing', (t) => {
  t.equal(maybeMakeError({ type: 'NoSuchClass', message: 'm' }).constructor, Error)
  t.equal(maybeMakeError({ type: 'constructor', message: 'm' }).constructor, Error)
  t.equal(maybeMakeError('text').message, 'text')
  t.equal(maybeMakeError({ code: -13, message: 'm' }).errno, -13)
  t.equal(maybeMakeError(null), null)
  const mine = new Error('mine')
  t.ok(maybeMakeError(mine) === mine)
})

test('error numbers have names and words', (t) => {
  t.equal(errno.ENOENT, 2)
  t.equal(errno.getName(-2), 'ENOENT')
  t.equal(errno.getCode('eacces'), 13)
  t.equal(errno.getMessage('ENOENT'), 'no such file or directory')
  t.equal(errno.getName(99999), '')
})

test('argument errors speak as Node does', (t) => {
  t.equal(invalidArgType('path', 'of type string', 3.5).message, 'The "path" argument must be of type string. Received type number (3.5)')
  t.equal(invalidArgType('o.p', 'of type string', null).message, 'The "o.p" property must be of type string. Received null')
  t.equal(invalidArgType('x', 'of type string', new Map()).message, 'The "x" argument must be of type string. Received an instance of Map')
  t.equal(invalidArgValue('path', 'a\0b', 'has it').message, "The argument 'path' has it. Received 'a\\x00b'")
  t.equal(outOfRange('n', '>= 0', -1).message, 'The value of "n" is out of range. It must be >= 0. Received -1')
  t.equal(outOfRange('n', '>= 0', -1).code, 'ERR_OUT_OF_RANGE')
})
