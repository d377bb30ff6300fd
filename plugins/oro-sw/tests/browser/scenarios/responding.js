// Ways to answer a request, in time or late, well or badly.

import { controlled, dropped, text } from './kit.js'

const fine = ['plain', 'promise', 'thenable', 'twice', 'microtask', 'microtasks', 'stopped', 'second', 'clone', 'prevented', 'throws', 'status', 'wait', 'handled', 'members']
const wrong = ['undefined', 'text', 'object', 'rejected', 'error', 'read', 'locked', 'disturbed', 'unhandled']
const alone = ['task', 'after', 'ignored']

async function told (...names) {
  for (;;) {
    const all = await (await fetch('told')).json()
    if (names.every((name) => name in all)) return all
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

export default [
  ['/responding/', async (log) => {
    await controlled('sw.js')
    for (const name of fine) log(name, await text(name))
    for (const name of wrong) log(name, await text(name))
    for (const name of alone) log(name, (await text(name)).slice(0, 3))
    log('reused', await text('reused'), await text('reused'))
    const found = await told('twice', 'microtask', 'microtasks', 'task', 'after', 'wait', 'handled', 'unhandled', 'ignored', 'members')
    for (const name of Object.keys(found).sort()) log('told', name, found[name])
    await dropped()
  }]
]
