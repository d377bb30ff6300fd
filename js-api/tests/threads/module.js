import { BroadcastChannel, parentPort, threadId, Worker, workerData } from 'oro:worker_threads'
import process from 'oro:process'

const port = /** @type {MessagePort} */ (parentPort)

port.on('message', async (asked) => {
  if (asked === 'nested') {
    const worker = new Worker(new URL('./module.js', import.meta.url), { workerData: 'inner' })
    worker.on('message', (said) => {
      port.postMessage({ said, mine: threadId })
      worker.terminate()
    })
  } else if (asked === 'channel') {
    new BroadcastChannel('threads').postMessage(threadId)
  } else if (asked === 'vm') {
    const { default: vm } = await import('oro:vm')
    const told = [vm.runInThisContext('1 + 1')]
    try { vm.createContext() } catch (error) { told.push(/** @type {any} */ (error).code) }
    port.postMessage(told)
  } else if (asked === 'exit') {
    try { process.exit(7) } finally { port.postMessage('after the end') }
  } else {
    const { default: ipc } = await import('oro:ipc')
    const { data, err } = await ipc.request(asked)
    port.postMessage({ data: typeof data, err: err?.message ?? null, client: globalThis.__args?.client.type })
  }
})
port.postMessage({ workerData, argv: process.argv.slice(1) })
