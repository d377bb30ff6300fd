/**
 * What `dns` finds, refuses and says, given a server of zone.txt. A test runs these in pages; another runs them in
 * Node, so that what is expected here is what Node does.
 * @module
 */

const soa = { nsname: 'ns.test', hostmaster: 'admin.test', serial: 7, refresh: 1, retry: 2, expire: 3, minttl: 4 }

/** @type {[what: string, ask: (dns: any) => Promise<any>, expected: any][]} */
export const answers = [
  ['resolve4', (d) => d.resolve4('www.test'), ['192.0.2.1', '192.0.2.2']],
  ['resolve4 with ttl', (d) => d.resolve4('www.test', { ttl: true }), [{ address: '192.0.2.1', ttl: 60 }, { address: '192.0.2.2', ttl: 60 }]],
  ['resolve4 over an alias', (d) => d.resolve4('alias.test'), ['192.0.2.1', '192.0.2.2']],
  ['resolve6', (d) => d.resolve6('www.test'), ['2001:db8::1']],
  ['resolve6 with ttl', (d) => d.resolve6('www.test', { ttl: true }), [{ address: '2001:db8::1', ttl: 61 }]],
  ['resolve', (d) => d.resolve('www.test'), ['192.0.2.1', '192.0.2.2']],
  ['resolve AAAA', (d) => d.resolve('www.test', 'AAAA'), ['2001:db8::1']],
  ['resolveCname', (d) => d.resolveCname('alias.test'), ['www.test']],
  ['resolveMx', (d) => d.resolveMx('test'), [{ exchange: 'mail.test', priority: 10 }, { exchange: '', priority: 0 }]],
  ['resolve MX', (d) => d.resolve('test', 'MX'), [{ exchange: 'mail.test', priority: 10 }, { exchange: '', priority: 0 }]],
  ['resolveNs', (d) => d.resolveNs('test'), ['ns.test']],
  ['resolveTxt', (d) => d.resolveTxt('test'), [['one', 'two']]],
  ['resolveTxt of bytes', (d) => d.resolveTxt('bytes.test'), [['\u00c3\u00a4']]],
  ['resolveCaa', (d) => d.resolveCaa('test'), [{ critical: 0, issue: 'ca.example' }, { critical: 128, iodef: 'mailto:a@b.example' }]],
  ['resolveSrv', (d) => d.resolveSrv('_s._tcp.test'), [{ name: 'target.test', port: 3, priority: 1, weight: 2 }]],
  ['resolvePtr', (d) => d.resolvePtr('ptr.test'), ['name.test']],
  ['resolveNaptr', (d) => d.resolveNaptr('num.test'), [{ flags: 'u', service: 'E2U+sip', regexp: '!^.*$!sip:a@b!', replacement: '', order: 10, preference: 20 }]],
  ['resolveSoa', (d) => d.resolveSoa('test'), soa],
  ['resolveAny', (d) => d.resolveAny('www.test'), [{ type: 'A', address: '192.0.2.1', ttl: 60 }, { type: 'A', address: '192.0.2.2', ttl: 60 }, { type: 'AAAA', address: '2001:db8::1', ttl: 61 }]],
  ['a name that is not there', (d) => d.resolve4('nowhere.test'), failure('ENOTFOUND', 'queryA', 'nowhere.test')],
  ['a name without such records', (d) => d.resolveMx('www.test'), failure('ENODATA', 'queryMx', 'www.test')],
  ['a server that fails', (d) => d.resolveTxt('servfail.test'), failure('ESERVFAIL', 'queryTxt', 'servfail.test')],
  ['a server that refuses', (d) => d.resolve6('refused.test'), failure('EREFUSED', 'queryAaaa', 'refused.test')],
  ['a server that cannot', (d) => d.resolveSrv('notimp.test'), failure('ENOTIMP', 'querySrv', 'notimp.test')],
  ['a question it does not understand', (d) => d.resolveNs('formerr.test'), failure('EFORMERR', 'queryNs', 'formerr.test')],
  ['what is no name', (d) => d.resolve4('a..b'), failure('EBADNAME', 'queryA', 'a..b')],
  ['lookup', (d) => d.lookup('localhost', 4), { address: '127.0.0.1', family: 4 }],
  ['lookup all', (d) => d.lookup('127.0.0.1', { all: true }), [{ address: '127.0.0.1', family: 4 }]],
  ['lookup an address of the other family', (d) => d.lookup('127.0.0.1', { family: 6 }), { address: '127.0.0.1', family: 4 }],
  ['lookup nothing', (d) => d.lookup('', { all: true }), []],
  ['lookup what is not there', (d) => d.lookup('not a name'), { ...failure('ENOTFOUND', 'getaddrinfo', 'not a name'), errno: -3008 }],
  ['lookupService', (d) => d.lookupService('127.0.0.1', 54321), { hostname: 'localhost', service: '54321' }],
  ['reverse of what is no address', (d) => d.reverse('x'), { ...failure('EINVAL', 'getHostByAddr', 'x'), errno: -22 }]
]

