const { process } = /** @type {any} */ (globalThis)

/** @type {Record<string, () => void>} */
const acts = {
  exit: () => process.exit(3),
  print: () => { console.log('out', { a: 1 }); console.error('err') },
  throw: () => setTimeout(() => { throw new Error('thrown on purpose') })
}

process.on('message', (/** @type {any} */ message) => {
  const act = typeof message === 'string' && acts[message]
  if (act) act()
  else process.send(message)
})
const { connected, pid } = process
process.send({ args: process.argv.slice(2), env: { ...process.env }, connected, pid })
