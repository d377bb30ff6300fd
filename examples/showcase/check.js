/** The self-check: every panel is shown, tries itself, and is drawn; then the app ends. */

import { request } from 'oro:ipc'

const PATIENCE = 60000

/** @param {import('./shell.js').Shell} shell */
export async function checkAll (shell) {
  const wanted = String(globalThis.__args.config.showcase_panels ?? '').split(' ').filter(Boolean)
  let failed = 0
  for (const panel of shell.panels.filter(({ id }) => !wanted.length || wanted.includes(id))) {
    for await (const { name, ok, detail } of results(shell, panel)) {
      if (!ok) failed++
      await say(`${ok ? 'ok' : 'not ok'} ${panel.id}: ${name}${detail ? ` (${detail})` : ''}`)
    }
    for (const picture of await snapshot(panel, panel === shell.panels[0])) await say(`# saved ${picture} of ${panel.title}: ${panel.summary ?? ''}`)
  }
  await say(failed ? `# ${failed} failed` : '# everything works')
  await request('application.exit', failed ? 1 : 0)
}

async function * results (shell, panel) {
  const signal = AbortSignal.any([shell.context.signal, AbortSignal.timeout(PATIENCE)])
  try {
    const element = await Promise.race([shell.show(panel.id), late(signal)])
    const complaint = element.querySelector(':scope > .notice')
    yield { name: 'is shown', ok: !complaint, detail: complaint?.textContent ?? '' }
    if (!panel.check || complaint) return
    const [samples] = shell.context.places
    yield * panel.check({ ...shell.context, element, signal, scratch: samples?.path })
  } catch (error) {
    yield { name: 'tries itself', ok: false, detail: String(error) }
  }
}

/** Reject when a signal is aborted: a panel that is never there must not keep the others from being tried. */
function late (signal) {
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
}

/** @returns {Promise<string[]>} where pictures were saved */
async function snapshot (panel, main) {
  for (let frames = 0; frames < 3; frames++) await new Promise((resolve) => requestAnimationFrame(resolve))
  const { err, data } = await request('showcase.snapshot', { panel: panel.id, main })
  if (err) await say(`not ok ${panel.id}: is drawn (${err.message})`)
  return data ?? []
}

/** Standard output, in order and before the app ends; console.log promises neither. */
async function say (line) {
  await request('stdout', { value: `${line.replaceAll('\n', ' ')}\n` })
}
