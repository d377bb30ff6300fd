/** @type {Record<string, (stage: import('../transcript.js').Stage) => any>} */
export const scenarios = {
  async copies ({ fs, fsp, attempt, say, folder }) {
    tree(fs, folder)
    const cases = {
      file: ['f', 'new/deep/f', {}],
      'over a file': ['f', 'g', {}],
      'not over a file': ['f', 'h', { force: false }],
      'an error over a file': ['f', 'h', { force: false, errorOnExist: true }],
      itself: ['f', 'f', {}],
      'a folder without recursive': ['d', 'q', {}],
      'a folder': ['d', 'd2', { recursive: true }],
      'a folder again': ['d', 'd2', { recursive: true }],
      'a folder on a file': ['d', 'f', { recursive: true }],
      'a file on a folder': ['f', 'd', { recursive: true }],
      'into itself': ['d', 'd/e/x', { recursive: true }],
      'a link': ['l', 'l2', {}],
      'a link as it is': ['l', 'l3', { verbatimSymlinks: true }],
      'a link on a file': ['l', 'g', {}],
      'a link on a link': ['l', 'lf', {}],
      'what a link leads to': ['l', 'l4', { dereference: true, recursive: true }],
      'a broken link': ['broken', 'broken2', {}],
      'a broken link, followed': ['broken', 'broken3', { dereference: true }],
      nothing: ['none', 'x', {}],
      'with times': ['f', 'timed', { preserveTimestamps: true }],
      exclusively: ['f', 'h', { mode: 1 }],
      'a FIFO': ['d', 'd5', { recursive: true, filter: () => false }]
    }
    for (const [label, [src, dest, options]] of Object.entries(cases)) {
      if (label !== 'a folder without recursive') await attempt(`${label} at once`, () => fs.cpSync(`${folder}/${src}`, `${folder}/${dest}`, options))
      say('tree', shown(fs, folder))
      await attempt(label, () => fsp.cp(`${folder}/${src}`, `${folder}/${dest}`, options))
      say('tree', shown(fs, folder))
    }
    say('times', fs.statSync(`${folder}/timed`).mtimeMs === fs.statSync(`${folder}/f`).mtimeMs)
    /** @type {string[]} */
    const asked = []
    await attempt('filtered', () => fsp.cp(`${folder}/d`, `${folder}/some`, {
      recursive: true, filter: async (/** @type {string} */ src) => { asked.push(src); return !src.endsWith('/x') }
    }))
    say('asked', asked.sort())
    await attempt('a promise at once', () => fs.cpSync(`${folder}/f`, `${folder}/p`, { filter: async () => true }))
    await attempt('both', () => fs.cpSync(`${folder}/f`, `${folder}/p`, { dereference: true, verbatimSymlinks: true }))
    say('tree', shown(fs, folder))
  },

  async 'links in copies' ({ fs, attempt, say, folder }) {
    tree(fs, folder)
    for (const name of ['s1', 't1', 's2', 't2']) fs.mkdirSync(`${folder}/${name}`)
    fs.symlinkSync('../d/e', `${folder}/s1/up`)
    fs.symlinkSync('..', `${folder}/t1/up`)
    fs.symlinkSync('..', `${folder}/s2/k`)
    fs.symlinkSync('../d', `${folder}/t2/k`)
    await attempt('one', () => fs.cpSync(`${folder}/s1`, `${folder}/t1`, { recursive: true }))
    await attempt('other', () => fs.cpSync(`${folder}/s2`, `${folder}/t2`, { recursive: true }))
    await attempt('through a link into itself', () => fs.cpSync(`${folder}/d`, `${folder}/l/e/again`, { recursive: true }))
    say('tree', shown(fs, folder))
  },

  async removals ({ fs, every, say, folder }) {
    /** @type {[string, string, any][]} */
    const cases = [
      ['rm', 'f', {}], ['rm', 'd', {}], ['rm', 'd', { recursive: true }], ['rm', 'none', {}], ['rm', 'none', { force: true }],
      ['rm', 'l', {}], ['rm', 'l', { recursive: true }], ['rm', 'broken', {}], ['rm', 'f/x', { force: true }],
      ['rmdir', 'd', {}], ['rmdir', 'empty', {}], ['rmdir', 'f', {}], ['rmdir', 'none', {}], ['rmdir', 'l', {}],
      ['unlink', 'f', undefined], ['unlink', 'd', undefined], ['unlink', 'l', undefined], ['unlink', 'none', undefined]
    ]
    for (const [name, path, options] of cases) {
      tree(fs, folder)
      const args = options ? [options] : []
      await every(`${name} ${path} ${JSON.stringify(options)}`, name, `${folder}/${path}`, ...args)
      say('tree', shown(fs, folder))
    }
  },

  async makings ({ fs, every, attempt, say, folder }) {
    await every('mkdir', 'mkdir', `${folder}/a`)
    await every('mkdir deep', 'mkdir', `${folder}/x/y/z`)
    say('first', fs.mkdirSync(`${folder}/x/y/z`, { recursive: true }))
    say('second', fs.mkdirSync(`${folder}/x/y/z`, { recursive: true }))
    say('third', fs.mkdirSync(`${folder}/x/y/w/v`, { recursive: true }))
    fs.writeFileSync(`${folder}/f`, '')
    await every('over a file', 'mkdir', `${folder}/f`, { recursive: true })
    await every('below a file', 'mkdir', `${folder}/f/a/b`, { recursive: true })
    const made = fs.mkdtempSync(`${folder}/tmp-`)
    say('mkdtemp', [/^.*\/tmp-[A-Za-z0-9]{6}$/.test(made), (fs.statSync(made).mode & 0o777).toString(8)])
    await attempt('mkdtemp nowhere', () => fs.mkdtempSync(`${folder}/none/t-`))
    await attempt('mkdtemp as bytes', () => fs.mkdtempSync(`${folder}/t-`, 'buffer').length - folder.length)
    /** @type {[string, ...any[]][]} */
    const cases = [
      ['link', 'f', 'hard'], ['link', 'none', 'hard2'], ['link', 'a', 'hard3'], ['symlink', 'f', 'soft'], ['symlink', '../x', 'f'],
      ['rename', 'f', 'moved'], ['rename', 'moved', 'a'], ['rename', 'a', 'moved'], ['rename', 'none', 'q'],
      ['copyFile', 'moved', 'copied'], ['copyFile', 'moved', 'copied', 1], ['copyFile', 'a', 'b'], ['copyFile', 'moved', 'a']
    ]
    for (const [name, ...args] of cases) {
      await every(`${name} ${args}`, name, ...args.map((arg) => typeof arg === 'string' ? `${folder}/${arg}` : arg))
    }
    await every('readlink', 'readlink', `${folder}/soft`)
    fs.symlinkSync('../é', `${folder}/relative`)
    await every('readlink as bytes', 'readlink', `${folder}/relative`, 'buffer')
    await every('readlink as hex', 'readlink', `${folder}/relative`, { encoding: 'hex' })
    await every('realpath deep in nothing', 'realpath', `${folder}/none/a/b`)
    await every('realpath', 'realpath', `${folder}/x/../x/./y`)
    await every('realpath of nothing', 'realpath', `${folder}/none`)
    await every('lutimes', 'lutimes', `${folder}/soft`, 5, '7')
    say('lutimes', [fs.lstatSync(`${folder}/soft`).atimeMs, fs.lstatSync(`${folder}/soft`).mtimeMs])
    await every('utimes', 'utimes', `${folder}/x`, 1.5, new Date(2500))
    say('utimes', [fs.statSync(`${folder}/x`).atime, fs.statSync(`${folder}/x`, { bigint: true }).mtimeNs])
    await every('truncate', 'truncate', `${folder}/moved`, 3)
    say('size', fs.statSync(`${folder}/moved`).size)
  },

  async listings ({ fs, fsp, every, attempt, say, Buffer, folder }) {
    tree(fs, folder)
    // Node 20 lists what links lead to, but only when it gives names alone.
    fs.unlinkSync(`${folder}/l`)
    fs.writeFileSync(`${folder}/é %41`, '')
    await every('readdir', 'readdir', folder)
    await every('as bytes', 'readdir', `${folder}/d`, 'buffer')
    await every('as hex', 'readdir', `${folder}/d`, 'hex')
    for (const withFileTypes of [false, true]) {
      const found = await fsp.readdir(folder, { recursive: true, withFileTypes })
      say('deep', found.map((/** @type {any} */ entry) => withFileTypes ? [entry.path, entry.name, entry.isDirectory()] : entry).sort(order))
      const same = fs.readdirSync(folder, { recursive: true, withFileTypes })
      say('deep at once', same.map((/** @type {any} */ entry) => withFileTypes ? [entry.parentPath, entry.name, entry.isFile()] : entry).sort(order))
    }
    for (const options of [{}, { recursive: true }, { bufferSize: 1 }, { bufferSize: 1000, recursive: true }]) {
      const seen = []
      for await (const entry of await fsp.opendir(folder, options)) seen.push([entry.parentPath, entry.name, entry.isSymbolicLink()])
      say(`opendir ${JSON.stringify(options)}`, seen.sort(order))
      const dir = fs.opendirSync(folder, options)
      const now = []
      for (let entry = dir.readSync(); entry; entry = dir.readSync()) now.push([entry.parentPath, entry.name])
      say('at once', now.sort(order))
      say('at the end', dir.readSync())
      dir.closeSync()
    }
    const dir = fs.opendirSync(`${folder}/d`)
    await attempt('read', async () => (await dir.read()).name.length)
    const both = await Promise.all([dir.read(), dir.read()])
    say('two at a time', both.map((entry) => entry?.name.length ?? null))
    await attempt('busy', async () => {
      const reading = dir.read()
      try { dir.readSync() } finally { await reading }
    })
    await attempt('close', () => dir.close())
    await attempt('close again', () => dir.close())
    await attempt('read closed', () => dir.read())
    await attempt('read closed at once', () => dir.readSync())
    await attempt('close closed at once', () => dir.closeSync())
    await attempt('nowhere', () => fsp.opendir(`${folder}/none`))
    await attempt('a file', () => fsp.opendir(`${folder}/f`))
    await attempt('a path in bytes', () => fs.readdirSync(Buffer.from(`${folder}/d`)))
    await attempt('a URL', () => fs.readdirSync(new URL(`file://${folder}/d`)))
    await attempt('an odd name in a URL', () => fs.statSync(new URL(`file://${folder}/%C3%A9%20%2541`)).isFile())
  }
}

