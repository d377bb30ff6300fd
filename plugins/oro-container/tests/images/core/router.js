// Routes found, the best first, held against a search of all routes.
import { Router, patternOf } from '/image/router.js'

const PATTERNS = ['/', '/a', '/a/b', '/:x', '/a/:x', '/:x/b', '/:x/:y', '/*rest', '/a/*rest', '/a/b/*rest?', '/:x/c/*rest']
const NAMES = ['a', 'b', 'c', 'd%20e']

let seed = 7
const random = (below) => ((seed = (seed * 48271) % 2147483647), seed % below)

/** What a pattern makes of segments: how good it is, segment by segment, or null. */
function fit(pattern, segments) {
  const wanted = pattern.split('/').filter(Boolean)
  const ranks = []
  for (const [at, each] of wanted.entries()) {
    if (each[0] === '*') return segments.length > at || each.endsWith('?') ? [...ranks, segments.length > at && !each.endsWith('?') ? 2 : 3] : null
    if (at >= segments.length || (each[0] !== ':' && each !== segments[at])) return null
    ranks.push(each[0] === ':' ? 1 : 0)
  }
  return wanted.length === segments.length ? ranks : null
}

for (let round = 0; round < 400; round++) {
  const chosen = PATTERNS.filter(() => random(2))
  const router = new Router()
  for (const pattern of chosen) router.add('GET', pattern, pattern)
  const segments = Array.from({ length: random(5) }, () => NAMES[random(NAMES.length)])
  const fits = chosen.map((pattern) => [fit(pattern, segments), pattern]).filter(([ranks]) => ranks)
  fits.sort(([one], [other]) => String(one).localeCompare(String(other)))
  const found = router.match('GET', `/${segments.join('/')}`)
  if ((found?.handler ?? null) !== (fits[0]?.[1] ?? null)) {
    throw new Error(`/${segments.join('/')} of ${chosen}: found ${found?.handler}, expected ${fits[0]?.[1]}`)
  }
}
const files = { 'index.ts': '/', 'a/[id].ts': '/a/:id', '[...r].js': '/*r', 'a/[[...r]].tsx': '/a/*r?', '_a.ts': null, 'a.d.ts': null, 'a.css': null }
for (const [file, pattern] of Object.entries(files)) {
  if (patternOf(file) !== pattern) throw new Error(`${file}: ${patternOf(file)}`)
}
console.log('held 400')