const type = (/** @type {string} */ message) => ['TypeError', 'ERR_INVALID_ARG_TYPE', message]
const value = (/** @type {string} */ message) => ['TypeError', 'ERR_INVALID_ARG_VALUE', message]
const noCallback = type('The "callback" argument must be of type function. Received undefined')
const noop = () => {}

/** @type {[what: string, act: (dns: any) => any, expected: string[]][]} */
export const refusals = [
  ['lookup without anything', (d) => d.lookup(), noCallback],
  ['lookup without a callback', (d) => d.lookup('x'), noCallback],
  ['lookup with options and no callback', (d) => d.lookup('x', {}, 5), type('The "callback" argument must be of type function. Received type number (5)')],
  ['lookup a number', (d) => d.lookup(5, noop), type('The "hostname" argument must be of type string. Received type number (5)')],
  ['lookup a family that is none', (d) => d.lookup('x', { family: 7 }, noop), value('The property \'options.family\' must be one of: 0, 4, 6. Received 7')],
  ['lookup another family that is none', (d) => d.lookup('x', 7, noop), value('The argument \'family\' must be one of: 0, 4, 6. Received 7')],
  ['lookup with a text as options', (d) => d.lookup('x', '4', noop), type('The "options" argument must be of type object or integer. Received type string (\'4\')')],
  ['lookup with hints that are none', (d) => d.lookup('x', { hints: 100 }, noop), value('The argument \'hints\' is invalid. Received 100')],
  ['lookup with a text as hints', (d) => d.lookup('x', { hints: 'a' }, noop), type('The "options.hints" property must be of type number. Received type string (\'a\')')],
  ['lookup with a number as all', (d) => d.lookup('x', { all: 1 }, noop), type('The "options.all" property must be of type boolean. Received type number (1)')],
  ['lookup with a number as verbatim', (d) => d.lookup('x', { verbatim: 1 }, noop), type('The "options.verbatim" property must be of type boolean. Received type number (1)')],
  ['lookup with an order that is none', (d) => d.lookup('x', { order: 'foo' }, noop), value('The property \'options.order\' must be one of: \'verbatim\', \'ipv4first\', \'ipv6first\'. Received \'foo\'')],
  ['lookup a family that is none, by promise', (d) => d.promises.lookup('x', { family: 9 }), value('The property \'options.family\' must be one of: 0, 4, 6. Received 9')],
  ['lookup a number, by promise', (d) => d.promises.lookup(5), type('The "hostname" argument must be of type string. Received type number (5)')],
  ['lookupService without anything', (d) => d.lookupService(), ['TypeError', 'ERR_MISSING_ARGS', 'The "address", "port", and "callback" arguments must be specified']],
  ['lookupService of what is no address', (d) => d.lookupService('x', 1, noop), value('The argument \'address\' is invalid. Received \'x\'')],
  ['lookupService of a text as port', (d) => d.lookupService('127.0.0.1', 'x', noop), ['RangeError', 'ERR_SOCKET_BAD_PORT', 'Port should be >= 0 and < 65536. Received type string (\'x\').']],
  ['lookupService of a port too large', (d) => d.lookupService('127.0.0.1', 70000, noop), ['RangeError', 'ERR_SOCKET_BAD_PORT', 'Port should be >= 0 and < 65536. Received type number (70000).']],
  ['lookupService of no port', (d) => d.lookupService('127.0.0.1', null, noop), ['RangeError', 'ERR_SOCKET_BAD_PORT', 'Port should be >= 0 and < 65536. Received null.']],
  ['resolve without anything', (d) => d.resolve(), type('The "rrtype" argument must be of type string. Received undefined')],
  ['resolve a type that is none', (d) => d.resolve('x', 'FOO', noop), value('The argument \'rrtype\' is invalid. Received \'FOO\'')],
  ['resolve a number as type', (d) => d.resolve('x', 5, noop), type('The "rrtype" argument must be of type string. Received type number (5)')],
  ['resolve a type that is none, by promise', (d) => d.promises.resolve('x', 'FOO'), value('The argument \'rrtype\' is invalid. Received \'FOO\'')],
  ['resolve without a callback', (d) => d.resolve4('x'), noCallback],
  ['resolve a number', (d) => d.resolve4(5, noop), type('The "name" argument must be of type string. Received type number (5)')],
  ['resolve with a number as callback', (d) => d.resolve4('x', { ttl: true }, 5), type('The "callback" argument must be of type function. Received type number (5)')],
  ['reverse of a number', (d) => d.reverse(5, noop), type('The "name" argument must be of type string. Received type number (5)')],
  ['reverse without a callback', (d) => d.reverse('1.1.1.1'), noCallback],
  ['reverse of what is no address', (d) => d.reverse('x', noop), ['Error', 'EINVAL', 'getHostByAddr EINVAL x']],
  ['servers that are no list', (d) => d.setServers(5), type('The "servers" argument must be an instance of Array. Received type number (5)')],
  ['a server that is a number', (d) => d.setServers([5]), type('The "servers[0]" argument must be of type string. Received type number (5)')],
  ['a server that is none', (d) => d.setServers(['x']), ['TypeError', 'ERR_INVALID_IP_ADDRESS', 'Invalid IP address: x']],
  ['a text as timeout', (d) => new d.Resolver({ timeout: 'x' }), type('The "options.timeout" property must be of type number. Received type string (\'x\')')],
  ['a timeout too small', (d) => new d.Resolver({ timeout: -2 }), ['RangeError', 'ERR_OUT_OF_RANGE', 'The value of "options.timeout" is out of range. It must be >= -1 && <= 2147483647. Received -2']],
  ['a timeout that is no whole number', (d) => new d.Resolver({ timeout: 1.5 }), ['RangeError', 'ERR_OUT_OF_RANGE', 'The value of "options.timeout" is out of range. It must be an integer. Received 1.5']],
  ['no tries', (d) => new d.Resolver({ tries: 0 }), ['RangeError', 'ERR_OUT_OF_RANGE', 'The value of "options.tries" is out of range. It must be >= 1 && <= 2147483647. Received 0']],
  ['a number as local address', (d) => new d.Resolver().setLocalAddress(5), type('The "ipv4" argument must be of type string. Received type number (5)')],
  ['a local address that is none', (d) => new d.Resolver().setLocalAddress('x'), value('Invalid IP address.')],
  ['two local addresses of one family', (d) => new d.Resolver().setLocalAddress('::1', '::1'), value('Cannot specify two IPv6 addresses.')],
  ['an order that is none', (d) => d.setDefaultResultOrder('x'), value('The argument \'dnsOrder\' must be one of: \'verbatim\', \'ipv4first\', \'ipv6first\'. Received \'x\'')]
]

