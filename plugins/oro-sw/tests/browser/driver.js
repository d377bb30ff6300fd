// Plays one step of a scenario in this document, then goes where the next one is.

const PATIENCE = 60_000
const SCENARIOS = await (await fetch('/control/scenarios')).json()

const at = JSON.parse(sessionStorage.getItem('at') ?? '{ "scenario": 0, "step": 0 }')
if (at.scenario < SCENARIOS.length) await play(SCENARIOS[at.scenario])
else await control('done', {})

/** @param {string} name */
async function play (name) {
  const { default: steps } = await import(`/control/scenarios/${name}.js`)
  const [path, run] = steps[at.step]
  if (location.pathname !== path) return location.replace(path)
  const lines = []
  const log = (...words) => lines.push(words.map((word) => JSON.stringify(word)).join(' '))
  const late = new Promise((resolve, reject) => setTimeout(() => reject(new Error('took too long')), PATIENCE))
  try {
    await Promise.race([run(log), late])
  } catch (error) {
    log('failed', String(error))
    console.error(error)
  }
  const last = at.step + 1 === steps.length
  sessionStorage.setItem('at', JSON.stringify(last ? { scenario: at.scenario + 1, step: 0 } : { ...at, step: at.step + 1 }))
  await control('tell', { scenario: name, last, lines })
  location.replace(last ? '/' : steps[at.step + 1][0])
}

/**
 * @param {string} what
 * @param {any} body
 */
async function control (what, body) {
  await fetch(`/control/${what}`, { method: 'POST', body: JSON.stringify(body) })
}
