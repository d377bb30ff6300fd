import ipc from 'oro:ipc'
import { test } from 'oro:test'
import { call, instantiate, load, run, TrapError } from 'oro:wasm'
import { component, engines, program, transcript } from './support/programs.js'

/** More than any stop takes on a busy machine; a guest that is not stopped never ends. */
const BOUND = 3000

/** @param {ReadableStreamDefaultReader<Uint8Array>} reader */
function lines (reader) {
  let held = ''
  return async () => {
    while (!held.includes('\n')) {
      const { value, done } = await reader.read()
      if (done) return null
      held += new TextDecoder().decode(value)
    }
    const [line, ...rest] = held.split('\n')
    held = rest.join('\n')
    return line
  }
}

/** @param {() => Promise<any>} act */
async function refusal (act) {
  try {
    await act()
  } catch (error) {
    return /** @type {Error} */ (error)
  }
  throw new Error('it was not refused')
}

/** @param {any} t @param {import('../../oro_wasm/js/wasm/options.js').Engine} engine @param {string} name */
async function stops (t, engine, name) {
  const module = await program(name)
  const begun = performance.now()
  const killed = run(module, { engine })
  killed.kill()
  t.deepEqual(await killed.exited.then(({ code, signal, stopped }) => [code, signal, stopped]), [137, 'SIGKILL', 'killed'])
  const controller = new AbortController()
  const aborted = run(module, { engine, signal: controller.signal })
  // It runs by then, or is about to.
  await ipc.request('ping')
  controller.abort()
  t.equal((await refusal(() => aborted.exited)).name, 'AbortError')
  t.equal(await aborted.text(), '')
  const timed = await run(module, { engine, timeout: 50 }).exited
  t.deepEqual([timed.code, timed.stopped], [137, 'timeout'])
  t.ok(performance.now() - begun < BOUND, `${engine} ${name} after ${performance.now() - begun} ms`)
}

test('a program is answered line by line', async (t) => {
  for (const engine of engines) {
    const guest = run(await program('lines'), { engine })
    const line = lines(guest.stdout.getReader())
    const writer = guest.stdin.getWriter()
    t.equal(await line(), 'ready')
    await writer.write('one\n')
    t.equal(await line(), '1: one')
    await writer.write(new TextEncoder().encode('zwei ä\n'))
    t.equal(await line(), '2: zwei ä')
    await writer.close()
    t.equal(await line(), null)
    t.equal(await new Response(guest.stderr).text(), '2 lines\n')
    const { code, signal, trap, stopped } = await guest.exited
    t.deepEqual([code, signal, trap, stopped], [2, null, null, ''])
  }
})

test('input may be there before', async (t) => {
  for (const engine of engines) {
    t.equal((await transcript('lines', engine, { stdin: 'a\nb' })).out, 'ready\n1: a\n2: b\n')
    t.equal((await transcript('lines', engine, { stdin: null })).out, 'ready\n')
    t.equal((await transcript('lines', engine, { stdin: new Blob(['x\ny\n']).stream() })).out, 'ready\n1: x\n2: y\n')
    const much = 'x'.repeat(99) + '\n'
    t.equal((await transcript('lines', engine, { stdin: much.repeat(20000) })).err, '20000 lines\n')
  }
})

test('a guest is stopped at once, whatever it does', async (t) => {
  for (const engine of engines) for (const name of ['spin', 'idle', 'sleep']) await stops(t, engine, name)
})

test('a page that reads slowly has a program wait, and gets everything', async (t) => {
  for (const engine of engines) {
    const guest = run(await program('flood'), { engine })
    const reader = guest.stdout.getReader()
    let size = 0
    for (let n = 0; ; n++) {
      const { value, done } = await reader.read()
      if (done) break
      size += value.length
      if (n % 64 === 0) await ipc.request('ping')
    }
    t.equal(size, 100 << 20)
    t.equal((await guest.exited).code, 0)
  }
})

