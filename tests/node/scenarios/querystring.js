import querystring from 'node:querystring'
import { attempt, done } from './transcript.js'

for (const text of ['', 'a', 'a=', '=a', 'a=b&a=c&d', 'a=%20+b', 'a=%zz', '%u2665', 'a=b=c', '&&a=1&&', '__proto__=1', 'ü=ä', 'a[]=1&a[]=2', 'x=%F0%9F%98%80', '%ff=%c3%28']) {
  attempt(`parse ${text}`, () => querystring.parse(text))
  attempt(`unescape ${text}`, () => querystring.unescape(text))
  attempt(`unescapeBuffer ${text}`, () => querystring.unescapeBuffer(text))
  attempt(`escape ${text}`, () => querystring.escape(text))
}
attempt('separators', () => querystring.parse('a:1;b:2;c', ';', ':'))
attempt('maxKeys', () => querystring.parse('a=1&b=2&c=3', '&', '=', { maxKeys: 2 }))
attempt('own decoder', () => querystring.parse('a=1', null, null, { decodeURIComponent: () => 'x' }))
for (const values of [{}, { a: 1, b: [1, 2], c: true, d: null, e: undefined, f: {}, g: 1n, h: NaN, i: 'ü &=' }, { a: [] }, 'text', null, 5]) {
  attempt('stringify', () => querystring.stringify(values))
}
attempt('stringify with', () => querystring.stringify({ a: 1, b: [2, 3] }, ';', ':'))
attempt('a lone surrogate', () => querystring.escape('\ud800'))
attempt('an object', () => querystring.escape({}))
done()
