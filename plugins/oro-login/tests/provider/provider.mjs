/**
 * An OpenID provider, node's oidc-provider as it comes, with an API beside it. Its address is its first line of output.
 * The argument is JSON: seconds that an access token holds.
 */

import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

const given = JSON.parse(process.argv[2] ?? '{}')
const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code'
const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })

const server = createServer()
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`
  const provider = new Provider(issuer, {
    clients: [
      { client_id: 'app', application_type: 'native', token_endpoint_auth_method: 'none', redirect_uris: ['http://127.0.0.1/callback', 'orologin:/callback'], grant_types: ['authorization_code', 'refresh_token', DEVICE], response_types: ['code'] },
      { client_id: 'other', application_type: 'native', token_endpoint_auth_method: 'none', redirect_uris: ['http://127.0.0.1/callback'], grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] }
    ],
    claims: { openid: ['sub'], email: ['email'] },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, email: `${sub}@example.org` }) }),
    conformIdTokenClaims: false,
    cookies: { keys: ['a key of the tests'] },
    jwks: { keys: [{ ...key, kid: 'first', use: 'sig' }] },
    features: { deviceFlow: { enabled: true }, revocation: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    pkce: { required: () => true },
    ttl: { AccessToken: given.seconds ?? 3600, IdToken: 3600, RefreshToken: 3600, AuthorizationCode: 60, DeviceCode: 60, Grant: 3600, Interaction: 600, Session: 3600 }
  })
  const counts = { refreshes: 0, revocations: 0, ends: 0, received: 0, closed: 0 }
  provider.on('grant.success', ({ oidc }) => { if (oidc.params.grant_type === 'refresh_token') counts.refreshes++ })
  const answer = provider.callback()
  server.on('request', async (request, response) => {
    const url = new URL(request.url, issuer)
    if (url.pathname === '/token/revocation') counts.revocations++
    if (url.pathname === '/session/end') counts.ends++
    if (url.pathname === '/drip') counts.drip?.()
    if (url.pathname === '/counts' || url.pathname === '/drip') return response.end(JSON.stringify(counts))
    if (url.pathname.startsWith('/api/')) return api(provider, counts, url, request, response)
    answer(request, response)
  })
  console.log(issuer)
})

/** What the bearer of a token may ask. */
async function api (provider, counts, url, request, response) {
  const token = request.headers.authorization?.replace(/^Bearer /, '')
  const found = token && await provider.AccessToken.find(token)
  const bearer = found ? found.accountId : null
  if (url.pathname === '/api/redirect') return response.writeHead(Number(url.searchParams.get('status') ?? 302), { location: url.searchParams.get('to'), 'set-cookie': 'a=b' }).end()
  if (!bearer && url.pathname !== '/api/open') return response.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end('{}')
  if (url.pathname === '/api/echo') {
    response.writeHead(200, { 'content-type': request.headers['content-type'] ?? 'text/plain', 'x-bearer': bearer, 'x-method': request.method, 'x-extra': request.headers['x-extra'] ?? '' })
    for await (const piece of request) {
      counts.received += piece.length
      response.write(piece)
    }
    return response.end()
  }
  if (url.pathname === '/api/drip') {
    // One piece, and the next when somebody has asked for it.
    response.write('first')
    response.on('close', () => counts.closed++)
    counts.drip = () => response.end('second')
    return
  }
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ bearer, token: token ?? null, cookie: request.headers.cookie ?? null, method: request.method }))
}