test('an output that is given up does not hold a program', async (t) => {
  for (const engine of engines) {
    const guest = run(await program('flood'), { engine, stdin: null, timeout: 20000 })
    await guest.stdout.cancel()
    t.equal((await guest.exited).stopped, '')
  }
})

test('functions are called with numbers, and BigInt for i64', async (t) => {
  for (const engine of engines) {
    const module = await program('traps')
    const ask = (/** @type {string} */ name, /** @type {any[]} */ ...params) => call(module, name, params, { engine })
    t.equal(await ask('add', 2, 3n), 5n)
    t.equal(await ask('add', -1, 2n ** 63n - 1n), 2n ** 63n - 2n)
    t.equal(await ask('add', 2 ** 32 - 1, 1n), 0n, 'unsigned numbers are the same bits')
    t.equal(await ask('add', '0x10', '5'), 21n, 'text is read')
    t.equal(await ask('half', 3), 1.5)
    t.deepEqual(await ask('pair', 7), [7, -(2n ** 63n)])
    t.equal(await ask('nothing'), undefined)
    t.equal(await ask('count'), 101, '_initialize comes first')
    t.equal(await ask('count'), 101, 'in an instance of its own')
  }
})

test('what makes no sense is refused', async (t) => {
  for (const engine of engines) {
    const module = await program('traps')
    const why = async (/** @type {string} */ name, /** @type {any[]} */ ...params) => {
      const { name: type, message } = await refusal(() => call(module, name, params, { engine }))
      return `${type}: ${message}`
    }
    t.match(await why('nowhere'), /^NotFoundError: Cannot call "nowhere": the module exports no such function/)
    t.equal(await why('add', 1), 'TypeError: Cannot call "add": it takes 2 parameters, (i32, i64) -> i64, and 1 were given')
    t.match(await why('add', 1.5, 1n), /^TypeError: Cannot call "add": parameter 1 is to be i32, and is 1.5/)
    t.match(await why('add', 2 ** 33, 1n), /^TypeError: Cannot call "add": parameter 1 is to be i32/)
    t.match(await why('add', 1, 2n ** 65n), /^TypeError: Cannot call "add": parameter 2 is to be i64/)
    t.match(await why('half', 'x'), /^TypeError: Cannot call "half": parameter 1 is to be f64/)
    const foreign = await program('foreign')
    t.equal((await refusal(() => run(foreign, { engine }).exited)).name, 'NotSupportedError')
    t.equal((await refusal(() => run(module, { engine }).exited)).name, 'NotSupportedError', 'no _start')
    const broken = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 9])
    t.equal((await refusal(() => run(broken, { engine }).exited)).name, 'TypeError')
    t.equal((await refusal(() => run(new Uint8Array(9), { engine }).exited)).name, 'TypeError')
    t.equal((await refusal(() => run('./nothing.wasm', { engine }).exited)).name, 'NotFoundError')
  }
})

test('traps have names', async (t) => {
  for (const engine of engines) {
    const module = await program('traps')
    const codes = []
    for (const name of ['unreachable', 'beyond', 'zero', 'overflow', 'conversion', 'table', 'deep']) {
      const error = /** @type {any} */ (await refusal(() => call(module, name, [], { engine })))
      codes.push(error.trap.code)
    }
    t.deepEqual(codes, [
      'unreachable', 'memory-out-of-bounds', 'integer-division-by-zero', 'integer-overflow', 'bad-conversion-to-integer',
      'table-out-of-bounds', 'stack-overflow'
    ])
    const { code, trap } = /** @type {any} */ (await refusal(() => call(module, 'deeper', [], { engine })))
    t.equal(code, 'ERR_WASM_TRAP')
    t.deepEqual(trap.frames.map((/** @type {any} */ each) => each.function).slice(0, 2), ['inner', 'outer'])
    const exit = /** @type {any} */ (await refusal(() => call(module, 'exit', [], { engine })))
    t.match(exit.message, /exited with 3/)
  }
})

