/** A document of another preview, or of the app, that tries to reach a preview whose name it knows. */
globalThis.reach = async function reach (url, who) {
  const outcome = { args: typeof globalThis.__args, runtime: typeof globalThis.isOroRuntime }
  const text = async (address) => (await fetch(address)).text()
  const image = () => new Promise((resolve) => {
    const made = new Image()
    made.onload = () => resolve('loaded')
    made.onerror = () => resolve('failed')
    made.src = `${url}${who}-image`
  })
  const script = () => new Promise((resolve) => {
    const made = document.createElement('script')
    made.onload = () => resolve('loaded')
    made.onerror = () => resolve('failed')
    made.src = `${url}${who}-script`
    document.head.append(made)
  })
  const socket = () => new Promise((resolve) => {
    const made = new WebSocket(`${url.replace('http', 'ws')}${who}-socket`)
    made.onopen = () => resolve('open')
    made.onerror = () => resolve('failed')
  })
  const form = () => new Promise((resolve) => {
    const frame = Object.assign(document.createElement('iframe'), { name: `${who}-target` })
    const made = Object.assign(document.createElement('form'), { action: `${url}${who}-form`, method: 'post', target: frame.name })
    document.body.append(frame, made)
    made.submit()
    setTimeout(resolve, 1000, 'sent')
  })
  const nested = () => new Promise((resolve) => {
    const frame = document.createElement('iframe')
    frame.src = `${url}document?${who}`
    addEventListener('message', ({ data, source }) => { if (data?.outcome && source === frame.contentWindow) resolve('ran') })
    document.body.append(frame)
    setTimeout(resolve, 2000, 'silent')
  })
  const ways = {
    ipc: () => text('ipc://platform.primordials'),
    fetch: () => text(`${url}${who}-fetch`),
    opaque: () => fetch(`${url}${who}-opaque`, { mode: 'no-cors', credentials: 'include' }).then(() => 'sent'),
    post: () => fetch(`${url}${who}-post`, { mode: 'no-cors', method: 'POST', body: 'x' }).then(() => 'sent'),
    image, script, socket, form, ...(who === 'app' ? {} : { nested })
  }
  for (const [way, work] of Object.entries(ways)) outcome[way] = await work().catch(() => 'failed')
  return outcome
}
if (parent !== self) addEventListener('message', async ({ data }) => { if (data.url) parent.postMessage({ outcome: await globalThis.reach(data.url, 'other') }, '*') })
if (parent !== self) parent.postMessage('ready', '*')
