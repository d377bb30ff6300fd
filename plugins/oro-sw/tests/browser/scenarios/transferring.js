// What goes along with messages, and what cannot.

import { controlled, dropped, inside, next, outcome } from './kit.js'

export default [
  ['/asked/', async (log) => {
    const { active } = await controlled('sw.js')
    /** Post something, and have the worker tell what it looks like there. */
    const sent = async (make, work) => {
      const { port1, port2 } = new MessageChannel()
      port1.start()
      const answered = next(port1, 'message')
      const [data, transfer] = make(port2)
      active.postMessage({ work: `(event) => (${work})(event.data.data, event.ports.slice(1))`, data }, [port2, ...transfer])
      return (await answered).data
    }
    const bytes = (...values) => new Uint8Array(values).buffer
    const [one, two] = [bytes(1, 2), bytes(3)]
    log('buffers', await sent(() => [[one, { deep: two }], [one, two]], ([first, { deep }]) => [[...new Uint8Array(first)], [...new Uint8Array(deep)]]), one.byteLength, two.byteLength)
    const array = new Uint16Array([7, 8])
    log('array', await sent(() => [array, [array.buffer]], (found) => [found.constructor.name, [...found]]), array.length)
    const kept = bytes(9)
    log('copied', await sent(() => [kept, []], (found) => found.byteLength), kept.byteLength)
    const changing = { a: 1 }
    const looked = sent(() => [changing, []], ({ a }) => a)
    changing.a = 2
    log('as it was', await looked)
    log('values', await sent(() => [{ a: undefined, b: [null, -0, NaN, 1n], c: new Error('x'), d: /a/g, e: new Date(1), f: new Map([[{}, new Set([1])]]) }, []],
      ({ a, b, c, d, e, f }) => [a === undefined, Object.is(b[1], -0), Number.isNaN(b[2]), typeof b[3], c.message, String(d), e.getTime(), f.size]))
    log('itself', await sent(() => { const loop = {}; loop.loop = loop; return [loop, []] }, (found) => found.loop === found))
    log('blob', await sent(() => [new Blob(['abc'], { type: 'text/x' }), []], async (found) => [found.size, found.type, await found.text()]))

    const { port1, port2 } = new MessageChannel()
    const heard = next(port1, 'message')
    port1.start()
    log('port', await sent(() => [{ port: port2 }, [port2]], ({ port }, ports) => { port.postMessage('through'); return [port instanceof MessagePort, ports.length, ports[0] === port] }), (await heard).data)
    const cannot = (message, transfer) => outcome((async () => active.postMessage(message, transfer))())
    const spare = () => new MessageChannel().port1
    const gone = bytes(1)
    structuredClone(gone, { transfer: [gone] })
    const twice = bytes(1)
    log('cannot', await cannot(() => {}, []), await cannot(Symbol('x'), []), await cannot({ port: spare() }, []), await cannot(null, [gone]), await cannot(null, [twice, twice]), await cannot(document.body, []), await cannot(new WeakMap(), []))
    log('wrong', await cannot(null, [{}]), await cannot(null, 7), await cannot(null, [null]))
    log('options', await outcome((async () => active.postMessage({ work: '() => 1' }, { transfer: [spare()] }))()), await outcome((async () => active.postMessage({ work: '() => 1' }, undefined))()))
    log('none', await outcome((async () => active.postMessage())()))
    log('from the worker', await inside(active, async ({ source }) => [() => {}, { port: new MessageChannel().port1 }].map((message) => {
      try { return source.postMessage(message) } catch (error) { return error.name }
    })))
    await dropped()
  }]
]
