const TEXT = 'grüße ✓ 🎈\nsecond'

/** @type {Record<string, (stage: import('../transcript.js').Stage) => any>} */
export const scenarios = {
  async encodings ({ fs, every, say, Buffer, folder }) {
    const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0, 0xff, 0xc3, 0xa9, 0xe2, 0x9c])
    fs.writeFileSync(`${folder}/f`, bytes)
    for (const encoding of [undefined, null, 'utf8', 'UTF-8', 'utf16le', 'ucs2', 'latin1', 'binary', 'ascii', 'hex', 'base64', 'base64url']) {
      await every(`readFile ${encoding}`, 'readFile', `${folder}/f`, encoding)
      if (!encoding) continue
      const text = encoding === 'hex' ? '61ff' : encoding.startsWith('base64') ? 'YWJj_-+' : 'aé✓'
      await every(`writeFile ${encoding}`, 'writeFile', `${folder}/w`, text, { encoding })
      say('written', fs.readFileSync(`${folder}/w`))
    }
  },

  async kinds ({ fs, fsp, attempt, say, folder }) {
    const file = `${folder}/f`
    for (const data of [new Uint16Array([1, 2]), new DataView(new ArrayBuffer(3)), new Uint8Array(0), '']) {
      await attempt('write', () => fsp.writeFile(file, data))
      say('content', fs.readFileSync(file))
    }
    await attempt('iterable', () => fsp.writeFile(file, ['a', new Uint8Array([98]), 'c']))
    say('content', fs.readFileSync(file, 'utf8'))
    await attempt('async iterable', () => fsp.writeFile(file, (async function * () { yield 'x'; yield 'y' })()))
    say('content', fs.readFileSync(file, 'utf8'))
    await attempt('an iterable at once', () => fs.writeFileSync(file, ['a']))
    await attempt('flush', () => fsp.writeFile(file, TEXT, { flush: true }))
    await attempt('flush at once', () => fs.writeFileSync(file, TEXT, { flush: true }))
    await attempt('append', () => fsp.appendFile(file, TEXT))
    say('size', fs.statSync(file).size)
  },

  async flags ({ fs, every, attempt, say, folder }) {
    const file = `${folder}/f`
    for (const flag of ['r', 'r+', 'rs+', 'w', 'wx', 'xw', 'w+', 'wx+', 'a', 'ax', 'a+', 'ax+', 'as', 'as+', 'sr', 'sr+']) {
      for (const there of [false, true]) {
        fs.rmSync(file, { force: true })
        if (there) fs.writeFileSync(file, 'present')
        await every(`writeFile ${flag} ${there}`, 'writeFile', file, 'new', { flag })
        await attempt('content', () => fs.readFileSync(file, 'utf8'))
        await every(`readFile ${flag} ${there}`, 'readFile', file, { flag, encoding: 'utf8' })
      }
    }
    say('end', fs.existsSync(file))
  },

  async modes ({ fs, every, say, folder }) {
    for (const mode of [0o600, '640', 0o7, undefined, null]) {
      fs.rmSync(`${folder}/f`, { force: true })
      fs.writeFileSync(`${folder}/f`, '', { mode })
      say(`writeFile ${mode}`, fs.statSync(`${folder}/f`).mode.toString(8))
      fs.rmSync(`${folder}/o`, { force: true })
      fs.closeSync(fs.openSync(`${folder}/o`, 'w', mode))
      say(`open ${mode}`, fs.statSync(`${folder}/o`).mode.toString(8))
      if (mode !== null) fs.mkdirSync(`${folder}/d${mode}`, { mode })
      if (mode !== null) say(`mkdir ${mode}`, fs.statSync(`${folder}/d${mode}`).mode.toString(8))
    }
    await every('chmod', 'chmod', `${folder}/f`, '4755')
    say('chmod', fs.statSync(`${folder}/f`).mode.toString(8))
  },

  async folders ({ fs, every, folder }) {
    fs.mkdirSync(`${folder}/d`)
    fs.writeFileSync(`${folder}/f`, '')
    await every('readFile', 'readFile', `${folder}/d`)
    await every('writeFile', 'writeFile', `${folder}/d`, '')
    await every('readFile of nothing', 'readFile', `${folder}/none`)
    await every('readFile below a file', 'readFile', `${folder}/f/x`)
    await every('a slash behind a file', 'readFile', `${folder}/f/`)
    await every('writeFile with a slash', 'writeFile', `${folder}/new/`, '')
    await every('a long name', 'writeFile', `${folder}/${'n'.repeat(300)}`, '')
    await every('nothing', 'readFile', '')
  },

  async aborting ({ fs, fsp, attempt, folder }) {
    fs.writeFileSync(`${folder}/f`, 'x')
    const aborted = AbortSignal.abort()
    await attempt('readFile', () => fsp.readFile(`${folder}/f`, { signal: aborted }))
    await attempt('writeFile', () => fsp.writeFile(`${folder}/f`, 'y', { signal: aborted }))
    await attempt('readFile by callback', () => new Promise((resolve) => {
      fs.readFile(`${folder}/f`, { signal: aborted }, (/** @type {any[]} */ ...given) => resolve(given))
    }))
    await attempt('no signal', () => fsp.readFile(`${folder}/f`, { signal: 5 }))
    await attempt('with a reason', () => fsp.readFile(`${folder}/f`, { signal: AbortSignal.abort(new RangeError('why')) }))
  },

  async numbers ({ fs, attempt, say, Buffer, folder }) {
    const fd = fs.openSync(`${folder}/f`, 'w+')
    say('write', [fs.writeSync(fd, 'hello'), fs.writeSync(fd, Buffer.from(' world'), 0, 6), fs.writeSync(fd, 'HE', 0)])
    say('hex', fs.writeSync(fd, '2121', null, 'hex'))
    say('writev', fs.writevSync(fd, [Buffer.from('ab'), new Uint8Array([99]), new Uint8Array(0)]))
    say('writev at', fs.writevSync(fd, [Buffer.from('L')], 3))
    const [one, two] = [Buffer.alloc(4), Buffer.alloc(20)]
    say('readv', [fs.readvSync(fd, [one, two], 1), one, two])
    say('read options', [fs.readSync(fd, one, { position: 2, length: 3, offset: 1 }), one])
    say('read at', [fs.readSync(fd, one, 0, 4, 0n), one])
    say('file', fs.readFileSync(`${folder}/f`, 'utf8'))
    say('rest by number', fs.readFileSync(fd, 'utf8'))
    fs.ftruncateSync(fd, 4)
    fs.writeFileSync(fd, 'end')
    say('after', fs.readFileSync(`${folder}/f`))
    fs.futimesSync(fd, 10, new Date(20500))
    say('times', [fs.fstatSync(fd).atimeMs, fs.fstatSync(fd, { bigint: true }).mtimeNs])
    await attempt('read', () => new Promise((resolve) => {
      fs.read(fd, { position: 0, length: 3 }, (/** @type {any} */ error, /** @type {any} */ count, /** @type {any} */ buffer) => resolve([error, count, buffer.length]))
    }))
    await attempt('write', () => new Promise((resolve) => fs.write(fd, 'é', 0, (/** @type {any[]} */ ...given) => resolve(given))))
    await attempt('close', () => new Promise((resolve) => fs.close(fd, (/** @type {any[]} */ ...given) => resolve(given))))
    await attempt('again', () => fs.closeSync(fd))
    await attempt('read closed', () => fs.readSync(fd, one))
    const folderFd = fs.openSync(folder, 'r')
    await attempt('read a folder', () => fs.readSync(folderFd, one))
    await attempt('fstat a folder', () => fs.fstatSync(folderFd).isDirectory())
    fs.closeSync(folderFd)
    const read = fs.openSync(`${folder}/f`)
    await attempt('write what is open for reading', () => fs.writeSync(read, 'x'))
    await attempt('cut what is open for reading', () => fs.ftruncateSync(read, 0))
    fs.closeSync(read)
  },

  async blob ({ fs, attempt, say, folder }) {
    fs.writeFileSync(`${folder}/f`, TEXT)
    const blob = await attempt('blob', () => fs.openAsBlob(`${folder}/f`, { type: 'text/plain' }))
    say('it', [blob instanceof Blob, blob.size, blob.type, await blob.slice(0, 5).text()])
    await attempt('type', () => fs.openAsBlob(`${folder}/f`, { type: 5 }))
  }
}