/** What `getServers()` shows of what was set. @type {[set: string[], shown: string[]]} */
export const servers = [
  ['127.0.0.1:5353', '[::1]:54', '::2', '[::3]', '127.0.0.2', '127.0.0.3:53'],
  ['127.0.0.1:5353', '[::1]:54', '::2', '::3', '127.0.0.2', '127.0.0.3']
]

/**
 * @param {string} code
 * @param {string} syscall
 * @param {string} hostname
 */
function failure (code, syscall, hostname) {
  return { name: 'Error', code, message: `${syscall} ${code} ${hostname}`, errno: undefined, syscall, hostname }
}

/**
 * Ask through either interface.
 * @param {any} dns `dns/promises`, or `called(dns)`
 * @param {(dns: any) => Promise<any>} ask
 * @returns {Promise<any>} the answer, or what can be compared of the error
 */
export async function outcome (dns, ask) {
  try {
    return await ask(dns)
  } catch (error) {
    const { name, code, message, errno, syscall, hostname } = /** @type {any} */ (error)
    return { name, code, message, errno, syscall, hostname }
  }
}

/**
 * The functions with callbacks, as promises.
 * @param {any} dns
 * @returns {any}
 */
export function called (dns) {
  return new Proxy(dns, {
    get: (_, name) => (/** @type {any[]} */ ...args) => new Promise((resolve, reject) => {
      dns[name](...args, (/** @type {any} */ error, /** @type {any[]} */ ...values) => error ? reject(error) : resolve(joined(String(name), values)))
    })
  })
}

/**
 * @param {string} name
 * @param {any[]} values
 */
function joined (name, [first, second]) {
  if (name === 'lookup' && !Array.isArray(first)) return { address: first, family: second }
  return name === 'lookupService' ? { hostname: first, service: second } : first
}

/**
 * @param {() => any} act
 * @returns {string[]} name, code and message of what was thrown
 */
export function refusal (act) {
  try {
    const result = act()
    result?.catch?.(() => {})
  } catch (error) {
    const { name, code, message } = /** @type {any} */ (error)
    return [name, code, message]
  }
  return ['nothing was thrown']
}
