/**
 * What `os` tells, as plain data; a test compares a page with Node.
 * @module
 */

/**
 * @param {() => any} act
 * @returns {any[]}
 */
function refusal (act) {
  try {
    return ['nothing', act()]
  } catch (/** @type {any} */ { name, code, message, errno, syscall, info }) {
    return [name, code, message, errno, syscall, info]
  }
}

/** @type {((os: any) => any)[]} */
const refused = [
  (os) => os.getPriority('x'), (os) => os.getPriority(1.5), (os) => os.getPriority(2 ** 40), (os) => os.getPriority(999999999),
  (os) => os.getPriority(null), (os) => os.setPriority(0, 100), (os) => os.setPriority(0, -21), (os) => os.setPriority('x', 1),
  (os) => os.setPriority(0, 'x'), (os) => os.setPriority(), (os) => os.setPriority(999999999, 0), (os) => os.setPriority(0, 0.5)
]

/** What stays the same from one call to the next. @param {any} os */
export function constant (os) {
  const called = ['arch', 'machine', 'platform', 'type', 'release', 'version', 'endianness', 'hostname', 'homedir', 'tmpdir', 'totalmem', 'availableParallelism']
  return JSON.parse(JSON.stringify({
    names: Object.keys(os).filter((name) => name !== 'default'),
    called: called.map((name) => [name, os[name](), `${os[name]}`, typeof os[name]()]),
    user: os.userInfo(),
    bytes: String(os.userInfo({ encoding: 'buffer' }).username),
    constants: os.constants,
    EOL: os.EOL,
    devNull: os.devNull,
    interfaces: os.networkInterfaces(),
    cpus: os.cpus().map((/** @type {any} */ { model, times }) => [model, Object.keys(times)]),
    priority: os.getPriority(),
    refused: refused.map((act) => [String(act), refusal(() => act(os))])
  }))
}

/** What changes; each with how far it may be off. @param {any} os */
export function changing (os) {
  return {
    uptime: [os.uptime(), 30],
    free: [os.freemem(), os.totalmem() / 2],
    load: [os.loadavg()[2], 5],
    user: [os.cpus()[0].times.user, 60000],
    idle: [os.cpus()[0].times.idle, 60000]
  }
}
