import test from 'oro:test'
import buffer, { atob, Buffer, constants, isAscii, isUtf8, resolveObjectURL, transcode } from 'oro:buffer'

test('text becomes bytes and text again in every encoding', (t) => {
  for (const encoding of ['utf8', 'utf-8', 'hex', 'ascii', 'latin1', 'binary', 'base64', 'base64url', 'ucs2', 'utf16le']) {
    const text = Buffer.from('some words').toString(encoding)
    t.equal(Buffer.from(text, encoding).toString(), 'some words', encoding)
    t.ok(Buffer.isEncoding(encoding), `isEncoding("${encoding}")`)
  }
  t.equal(Buffer.from([0xfb, 0xff]).toString('base64url'), '-_8', 'base64url has its own alphabet and no padding')
  t.equal(Buffer.from('Ťd', 'hex').toString('hex'), 'dd', 'a digit of hex is the low byte of a code unit, as in Node')
  t.equal(Buffer.from('aaŤx', 'hex').toString('hex'), 'aa', 'a pair that is not of digits ends it')
  t.equal(Buffer.from([0xef, 0xbb, 0xbf, 0x61]).toString(), '\ufeffa', 'a byte order mark stays')
  t.equal(Buffer.from([0xe2, 0x82, 0x61]).toString(), '\ufffda', 'broken UTF-8 as the platform shows it')
})

test('wrong arguments have the codes of Node', (t) => {
  const code = (/** @type {() => any} */ fn) => { try { return fn() } catch (error) { return /** @type {any} */ (error).code } }
  t.equal(code(() => Buffer.from(/** @type {any} */ (5))), 'ERR_INVALID_ARG_TYPE', 'from(5)')
  t.equal(code(() => Buffer.from(/** @type {any} */ (null))), 'ERR_INVALID_ARG_TYPE', 'from(null)')
  t.equal(code(() => Buffer.alloc(/** @type {any} */ ('5'))), 'ERR_INVALID_ARG_TYPE', 'alloc("5")')
  t.equal(code(() => Buffer.alloc(-1)), 'ERR_OUT_OF_RANGE', 'alloc(-1)')
  t.equal(code(() => Buffer.byteLength(/** @type {any} */ (5))), 'ERR_INVALID_ARG_TYPE', 'byteLength(5)')
  t.equal(code(() => Buffer.alloc(2).readUInt32LE()), 'ERR_BUFFER_OUT_OF_BOUNDS', 'reading past a short buffer')
  t.equal(code(() => Buffer.alloc(8).readUInt32LE(6)), 'ERR_OUT_OF_RANGE', 'reading past the end')
})

test('an address of a Blob gives its bytes and type, until it is revoked', async (t) => {
  const address = URL.createObjectURL(new Blob([new Uint8Array([0, 0xff, 0x61])], { type: 'text/x' }))
  const blob = resolveObjectURL(address)
  t.equal(blob?.type, 'text/x')
  t.deepEqual(Array.from(new Uint8Array(await blob?.arrayBuffer() ?? new ArrayBuffer(0))), [0, 0xff, 0x61])
  URL.revokeObjectURL(address)
  t.equal(resolveObjectURL(address), undefined, 'revoked')
  t.equal(resolveObjectURL('blob:x'), undefined, 'never one')
  t.equal(resolveObjectURL('https://example.org/'), undefined, 'another scheme')
})

test('isUtf8, isAscii and transcode', (t) => {
  t.ok(isUtf8(Buffer.from('é')) && !isUtf8(Buffer.from([0xff])), 'isUtf8')
  t.ok(isAscii(Buffer.from('e')) && !isAscii(Buffer.from('é')), 'isAscii')
  t.equal(transcode(Buffer.from('€é'), 'utf8', 'latin1').toString('latin1'), '?é', 'transcode')
})

test('the module is what Node offers', (t) => {
  t.equal(buffer.Buffer, Buffer, 'the default export')
  t.equal(constants.MAX_LENGTH, buffer.kMaxLength, 'constants')
  t.equal(atob('YQ=='), 'a', 'atob')
  t.deepEqual(Buffer.from('ab').toJSON(), { type: 'Buffer', data: [97, 98] }, 'toJSON')
  const view = new Uint16Array([1, 2, 3])
  t.deepEqual([...Buffer.copyBytesFrom(view, 1, 1)], [2, 0], 'copyBytesFrom')
})
