import { check, equal, inWorker, ok, url } from '../harness.js'

check('load: a thousand parallel fetches', async () => {
  const answers = await Promise.all(Array.from({ length: 1000 }, async (_, n) => (await fetch(url('status', { code: 200, body: n }))).text()))
  equal(answers.filter((text, n) => text === String(n)).length, 1000, 'right answers')
})

check('load: a thousand more, a fifth of them posts', async () => {
  const one = async (_, n) => n % 5 === 0
    ? (await (await fetch(url('echo'), { method: 'POST', body: `post ${n}` })).json()).text === `post ${n}`
    : (await (await fetch(url('status', { code: 200, body: n }))).text()) === String(n)
  ok((await Promise.all(Array.from({ length: 1000 }, one))).every(Boolean), 'right answers')
})

check('load: two workers and the page together', async () => {
  const script = `(async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, async (_, n) => (await (await fetch('ipc://status?code=200&body=' + n)).text()) === String(n)))
    postMessage(answers.filter(Boolean).length)
  })()`
  const workers = [inWorker(script), inWorker(script)]
  const own = Promise.all(Array.from({ length: 100 }, async (_, n) => (await fetch(url('status', { code: 200, body: n }))).text()))
  equal([await workers[0].said, await workers[1].said, (await own).length], [100, 100, 100])
  workers.forEach(({ worker }) => worker.terminate())
})
