exports.job = 'short identifiers that are hard to guess'
exports.ways = ['require', 'import']

exports.use = async ({ library, say }) => {
  const { nanoid, customAlphabet, urlAlphabet, customRandom } = library
  say('shape', [nanoid().length, nanoid(5).length, /^[\w-]+$/.test(nanoid(500)), urlAlphabet.length])
  say('alphabet', /^[ab]{10}$/.test(customAlphabet('ab', 10)()))
  say('random', customRandom('abc', 4, (size) => new Uint8Array(size).fill(1))())
  say('unlike', new Set(Array.from({ length: 200 }, () => nanoid())).size)
}
