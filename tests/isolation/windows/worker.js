/** The same ways from a dedicated worker, which belongs to its page's window. */
import { everyWay, NAMES } from './ways.js'

const outcome = {}
for (const [way, call] of Object.entries(await everyWay())) {
  const got = outcome[`worker, ${way}`] = {}
  for (const name of NAMES) got[name] = await call(`of.${name}`)
}
postMessage(outcome)
