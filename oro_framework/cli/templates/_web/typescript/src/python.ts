// What the page asks of Python: the routes of app.py, whose types `oro types` writes to oro.d.ts.

import { request } from 'oro:ipc'

/** Returns Python's greeting. */
export async function greet (name: string) {
  const { err, data } = await request('app.greet', { name: name.trim() || 'world' })
  if (err) throw new Error(err.message)
  return data
}

/** Calls a function with the time every second; returns a function that ends it. */
export function everySecond (tell: (time: string) => void) {
  const ticks = new EventSource('ipc://app.clock')
  ticks.addEventListener('message', ({ data }) => tell(data))
  return () => ticks.close()
}