test('memory has a limit', async (t) => {
  for (const engine of engines) {
    const module = await program('traps')
    t.equal(await call(module, 'grow', [3], { engine, memory: 4 * 65536 }), 1)
    t.equal(await call(module, 'grow', [4], { engine, memory: 4 * 65536 }), -1)
    t.equal(await call(module, 'grow', [100], { engine }), 1)
    t.ok(await refusal(() => call(module, 'grow', [0], { engine, memory: 1000 })), 'it begins with more')
  }
})

test('an instance keeps its memory, and ends by a trap', async (t) => {
  for (const engine of engines) {
    const instance = await instantiate(await program('traps'), { engine })
    t.deepEqual([await instance.exports.count(), await instance.exports.count()], [101, 102])
    t.deepEqual(await Promise.all([instance.call('add', [1, 1n]), instance.exports.count(), instance.exports.count()]), [2n, 103, 104])
    t.deepEqual(await instance.call('pair', [7]), [7, -(2n ** 63n)])
    t.deepEqual([await instance.call('half', [Infinity]), await instance.call('half', [NaN])], [Infinity, NaN])
    t.equal(await instance.exports.nothing(), undefined)
    t.equal((await refusal(() => instance.call('nowhere'))).name, 'NotFoundError')
    t.equal((await refusal(() => instance.call('add', [1]))).name, 'TypeError')
    const [refused, later] = await Promise.all([refusal(() => instance.exports.deeper()), refusal(() => instance.exports.count())])
    t.match(refused.message, /unreachable/i)
    t.ok(later, 'a call that waits is not answered')
    const { code, trap } = await instance.run.exited
    t.deepEqual([code, trap?.code, trap?.frames.map((each) => each.function).slice(0, 2)], [134, 'unreachable', ['inner', 'outer']])
    await refusal(() => instance.exports.count())
    t.equal(await instance.run.text(), '')
  }
})

test('an instance that spins is ended, and the page stays', async (t) => {
  for (const engine of engines) {
    const instance = await instantiate(await program('traps'), { engine })
    const spinning = refusal(() => instance.exports.spin())
    await ipc.request('ping')
    instance.close()
    t.ok(await spinning)
    t.deepEqual([(await instance.run.exited).stopped, (await instance.run.exited).code], ['killed', 137])
    await refusal(() => instance.exports.count())
  }
})

test('an instance that exits has its exit code', async (t) => {
  for (const engine of engines) {
    const instance = await instantiate(await program('traps'), { engine })
    await refusal(() => instance.exports.exit())
    t.equal((await instance.run.exited).code, 3)
  }
})

test('an instance in the host ends with a call that takes too long, and with its signal', async (t) => {
  const brief = await instantiate(await program('traps'), { timeout: 200 })
  t.equal((await refusal(() => brief.exports.spin())).name, 'TimeoutError')
  t.equal((await brief.run.exited).stopped, 'timeout')
  const controller = new AbortController()
  const given = await instantiate(await program('traps'), { signal: controller.signal })
  const spinning = refusal(() => given.exports.spin())
  controller.abort(new Error('enough'))
  t.ok(await spinning)
  t.equal((await refusal(() => given.run.exited)).message, 'enough')
  const aborted = AbortSignal.abort(new Error('never'))
  t.equal((await refusal(async () => instantiate(await program('traps'), { signal: aborted }))).message, 'never')
  t.equal((await refusal(async () => instantiate(await program('traps'), { stdin: 'text' }))).name, 'NotSupportedError')
  t.equal((await refusal(async () => instantiate(await program('foreign')))).name, 'NotSupportedError')
})

test('an instance of a component keeps its state in the host', async (t) => {
  const calc = await instantiate(await component('CALC'))
  t.deepEqual([await calc.exports.count(), await calc.exports.count(), await calc.call('count')], [1, 2, 3])
  t.deepEqual(await calc.exports.sameBytes(new Uint8Array([0, 255])), new Uint8Array([0, 255]))
  t.deepEqual(await calc.call('plainShapes.shift', [[Infinity, 'Zoë', 7]]), ['Infinity', 'Zoë', 7])
  t.deepEqual(await calc.exports.check(10), { tag: 'err', val: 'too large' })
  const trapped = /** @type {TrapError} */ (await refusal(() => calc.exports.fail()))
  t.ok(trapped instanceof TrapError)
  t.deepEqual([trapped.trap.code, trapped.trap.frames.map((each) => each.function)], ['unreachable', ['inner_part', 'fail_now']])
  t.equal((await calc.run.exited).code, 134)
})

