import url from 'node:url'
import { attempt, done } from './transcript.js'

const samples = [
  'http://user:pass@host.com:8080/p/a/t/h?query=string#hash', 'https://例え.jp/ü?ä=ö', 'file:///a/b%20c', 'mailto:a@b.c', '/a/b?c=d', '//host/path',
  'javascript:alert(1)', 'http://a.com\t.evil', 'HTTP://EXAMPLE.com', 'http://[::1]:80/', 'x:y', '', '?a=1', '#h', 'http://a.b/c d', 'http://a@b@c/', 'a b'
]
for (const sample of samples) {
  attempt(`parse ${sample}`, () => url.parse(sample))
  attempt(`parse query ${sample}`, () => url.parse(sample, true).query)
  attempt(`format ${sample}`, () => url.format(url.parse(sample)))
  attempt(`parse slashes ${sample}`, () => url.parse(sample, false, true).host)
  for (const other of ['/one', 'two?x', '#y', '../z', 'http://other/', '//b', '']) attempt(`resolve ${sample} ${other}`, () => url.resolve(sample, other))
  if (URL.canParse(sample)) {
    attempt(`options ${sample}`, () => url.urlToHttpOptions(new URL(sample)))
    attempt(`short ${sample}`, () => url.format(new URL(sample), { auth: false, fragment: false, search: false, unicode: true }))
    attempt(`whole ${sample}`, () => url.format(new URL(sample)))
  }
}
for (const wrong of [undefined, null, 1, {}, []]) {
  for (const name of ['parse', 'format', 'fileURLToPath', 'pathToFileURL']) attempt(`${name} ${String(wrong)}`, () => /** @type {any} */ (url)[name](wrong))
}
for (const file of ['/a', '/a b', '/a%b', '/a?b#c', '/a\\b', '/ü', '/a/', '/a\nb', '/a/../b']) {
  attempt(`to URL ${file}`, () => url.pathToFileURL(file))
  attempt(`there and back ${file}`, () => url.fileURLToPath(url.pathToFileURL(file)))
}
for (const file of ['file:///a%2Fb', 'file://host/a', 'http://a/b', 'file:///%C3%BC', 'file:///C:/a', 'nonsense']) attempt(`to path ${file}`, () => url.fileURLToPath(file))
for (const domain of ['español.com', '中文.com', 'xn--iñvalid.com', 'a b', 'xn--fiq228c.com', '']) {
  attempt(`ascii ${domain}`, () => url.domainToASCII(domain))
  attempt(`unicode ${domain}`, () => url.domainToUnicode(domain))
}
done()
