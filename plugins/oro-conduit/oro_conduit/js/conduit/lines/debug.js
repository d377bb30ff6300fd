/** `DEBUG=conduit` in the environment of the app has attempts, retries and failures logged. */

const args = globalThis.__args
const wanted = /(?:^|[\s,])(?:conduit|\*)(?:$|[\s,])/.test(args?.env?.DEBUG ?? '')

/** Whether the carrier says what it does. */
export const debugging = wanted || Boolean(args?.conduit?.debug)

/** @param {...any} parts */
export function log (...parts) {
  if (debugging) console.debug('conduit:', ...parts)
}
