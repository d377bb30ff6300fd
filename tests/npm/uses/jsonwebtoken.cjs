exports.job = 'tokens signed and checked with each kind of key'

exports.use = async ({ library, require, say }) => {
  const { generateKeyPairSync } = require('node:crypto')
  const jwt = library
  say('hmac', jwt.sign({ a: 1, iat: 1 }, 'secret'))
  for (const [algorithm, kind, options] of [['RS256', 'rsa', { modulusLength: 2048 }], ['ES256', 'ec', { namedCurve: 'P-256' }], ['PS256', 'rsa', { modulusLength: 2048 }]]) {
    const { privateKey, publicKey } = generateKeyPairSync(kind, options)
    say(algorithm, jwt.verify(jwt.sign({ b: 2, iat: 1 }, privateKey, { algorithm, noTimestamp: true }), publicKey, { algorithms: [algorithm] }))
  }
  for (const [token, options] of [[jwt.sign({ exp: 1 }, 'secret'), {}], [jwt.sign({ iat: 1 }, 'other'), {}], [jwt.sign({ iat: 1 }, 'secret'), { audience: 'x' }], ['nothing', {}]]) {
    try { jwt.verify(token, 'secret', options) } catch (error) { say('refused', [error.name, error.message]) }
  }
  say('decoded', jwt.decode(jwt.sign({ iat: 1 }, 'x'), { complete: true }).header)
}