/**
 * @param {any} fs
 * @param {string} folder
 */
function tree (fs, folder) {
  fs.mkdirSync(`${folder}/d/e`, { recursive: true })
  fs.mkdirSync(`${folder}/empty`, { recursive: true })
  for (const name of ['f', 'h', 'd/x', 'd/e/y']) fs.writeFileSync(`${folder}/${name}`, name)
  for (const [name, target] of [['l', 'd'], ['lf', 'f'], ['broken', 'none'], ['d/z', '../f']]) {
    fs.rmSync(`${folder}/${name}`, { force: true })
    fs.symlinkSync(target, `${folder}/${name}`)
  }
}

/**
 * @param {any} fs
 * @param {string} folder
 * @returns {any}
 */
function shown (fs, folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).sort(byName).map((/** @type {any} */ entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return [entry.name, shown(fs, path)]
    if (entry.isSymbolicLink()) return `${entry.name} -> ${fs.readlinkSync(path)}`
    return `${entry.name}: ${fs.readFileSync(path, 'utf8')}`
  })
}

/**
 * @param {{ name: string }} left
 * @param {{ name: string }} right
 */
function byName (left, right) {
  return left.name < right.name ? -1 : 1
}

/**
 * @param {any} left
 * @param {any} right
 */
function order (left, right) {
  return String(left) < String(right) ? -1 : 1
}