test('functions of a component are called in the host', async (t) => {
  const calc = await component('CALC')
  t.deepEqual([await call(calc, 'count'), await call(calc, 'count')], [1, 1])
  t.equal(await call(calc, 'add', [2, 3]), 5)
  t.deepEqual(await call(calc, 'sameBytes', [new Uint8Array([1, 2])]), new Uint8Array([1, 2]))
  t.deepEqual(await call(calc, 'same-text', ['Zoë']), 'Zoë')
  t.deepEqual(await call(calc, 'plainShapes.shift', [[NaN, 'x', 7]]), ['NaN', 'x', 7])
  t.equal(await call(calc, 'grow', [], { memory: 1 << 20 }), -1)
  t.equal(/** @type {any} */ (await refusal(() => call(calc, 'fail'))).trap.code, 'unreachable')
  t.equal((await refusal(() => call(calc, 'nowhere'))).name, 'NotFoundError')
  t.match((await refusal(() => call(calc, 'add', [-1, 1]))).message, /parameter "a" is to be u32/)
})

test('numbers of 64 bits, NaN and infinities come back as they went', async (t) => {
  const numbers = await component('NUMBERS')
  const instance = await instantiate(numbers)
  for (const [name, value] of /** @type {[string, any][]} */ ([
    ['sameS64', 5n], ['sameS64', -(2n ** 63n)], ['sameU64', 2n ** 64n - 1n], ['sameF64', 0.5], ['sameF64', NaN], ['sameF64', -Infinity]
  ])) {
    t.deepEqual([await call(numbers, name, [value]), await instance.call(name, [value])], [value, value], name)
  }
  instance.close()
  const module = await program('traps')
  for (const engine of engines) {
    for (const value of [NaN, Infinity, -Infinity]) t.deepEqual(await call(module, 'half', [value], { engine }), value)
  }
})

test('what a guest leaves in the page comes back', async (t) => {
  const guest = run(await program('files'), { engine: 'page', dirs: [{ guest: '/box', files: { 'hello.txt': 'a', sub: {} }, writable: true }] })
  await guest.text()
  const { files } = await guest.exited
  t.deepEqual(Object.keys(files['/box']).sort(), ['broken', 'hello.txt', 'holes', 'many', 'sub'])
  t.deepEqual(files['/box'].holes, new Uint8Array(4))
})

test('what an engine has not is said', async (t) => {
  const module = await program('spin')
  t.match((await refusal(() => run(module, { engine: 'page', fuel: 5 }).exited)).message, /count no instructions.*engine: 'host'/)
  t.match((await refusal(() => run(module, { engine: 'page', network: true }).exited)).message, /no sockets/)
  const component = await load(new Uint8Array([0, 0x61, 0x73, 0x6d, 13, 0, 1, 0]))
  t.match((await refusal(() => run(component, { engine: 'page' }).exited)).message, /it is a component.*engine: 'host'/)
  t.match((await refusal(() => call(component, 'f', [], { engine: 'page' }))).message, /it is a component.*engine: 'host'/)
  t.throws(() => run(module, { engine: 'page', dirs: [{ host: '/', guest: '/' }] }), /folders of the machine are lent to guests in the host/)
  t.throws(() => run(module, { dirs: [{ files: {}, guest: '/' }] }), /files of a page are lent to guests in the page/)
  t.throws(() => run(module, { engine: /** @type {any} */ ('moon') }), /there are "host" and "page"/)
  t.throws(() => run(module, { timeout: -1 }), /"timeout" is to be a number above 0/)
  t.throws(() => run(module, { engine: 'page', dirs: [{ guest: '/', files: { 'a/b': '' } }] }), /is no name of a file/)
})
