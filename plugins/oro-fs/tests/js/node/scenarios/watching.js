/** @type {Record<string, (stage: import('../transcript.js').Stage) => any>} */
export const scenarios = {
  async refusals ({ fs, fsp, attempt, say, folder }) {
    const never = () => fs.watch(`${folder}/none`)
    await attempt('nothing there', never)
    try { never() } catch (/** @type {any} */ error) { say('filename', error.filename) }
    await attempt('path', () => fs.watch(5))
    await attempt('encoding', () => fs.watch(folder, 'foo'))
    await attempt('recursive', () => fs.watch(folder, { recursive: 5 }))
    await attempt('signal', () => fs.watch(folder, { signal: 5 }))
    await attempt('options', () => fs.watch(folder, 5))
    await attempt('nothing there, by promise', () => fsp.watch(`${folder}/none`).next())
    await attempt('aborted, by promise', () => fsp.watch(folder, { signal: AbortSignal.abort() }).next())
    await attempt('path, by promise', () => fsp.watch(5).next())
  },

  async changes ({ fs, fsp, say, folder }) {
    const watcher = fs.watch(folder)
    const first = new Promise((resolve) => watcher.once('change', (/** @type {any[]} */ ...given) => resolve(given)))
    fs.writeFileSync(`${folder}/new`, 'x')
    say('first', await first)
    const closed = new Promise((resolve) => watcher.on('close', (/** @type {any[]} */ ...given) => resolve(given)))
    watcher.close()
    say('closed', await closed)
    const controller = new AbortController()
    fs.mkdirSync(`${folder}/sub`)
    const changes = fsp.watch(`${folder}/sub`, { signal: controller.signal })
    const next = changes.next()
    // Watching begins a moment after it was asked for.
    const again = setInterval(() => fs.writeFileSync(`${folder}/sub/other`, 'x'), 30)
    const { value } = await next
    clearInterval(again)
    say('filename', value.filename)
    controller.abort()
    let failure = null
    try {
      for (;;) await changes.next().then((/** @type {any} */ { done }) => { if (done) throw new Error('it ended') })
    } catch (error) {
      failure = error
    }
    say('aborted', failure)
  },

  async files ({ fs, say, attempt, folder }) {
    const file = `${folder}/f`
    /** @type {any[]} */
    const told = []
    /** @type {() => void} */
    let wake = () => {}
    const listener = (/** @type {any} */ now, /** @type {any} */ before) => {
      told.push([now.size, before.size, now.mtimeMs === 0, before.mtimeMs === 0, now.isFile()])
      wake()
    }
    const next = () => new Promise((resolve) => { wake = () => resolve(undefined) })
    const watcher = fs.watchFile(file, { interval: 20 }, listener)
    say('class', [watcher.constructor.name, watcher.ref() === watcher, watcher.listenerCount('change')])
    await next()
    for (const content of ['one', 'three']) {
      const more = next()
      fs.writeFileSync(`${file}.new`, content)
      fs.renameSync(`${file}.new`, file)
      await more
    }
    const more = next()
    fs.unlinkSync(file)
    await more
    fs.unwatchFile(file, listener)
    say('told', told)
    const big = new Promise((resolve) => fs.watchFile(file, { bigint: true, interval: 20 }, (/** @type {any} */ now) => resolve(typeof now.size)))
    say('bigint', await big)
    fs.unwatchFile(file)
    await attempt('nothing watched', () => fs.unwatchFile(file))
    await attempt('interval', () => fs.watchFile(file, { interval: 'x' }, listener))
    await attempt('path', () => fs.watchFile(5, listener))
  }
}
