/** @typedef {import('../transcript.js').Stage} Stage */

/** @type {Record<string, (stage: Stage) => any>} */
export const scenarios = {
  async reading ({ fs, say, Buffer, folder }) {
    fs.writeFileSync(`${folder}/f`, Buffer.alloc(150000, 'abc'))
    for (const options of [undefined, 'utf8', { start: 5 }, { start: 5, end: 9 }, { end: 0 }, { highWaterMark: 40000 }, { emitClose: false }, { autoClose: false }, { flags: 'r+', encoding: 'hex', end: 3 }]) {
      const stream = fs.createReadStream(`${folder}/f`, options)
      const events = followed(stream, ['open', 'ready', 'end', 'close', 'error'])
      say('before', [stream.pending, stream.path, stream.flags, stream.mode, stream.bytesRead, stream.readableHighWaterMark, stream.start, stream.end, stream.autoClose])
      /** @type {any[]} */
      const sizes = []
      stream.on('data', (/** @type {any} */ piece) => sizes.push(typeof piece === 'string' ? piece.slice(0, 8) + piece.length : piece.length))
      await over(stream, 'end')
      await settled(/** @type {any} */ (options)?.autoClose === false ? null : stream)
      say(`sizes ${JSON.stringify(options)}`, sizes)
      say('events', events)
      say('after', [stream.bytesRead, stream.pending, stream.destroyed, stream.closed])
      stream.destroy()
    }
  },

  async writing ({ fs, say, folder }) {
    for (const options of [undefined, 'latin1', { flags: 'a' }, { flags: 'r+', start: 2 }, { highWaterMark: 3 }, { emitClose: false }, { autoClose: false }, { flush: true }, { mode: 0o600 }]) {
      const stream = fs.createWriteStream(`${folder}/f`, options)
      const events = followed(stream, ['open', 'ready', 'drain', 'finish', 'close', 'error'])
      say('before', [stream.pending, stream.path, stream.flags, stream.mode, stream.bytesWritten, stream.writableHighWaterMark, stream.start])
      const results = [stream.write('é'), stream.write(new Uint8Array([65, 66])), stream.write('4142', 'hex')]
      stream.end('!')
      await over(stream, 'finish')
      await settled(/** @type {any} */ (options)?.autoClose === false ? null : stream)
      say(`results ${JSON.stringify(options)}`, results)
      say('events', events)
      say('after', [stream.bytesWritten, stream.pending, stream.destroyed, stream.closed])
      say('file', fs.readFileSync(`${folder}/f`))
      stream.destroy()
    }
  },

  async failing ({ fs, say, attempt, folder }) {
    fs.writeFileSync(`${folder}/f`, 'x')
    for (const make of [
      () => fs.createReadStream(`${folder}/none`), () => fs.createReadStream(folder), () => fs.createWriteStream(`${folder}/none/x`),
      () => fs.createWriteStream(folder), () => fs.createWriteStream(`${folder}/f`, { flags: 'wx' }),
      () => fs.createReadStream('', { fd: 123456 })
    ]) {
      const stream = make()
      const events = followed(stream, ['open', 'ready', 'end', 'finish', 'close'])
      const error = new Promise((resolve) => stream.on('error', resolve))
      if (stream.resume) stream.resume()
      else stream.end('x')
      say('error', await error)
      await settled(stream)
      say('events', events)
    }
    await attempt('start beyond end', () => fs.createReadStream('x', { start: 5, end: 2 }))
    await attempt('start', () => fs.createReadStream('x', { start: 'a' }))
    await attempt('negative', () => fs.createReadStream('x', { start: -1 }))
    await attempt('end', () => fs.createReadStream('x', { end: 1.5 }))
    await attempt('start of writing', () => fs.createWriteStream('x', { start: null }))
    await attempt('path', () => fs.createReadStream(5))
    await attempt('options', () => fs.createReadStream('x', 5))
    await attempt('encoding', () => fs.createReadStream('x', 'foo'))
    await attempt('fd', () => fs.createReadStream('x', { fd: 'a' }))
  },

  async numbers ({ fs, say, folder }) {
    fs.writeFileSync(`${folder}/f`, '0123456789')
    const fd = fs.openSync(`${folder}/f`, 'r+')
    const stream = fs.createReadStream('', { fd, encoding: 'utf8', autoClose: false, highWaterMark: 4 })
    let text = ''
    for await (const piece of stream) text += piece + '|'
    say('read', [text, stream.path, stream.fd === fd])
    const again = fs.createReadStream('', { fd, encoding: 'utf8', autoClose: false, start: 3, end: 5 })
    for await (const piece of again) say('from 3', piece)
    const writer = fs.createWriteStream('', { fd, start: 8 })
    writer.end('ab')
    await over(writer, 'close')
    say('file', fs.readFileSync(`${folder}/f`, 'utf8'))
    try { fs.closeSync(fd) } catch (error) { say('closed', error) }
  },

  async handles ({ fs, fsp, say, attempt, folder }) {
    const writer = (await fsp.open(`${folder}/f`, 'w+')).createWriteStream()
    writer.end('one\r\ntwo\n\nthree')
    await over(writer, 'close')
    say('file', await fsp.readFile(`${folder}/f`, 'utf8'))
    const lines = []
    const read = await fsp.open(`${folder}/f`)
    for await (const line of read.readLines({ start: 0 })) lines.push(line)
    say('lines', lines)
    const handle = await fsp.open(`${folder}/f`, 'r+')
    const pieces = []
    for await (const piece of handle.createReadStream({ start: 2, end: 6, encoding: 'utf8' })) pieces.push(piece)
    say('pieces', pieces)
    while (handle.fd >= 0) await new Promise((resolve) => setTimeout(resolve, 5))
    say('fd', handle.fd)
    await attempt('read', () => handle.read())
    await attempt('stat', () => handle.stat())
    await attempt('writeFile', () => handle.writeFile('x'))
    await attempt('readFile', () => handle.readFile())
    await attempt('appendFile', () => handle.appendFile('x'))
    await attempt('truncate', () => handle.truncate())
    await attempt('sync', () => handle.sync())
    await attempt('datasync', () => handle.datasync())
    await attempt('chmod', () => handle.chmod(0o600))
    await attempt('chown', () => handle.chown(0, 0))
    await attempt('utimes', () => handle.utimes(1, 1))
    await attempt('readv', () => handle.readv([new Uint8Array(1)]))
    await attempt('writev', () => handle.writev([new Uint8Array(1)]))
    await attempt('close', () => handle.close())
  },

  async 'what handles do' ({ fs, fsp, say, attempt, Buffer, folder }) {
    const handle = await fsp.open(`${folder}/f`, 'w+', 0o640)
    await attempt('write', () => handle.write('hello wörld', 0, 'utf8'))
    await attempt('write bytes', () => handle.write(Buffer.from('HELLO'), 1, 3, 1))
    await attempt('write with options', () => handle.write(Buffer.from('xyz'), { offset: 1, length: 1, position: 0 }))
    await attempt('write nothing', () => handle.write(''))
    await attempt('writev', () => handle.writev([Buffer.from('a'), Buffer.from('b')], 10))
    await attempt('read', () => handle.read(Buffer.alloc(6), 0, 6, 0))
    await attempt('read with options', () => handle.read({ buffer: Buffer.alloc(4), position: 1 }))
    await attempt('read far', () => handle.read(Buffer.alloc(4), 0, 4, 1000))
    await attempt('readv', () => handle.readv([Buffer.alloc(2), Buffer.alloc(3)], 0))
    await attempt('readFile', () => handle.readFile('utf8'))
    await attempt('readFile again', () => handle.readFile('utf8'))
    await attempt('truncate', () => handle.truncate(4))
    await attempt('appendFile', () => handle.appendFile('++'))
    await attempt('writeFile', () => handle.writeFile(['1', '2']))
    say('file', fs.readFileSync(`${folder}/f`))
    await attempt('chmod', () => handle.chmod(0o600))
    say('stat', [(await handle.stat()).size, (await handle.stat({ bigint: true })).mode.toString(8)])
    await attempt('utimes', () => handle.utimes(new Date(1000), 2))
    say('times', [(await handle.stat()).atimeMs, (await handle.stat()).mtimeMs])
    await attempt('sync', () => handle.sync())
    await attempt('datasync', () => handle.datasync())
    await attempt('bad mode', () => handle.chmod('zz'))
    await attempt('bad length', () => handle.truncate(1.5))
    await attempt('bad data', () => handle.writeFile(5))
    const events = followed(handle, ['close'])
    await attempt('close', () => Promise.all([handle.close(), handle.close()]))
    await attempt('close again', () => handle.close())
    say('events', events)
    const web = await fsp.open(`${folder}/f`)
    const stream = web.readableWebStream()
    await attempt('locked', () => web.readableWebStream())
    let size = 0
    for (const reader = stream.getReader(); ;) {
      const { done, value } = await reader.read()
      if (done) break
      size += value.byteLength
    }
    say('web', size)
    await web.close()
  },

  async ends ({ fs, say, folder }) {
    fs.writeFileSync(`${folder}/f`, 'x'.repeat(300000))
    const left = fs.createReadStream(`${folder}/f`)
    for await (const piece of left) {
      say('piece', piece.length)
      break
    }
    say('left', left.destroyed)
    const controller = new AbortController()
    const aborted = fs.createReadStream(`${folder}/f`, { signal: controller.signal })
    const error = new Promise((resolve) => aborted.on('error', resolve))
    aborted.once('data', () => controller.abort())
    say('aborted', await error)
    const closed = fs.createReadStream(`${folder}/f`)
    say('closing', await new Promise((resolve) => closed.close((/** @type {any[]} */ ...given) => resolve(given))))
    const writer = fs.createWriteStream(`${folder}/w`)
    writer.write('abc')
    say('writer closing', await new Promise((resolve) => writer.close((/** @type {any[]} */ ...given) => resolve(given))))
    say('written', fs.readFileSync(`${folder}/w`, 'utf8'))
    const late = fs.createWriteStream(`${folder}/w`)
    const refused = new Promise((resolve) => late.on('error', resolve))
    late.end('x')
    late.write('y')
    say('late', await refused)
    const piped = fs.createReadStream(`${folder}/f`).pipe(fs.createWriteStream(`${folder}/copy`))
    await over(piped, 'close')
    say('piped', fs.statSync(`${folder}/copy`).size)
    /** @type {string[]} */
    const order = []
    const calls = fs.createWriteStream(`${folder}/w`)
    for (const name of ['a', 'b', 'c']) calls.write(name, () => order.push(name))
    calls.end(() => order.push('end'))
    await over(calls, 'close')
    say('order', order)
  }
}

/**
 * @param {any} emitter
 * @param {string[]} names
 */
function followed (emitter, names) {
  /** @type {string[]} */
  const seen = []
  for (const name of names) emitter.on(name, () => seen.push(name))
  return seen
}

/**
 * @param {any} stream
 * @param {string} name
 */
function over (stream, name) {
  return new Promise((resolve) => {
    stream.on(name, resolve)
    stream.on('error', resolve)
  })
}

/**
 * What was begun by now has happened: a stream that closes has closed, and something else that should not come had time.
 * @param {any} stream null: none that closes
 */
async function settled (stream) {
  while (stream && !stream.closed) await new Promise((resolve) => setTimeout(resolve, 5))
  return new Promise((resolve) => setTimeout(resolve, 60))
}
