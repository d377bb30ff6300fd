import { Buffer } from 'node:buffer'
import crypto from 'node:crypto'
import { promisify } from 'node:util'
import { attempt, done, record, told } from './transcript.js'

/** @type {any} */
const c = crypto
/** @param {bigint} number */
const bytes = (number) => {
  const digits = number.toString(16)
  return Buffer.from(digits.padStart(digits.length + digits.length % 2, '0'), 'hex')
}
/** @param {any} value */
const number = (value) => BigInt('0x' + value.toString('hex'))
const GROUPS = ['modp1', 'modp2', 'modp5', 'modp14', 'modp15', 'modp16', 'modp17', 'modp18']
const mersenne = bytes(2n ** 521n - 1n)

for (const name of GROUPS) {
  const group = c.getDiffieHellman(name)
  record(name, [group.verifyError, group.getPrime('hex'), group.getGenerator('hex')])
}
for (const name of GROUPS.slice(0, 4)) {
  const one = c.getDiffieHellman(name)
  const other = c.createDiffieHellman(one.getPrime(), 2)
  const sizes = [one.generateKeys().length > one.getPrime().length - 5, other.generateKeys('hex').length % 2]
  record(`${name} agree`, [sizes, other.verifyError, one.computeSecret(other.getPublicKey()).equals(other.computeSecret(one.getPublicKey()))])
}
for (const [name, most] of /** @type {[string, number][]} */ ([['modp5', 25], ['modp14', 29], ['modp15', 35], ['modp16', 41], ['modp17', 47], ['modp18', 50]])) {
  const group = c.getDiffieHellman(name)
  group.generateKeys()
  record(`${name} private`, [group.getPrivateKey().length <= most, group.getPrivateKey().length > most - 5])
}
const fixed = c.createDiffieHellman(mersenne, 3)
fixed.setPrivateKey(bytes(12345678901234567890n))
const [prime, generator] = [number(mersenne), 3n]
const calls = /** @type {[string, () => any][]} */ ([
  ['unknown group', () => c.getDiffieHellman('modp99')],
  ['group in capitals', () => c.getDiffieHellman('MODP1').getGenerator()],
  ['group 1', () => c.getDiffieHellman(1)],
  ['group without new', () => c.DiffieHellmanGroup('modp1').getGenerator('hex')],
  ['without new', () => c.DiffieHellman(bytes(23n)).getPrime('hex')],
  ['nothing', () => c.createDiffieHellman()],
  ['true', () => c.createDiffieHellman(true)],
  ['empty', () => c.createDiffieHellman('')],
  ['empty bytes', () => c.createDiffieHellman(Buffer.alloc(0))],
  ['23 bits', () => c.createDiffieHellman(23)],
  ['-1 bits', () => c.createDiffieHellman(-1)],
  ['2.5 bits', () => c.createDiffieHellman(2.5)],
  ['10001 bits', () => c.createDiffieHellman(10001)],
  ['bits with bytes', () => c.createDiffieHellman(512, '05', 'hex')],
  ['bits with 2.5', () => c.createDiffieHellman(512, 2.5)],
  ['bits with 1', () => c.createDiffieHellman(512, 1)],
  ['512 bits', () => { const made = c.createDiffieHellman(512); return [made.verifyError, made.getPrime().length, made.getGenerator('hex')] }],
  ['512 bits with 5', () => { const made = c.createDiffieHellman(512, 5); return [made.verifyError, made.getPrime().length, made.getGenerator('hex')] }],
  ['512 bits with 3', () => { const made = c.createDiffieHellman(512, 3); return [made.verifyError, made.getPrime().length, made.getGenerator('hex')] }],
  ['hex', () => c.createDiffieHellman('17', 'hex', '05', 'hex').getGenerator('hex')],
  ['no encoding', () => c.createDiffieHellman('17', 'nope').verifyError],
  ['encodings', () => [c.createDiffieHellman('17', 'latin1').getPrime('hex'), c.createDiffieHellman('17', 'buffer').getPrime('hex')]],
  ['generator 0', () => c.createDiffieHellman(bytes(23n), 0).getGenerator('hex')],
  ['generator of byte 0', () => c.createDiffieHellman(bytes(23n), bytes(0n))],
  ['generator -1', () => c.createDiffieHellman(bytes(23n), -1)],
  ['generator true', () => c.createDiffieHellman(bytes(23n), true)],
  ['leading zeros', () => c.createDiffieHellman(Buffer.from([0, 0, 23])).getPrime('hex')],
  ['no keys', () => fixed.getPublicKey()],
  ['no private key', () => c.getDiffieHellman('modp1').getPrivateKey()],
  ['secret without keys', () => c.getDiffieHellman('modp1').computeSecret(bytes(5n))],
  ['keys of a small prime', () => c.createDiffieHellman(bytes(23n)).generateKeys()],
  ['the private key stays', () => [fixed.generateKeys('hex'), fixed.getPrivateKey('hex')]],
  ['public key', () => fixed.getPublicKey('base64')],
  ['secret', () => fixed.computeSecret(bytes(3n))],
  ['secret of texts', () => fixed.computeSecret('0ff0', 'hex', 'base64')],
  ['secret of 0', () => fixed.computeSecret(bytes(0n))],
  ['secret of 1', () => fixed.computeSecret(bytes(1n))],
  ['secret of 2', () => fixed.computeSecret(bytes(2n), null, 'hex')],
  ['secret of the last but one', () => fixed.computeSecret(bytes(prime - 1n))],
  ['secret of the prime', () => fixed.computeSecret(bytes(prime))],
  ['secret of 5', () => fixed.computeSecret(5)],
  ['set 5', () => fixed.setPublicKey(5)],
  ['set nothing', () => fixed.setPrivateKey()],
  ['set', () => [fixed.setPublicKey(bytes(7n)) === fixed, fixed.getPublicKey('hex'), fixed.setPrivateKey('09', 'hex') === fixed, fixed.getPrivateKey('hex')]],
  ['encoding of a prime', () => fixed.getPrime('nope')],
  ['groups set nothing', () => 'setPrivateKey' in c.getDiffieHellman('modp1')],
  ['functions', () => [c.createDiffieHellmanGroup === c.getDiffieHellman, c.createDiffieHellman.length, c.checkPrime.length, c.checkPrimeSync.length, c.generatePrime.length, c.generatePrimeSync.length]]
])
for (const [what, act] of calls) await attempt(what, act)
for (const [p, g] of [[0n, 2n], [1n, 2n], [2n, 2n], [3n, 2n], [7n, 2n], [7n, 6n], [7n, 8n], [8n, 3n], [11n, 2n], [13n, 2n], [prime, generator], [prime, prime - 1n], [prime, prime - 2n], [prime + 2n, 2n], [2n ** 512n - 1n, 2n]]) {
  await attempt(`verified ${p % 1000n} ${g % 1000n}`, () => c.createDiffieHellman(bytes(p), bytes(g)).verifyError)
}

