import { execFileSync, spawn } from 'oro:child_process'

const child = spawn('sh', ['-c', 'echo out; exit 3'])
let stdout = ''
child.stdout.on('data', (/** @type {any} */ data) => { stdout += data })
child.on('close', (code) => {
  globalThis.postMessage({ stdout, sync: execFileSync('echo', ['sync']).toString(), code })
})
