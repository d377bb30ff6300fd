// Addresses and headers as the standards have them.
const cases = [
  ['http://a/b/c?d#e', undefined, 'http://a/b/c?d#e'],
  ['http://A:80', undefined, 'http://a/'],
  ['http://a:81/./b/../c/', undefined, 'http://a:81/c/'],
  ['../d', 'http://a/b/c/e', 'http://a/b/d'],
  ['/d?x', 'http://a/b', 'http://a/d?x'],
  ['?x', 'http://a/b?y', 'http://a/b?x'],
  ['//b/c', 'https://a/', 'https://b/c'],
]
for (const [given, base, href] of cases) if (new URL(given, base).href !== href) throw new Error(`${given}: ${new URL(given, base).href}`)
const url = new URL('http://a/?x=1&y=%20+&x=2')
if (url.searchParams.getAll('x').join() !== '1,2' || url.searchParams.get('y') !== '  ') throw new Error('params')
url.searchParams.set('x', 'ü&')
if (url.search !== '?x=%C3%BC%26&y=++') throw new Error(url.search)
if (URL.canParse('nothing')) throw new Error('canParse')
const headers = new Headers({ 'X-A': ' 1 ' })
headers.append('x-a', '2')
headers.append('Set-Cookie', 'a=1')
headers.append('Set-Cookie', 'b=2')
const all = JSON.stringify([...headers])
if (all !== '[["set-cookie","a=1"],["set-cookie","b=2"],["x-a","1, 2"]]') throw new Error(all)
for (const bad of [['a b', '1'], ['a', 'x\ny'], ['a', '\u{1f600}']]) {
  let refused = false
  try {
    headers.append(...bad)
  } catch {
    refused = true
  }
  if (!refused) throw new Error(String(bad))
}
console.log('held 10')
