import { once } from 'oro:events'
import { Transcript } from './transcript.js'

const PATIENCE = 60000

/**
 * Assert that scenarios go as they are written down.
 * @param {import('oro:test').Test} t
 * @param {Record<string, (given: any) => Promise<void>>} scenarios
 * @param {Record<string, any>} modules
 * @param {string} file of transcripts, beside this one
 */
export async function same (t, scenarios, modules, file) {
  const transcripts = await (await fetch(new URL(file, import.meta.url))).json()
  t.deepEqual(Object.keys(scenarios), Object.keys(transcripts))
  for (const [name, act] of Object.entries(scenarios)) {
    const transcript = new Transcript()
    const given = { ...modules, once, t: transcript }
    const stuck = t.sleep(PATIENCE).then(() => 'stuck')
    const end = await Promise.race([act(given).catch((error) => transcript.log('thrown', error)), stuck])
    if (end === 'stuck') transcript.log('stuck', name)
    for (const teller of new Set([...Object.keys(transcripts[name]), ...Object.keys(transcript.lines)])) {
      t.equal(shown(transcript.lines[teller]), shown(transcripts[name][teller]), `${name}: ${teller}`)
    }
  }
}

/** @param {any[] | undefined} lines */
function shown (lines) {
  return lines?.map((line) => JSON.stringify(line)).join('\n') ?? ''
}
