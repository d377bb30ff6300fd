// Which scripts may be copies that somebody keeps: what is said of that when they are asked for.

import { dropped, registered, set } from './kit.js'

const asked = async () => (await fetch('asked')).json()

export default [
  ['/cached/', async (log) => {
    await asked()
    for (const updateViaCache of ['imports', 'all', 'none']) {
      const { registration } = await registered('sw.js', { updateViaCache })
      log(updateViaCache, registration.updateViaCache, await asked())
      await registration.update()
      log('updated', await asked())
      await dropped()
    }
    const { registration } = await registered('sw.js', { updateViaCache: 'all' })
    await asked()
    await navigator.serviceWorker.register('sw.js', { updateViaCache: 'none' })
    log('another', registration.updateViaCache, await asked())
    await set({ part: 'other' })
    await registration.update()
    log('an import', registration.installing === null && registration.waiting === null, await asked())
    await dropped()
  }]
]
