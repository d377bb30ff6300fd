// Bodies that fail: at once, later, in the midst.

import { controlled, dropped, inside, outcome } from './kit.js'

export default [
  ['/asked/', async (log) => {
    const { active } = await controlled('sw.js')
    const given = async (work) => {
      await inside(active, ({ data }) => {
        const answer = (0, eval)(`(${data.data})`)
        globalThis.kept.answer = (event) => event.respondWith((async () => answer(event.request))())
      }, String(work))
      const response = await fetch('x').catch((error) => error.name)
      if (typeof response === 'string') return response
      const { type, status, ok, headers } = response
      return [type, status, ok, headers.get('x-mine'), headers.get('X-Case'), response.body instanceof ReadableStream, await outcome(response.text())]
    }
    const init = "{ status: 201, headers: { 'x-mine': 'yes', 'x-case': 'Upper Case' } }"
    const made = (source) => `() => new Response(new ReadableStream({ ${source} }), ${init})`
    log('at once', await given(made('start (controller) { controller.error(new Error("on purpose")) }')))
    log('in the first pull', await given(made('pull (controller) { controller.error(new Error("on purpose")) }')))
    log('thrown', await given(made('pull () { throw new Error("on purpose") }')))
    log('in a microtask', await given(made('async start () { await null; throw new Error("on purpose") }')))
    log('no bytes', await given(made('start (controller) { controller.enqueue("text"); controller.close() }')))
    log('in the midst', await given(made('pull (controller) { if (this.begun) controller.error(new Error("on purpose")); else { this.begun = true; controller.enqueue(new Uint8Array(10)) } }')))
    log('nothing', await given(made('start (controller) { controller.close() }')))
    await inside(active, () => { delete globalThis.kept.answer })
    await dropped()
  }]
]