/** @param {any[]} args @returns {any} what is so of every such prime */
function facts (...args) {
  const made = c.generatePrimeSync(...args)
  if (typeof made === 'bigint') return ['bigint', made.toString(2).length, c.checkPrimeSync(made), args[1].safe === true && c.checkPrimeSync(made >> 1n), args[1].add ? String(made % args[1].add) : '']
  return [made.constructor.name, made.byteLength, c.checkPrimeSync(made), new Uint8Array(made)[0] >> (args[0] - 1) % 8]
}
for (const args of /** @type {any[][]} */ ([
  [2], [3], [8], [9], [64], [256], [-1], [0], [1], [2 ** 31], ['x'], [1.5], [8, null], [8, 5], [8, { bigint: 1 }], [8, { safe: 1 }], [8, { add: 1 }], [8, { add: -1n }], [8, { rem: 'a' }],
  [5, { safe: true }], [3, { safe: true, bigint: true }], [16, { safe: true, bigint: true }], [128, { safe: true, bigint: true }], [48, { add: 4n, rem: 3n, bigint: true }], [32, { add: 5n, bigint: true }],
  [32, { add: Buffer.from([7]), rem: Buffer.from([2]) }], [64, { add: 12n, rem: 11n, safe: true, bigint: true }], [8, { add: 1000n }], [8, { add: 5n, rem: 7n }]
])) await attempt(`prime ${args.map((arg) => typeof arg === 'object' ? arg && Object.keys(arg).map((key) => `${key} ${arg[key]}`).join() : arg)}`, () => facts(...args))

for (const candidate of [0n, 1n, 2n, 3n, 4n, 9n, 561n, 1999n, 3996001n, 3989n, 2n ** 61n - 1n, 2n ** 67n - 1n, 2n ** 127n - 1n, 2n ** 128n + 51n, 2n ** 521n - 1n, 3215031751n, 3825123056546413051n, 318665857834031151167461n]) {
  record(`check ${candidate}`, [c.checkPrimeSync(candidate), c.checkPrimeSync(bytes(candidate)), c.checkPrimeSync(candidate, { checks: 3 })])
}
const checks = /** @type {[string, () => any][]} */ ([
  ['check -3', () => c.checkPrimeSync(-3n)],
  ['check 13', () => c.checkPrimeSync(13)],
  ['check a', () => c.checkPrimeSync('a')],
  ['check a view', () => c.checkPrimeSync(new Uint8Array([1, 1]))],
  ['check nothing', () => c.checkPrimeSync(Buffer.alloc(0))],
  ['check by -1', () => c.checkPrimeSync(13n, { checks: -1 })],
  ['check by 1.5', () => c.checkPrimeSync(13n, { checks: 1.5 })],
  ['check by a', () => c.checkPrimeSync(13n, { checks: 'a' })],
  ['check with null', () => c.checkPrimeSync(13n, null)],
  ['check for nobody', () => c.checkPrime(13n)],
  ['generate for nobody', () => c.generatePrime(8)],
  ['generate for nobody with options', () => c.generatePrime(8, {})],
  ['promised', async () => [typeof await promisify(c.generatePrime)(32, { bigint: true }), await promisify(c.checkPrime)(13n)]]
])
for (const [what, act] of checks) await attempt(what, act)
await told('checked', (tell) => c.checkPrime(13n, tell))
await told('checked by 5', (tell) => c.checkPrime(15n, { checks: 5 }, tell))
await told('generated', (tell) => c.generatePrime(32, (/** @type {any} */ error, /** @type {any} */ made) => tell(error, made.byteLength)))
done()
