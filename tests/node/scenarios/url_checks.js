import url, { URL as NURL } from 'node:url'
import querystring from 'node:querystring'
import path from 'node:path'
import util from 'node:util'
import { record, done } from './transcript.js'
const full = (e) => e?.message ? [e.name, e.code, e.message, e.input, e.base, Object.keys(e)].map((x) => x ?? '-').join('|') : e
const at = (name, f) => { try { record(name, f()) } catch (e) { record(name, full(e)) } }
const str = (v) => typeof v === 'symbol' ? 'symbol' : typeof v === 'function' ? 'fn' : util.inspect(v)
const U = url.URL; const S = url.URLSearchParams
for (const v of [undefined, null, 5, true, {}, [], () => {}, '', 'abc', 'http://', new Date(0), 'http://[', 'file:x', { href: 'http://x/' }]) {
  at('new URL ' + str(v), () => new U(v).href); at('new URL base ' + str(v), () => new U('x', v).href); at('canParse ' + str(v), () => U.canParse(v)); at('parse ' + str(v), () => url.parse(v).href); at('format ' + str(v), () => url.format(v)); at('resolve ' + str(v), () => url.resolve(v, 'x')); at('resolve2 ' + str(v), () => url.resolve('http://a/b', v)); 
  at('fileURLToPath ' + str(v), () => url.fileURLToPath(v)); at('pathToFileURL ' + str(v), () => url.pathToFileURL(v).href.replace(/^.*\//, '')); at('toASCII ' + str(v), () => url.domainToASCII(v)); at('toUnicode ' + str(v), () => url.domainToUnicode(v)); at('format URL opts ' + str(v), () => url.format(new U('http://a:b@xn--bcher-kva.de/p?q#h'), v)); at('format unicode ' + str(v), () => url.format(new U('http://a:b@xn--bcher-kva.de/p?q#h'), { unicode: v, auth: v, fragment: v, search: v }))
  at('USP ' + str(v), () => new S(v).toString()); at('USP [v] ' + str(v), () => new S([v]).toString()); at('USP append ' + str(v), () => { const s = new S(); s.append(v, v); return s.toString() }); 
  at('qs parse ' + str(v), () => querystring.parse(v)); at('qs stringify ' + str(v), () => querystring.stringify(v)); at('qs escape ' + str(v), () => querystring.escape(v)); at('qs unescape ' + str(v), () => querystring.unescape(v)); at('qs str val ' + str(v), () => querystring.stringify({ a: v }))
  for (const f of ['join', 'resolve', 'normalize', 'isAbsolute', 'dirname', 'basename', 'extname', 'parse', 'format', 'toNamespacedPath']) if (v !== '') at(`path.${f} ${str(v)}`, () => f === 'resolve' ? path.posix.resolve('/x', v) : path.posix[f](v)); at('basename ext ' + str(v), () => path.basename('a.b', v)); at('relative ' + str(v), () => path.posix.relative('/a', v))
}
at('inspect URL', () => util.inspect(new U('https://u:p@h.com:81/p/a?x=y#z'))); at('inspect URL depth', () => util.inspect({ a: { b: new U('http://x/') } }, { depth: 0 })); at('inspect -1', () => util.inspect(new U('http://x/'), { depth: -1 }))
at('inspect USP', () => [util.inspect(new S('a=b&c=d')), util.inspect(new S())])
at('toString', () => [String(new S('a=b c')), Object.prototype.toString.call(new U('http://x')), Object.prototype.toString.call(new S()), Object.prototype.toString.call(new S().keys())])
for (const s of ['http://user:pass@host.com:8080/p/a/t/h?query=string#hash', '//some_path', 'HTTP://EXAMPLE.com', 'javascript:alert(1)', 'mailto:a@b.c', 'http://a.com/ b', 'http://a.com\\b', 'x:1', 'http://ex ample.com', 'http://[::1]:80/x', 'http://[::1', 'http://a:99999/', 'http://a:b@c:d/', 'http://google.com" onload="alert(42)/', 'http://-a/', 'file:///etc/passwd', '/a?b=c&d=e', '?x', '#y', '', ' http://x ', 'http://ü.com/ä?ö', 'http://xn--iñvalid.com/', 'git+http://user:pass@h/p', 'coap:u:p@::1:61616/.well-known/r?n=T#c', 'http://a.b/\tbc\ndr', 'http://127.0.0.1:8080?x', 'http://atpass:foo%40bar@127.0.0.1/', 'http://\u0000x', 'http://a@b@c/', 'http://a_b/', 'http://x:80%/']) { at('parse ' + s, () => ({ ...url.parse(s) })); at('parse q ' + s, () => ({ ...url.parse(s, true) })); at('parse slashes ' + s, () => ({ ...url.parse(s, false, true) })); at('format ' + s, () => url.format(s)); at('resolve ' + s, () => [url.resolve('http://h.com/a/b?c#d', s), url.resolve(s, '../e')]) }
for (const o of [{ pathname: '/a?b#c' }, { host: 'x', protocol: 'http' }, { hostname: '::1', port: 5 }, { auth: 'a:b@', host: 'h' }, { query: { a: [1, 2], b: '' } }, { search: 'x', hash: 'y' }, { protocol: 'file', pathname: '/x' }, { slashes: true, host: 'x' }, { protocol: 'mailto:', pathname: 'x' }, { hostname: 'h', pathname: 'p' }, {}]) at('fmt ' + JSON.stringify(o), () => url.format(o))
for (const d of ['español.com', 'xn--espaol-zwa.com', '中文.com', 'xn--iñvalid.com', 'a b', 'EXAMPLE.COM', '', 'ß.de', '::1', '256.1.1.1', 'a..b']) at('dom ' + d, () => [url.domainToASCII(d), url.domainToUnicode(d)])
for (const p of ['/a b', '/a#b?c', '/ü%', '/a\\b', '/a/', 'rel', '/\n\t', '/a[b]^|~', '/..', '']) at('p2u ' + p, () => url.pathToFileURL('/x/' + p).href)
for (const f of ['file:///a%20b', 'file://host/x', 'file:///a%2fb', 'http://x', 'file:///é', 'file:///C:/x', 'nope']) { at('f2p ' + f, () => url.fileURLToPath(f)); at('f2p w ' + f, () => url.fileURLToPath(f, { windows: true })); at('f2p URL ' + f, () => url.fileURLToPath(new U(f))) }
at('http options', () => { const o = url.urlToHttpOptions(new U('https://a:b%20c@münchen.de:81/p?q#h')); return [Object.keys(o), { ...o }, Object.getPrototypeOf(o) === null] })
at('qs', () => [querystring.parse('a=b&a=c&d&=e&f=%zz&g=%E9&h=a+b'), querystring.parse('a:b;c:d', ';', ':'), querystring.parse('a=1&b=2&c=3', null, null, { maxKeys: 2 }), querystring.parse('a=%20', null, null, { decodeURIComponent: (s) => s + '!' }), Object.getPrototypeOf(querystring.parse(''))])
at('qs str', () => [querystring.stringify({ a: [1, 'x', true, null, undefined, {}, NaN, 10n], b: 'ü&', c: '' }), querystring.stringify({ a: 'b' }, ';', ':'), querystring.stringify({ a: 'é' }, null, null, { encodeURIComponent: (s) => '<' + s + '>' })])
at('qs bad', () => querystring.stringify({ a: '\ud800' })); at('qs esc', () => [querystring.escape('a b!\'()*~ü'), querystring.unescape('%41%zz'), querystring.unescapeBuffer('%41b%').toString()])
at('Url', () => [url.Url.name, Object.getOwnPropertyNames(url.Url.prototype).sort(), util.inspect(url.parse('http://a/b'))])
at('parse null proto', () => { const p = url.parse('/a?b=c', true); return [Object.getPrototypeOf(p.query), p instanceof url.Url] })
at('setters', () => { const u = new U('http://a/'); u.port = '99999'; u.protocol = 'ftpx'; u.host = 'b:81'; u.search = ''; u.hash = 'é'; u.pathname = 'x y'; return u.href })
at('searchParams', () => { const u = new U('http://a/?x=1'); u.searchParams.append('y', 'é '); return [u.href, u.searchParams.size, u.searchParams.has('x', '2'), [...u.searchParams.keys()]] })
done()
