import crypto from 'node:crypto'
import { Buffer } from 'node:buffer'
import { attempt, done, record } from './transcript.js'

/** Certificates of tests and a key: secrets of nobody. */
const ROOT = `-----BEGIN CERTIFICATE-----
MIIBhDCCASqgAwIBAgICCrMwCgYIKoZIzj0EAwIwMDELMAkGA1UEBhMCQ0gxEjAQ
BgNVBAoMCVRlc3QsIEluYzENMAsGA1UEAwwEUm9vdDAgFw0yNDAxMDIwMzA0MDVa
GA8yMTIzMTIwOTAzMDQwNVowMDELMAkGA1UEBhMCQ0gxEjAQBgNVBAoMCVRlc3Qs
IEluYzENMAsGA1UEAwwEUm9vdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABGL5
kF7bzN5eaDHZ8Y3mp8Llbt/FWPu5dT8Aqz/BrIQI/BFe4nAcEYXw/vsD6HzDeF8S
dDwwpw1IcyKeCAV36HOjMjAwMA8GA1UdEwEB/wQFMAMBAf8wHQYDVR0OBBYEFFDu
wUoLKQkdYMs5T/tTd+NRPAB3MAoGCCqGSM49BAMCA0gAMEUCIEJb+9KYOeITXaqm
s+hfDDRDYMUhoUIKlsr86QPgxUS5AiEA4Qvk7U4BWyGetsfOHqBH5UKnYqs8I22P
X+GHRRXAaqM=
-----END CERTIFICATE-----
`
const LEAF = `-----BEGIN CERTIFICATE-----
MIIDTzCCAvWgAwIBAgICCrMwCgYIKoZIzj0EAwIwMDELMAkGA1UEBhMCQ0gxEjAQ
BgNVBAoMCVRlc3QsIEluYzENMAsGA1UEAwwEUm9vdDAgFw0yNDAxMDIwMzA0MDVa
GA8yMTIzMTIwOTAzMDQwNVowSTEZMBcGA1UEAwwQbGVhZi5leGFtcGxlLmNvbTEO
MAwGA1UECwwFw5xuaXQxHDAaBgkqhkiG9w0BCQEWDWFAZXhhbXBsZS5jb20wggEi
MA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQCXLVg7j/4QO5652w6hiqatidu2
rVOz9tVKZabAUIqPB//FedFBrbZS4SeNF1SZRiyGuH4RYhzVtT2WaX5+JOd7kIZq
bMR5m8eWR/v6C4djQuJF9nihTrU4iJbCZTdppyA3sz/zuEU8RgNhoTfw1eCHdAXL
YMVW1GZmAnLpgMeDwGgqCNz8uzzJi/zsfbwX8bVLS7IXoM7AQ7h8umvfJ8my+af7
3ghcYnqKbs/mybVO6ka9WBdP+4oeifDzVC1wnzUF1tSJZIBKFmILPTvKPcfHD/Fn
B1YB/KRgwyM7zdfW14ZF71IY1NAal2FFkuq5CaSLwAWZ6nwo+oCaYCw/epyXAgMB
AAGjggEXMIIBEzByBgNVHREEazBpghBsZWFmLmV4YW1wbGUuY29tghIqLndpbGQu
ZXhhbXBsZS5jb22HBH8AAAGHEAAAAAAAAAAAAAAAAAAAAAGBEG1haWxAZXhhbXBs
ZS5jb22GF2h0dHBzOi8vZXhhbXBsZS5jb20vYSxiMB0GA1UdJQQWMBQGCCsGAQUF
BwMBBggrBgEFBQcDAjBdBggrBgEFBQcBAQRRME8wIwYIKwYBBQUHMAGGF2h0dHA6
Ly9vY3NwLmV4YW1wbGUuY29tMCgGCCsGAQUFBzAChhxodHRwOi8vY2EuZXhhbXBs
ZS5jb20vY2EucGVtMB8GA1UdIwQYMBaAFFDuwUoLKQkdYMs5T/tTd+NRPAB3MAoG
CCqGSM49BAMCA0gAMEUCIB/PU/sbiH5b7KU2y6m2EbqQSWmbgQGfR/Il9Q/MzwPT
AiEAm6sBJumD5AWg2lbnu64FTWYa9fSic9X3iU+hV3Yru9k=
-----END CERTIFICATE-----
`
const KEY = `-----BEGIN PRIVATE KEY-----
MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQCXLVg7j/4QO565
2w6hiqatidu2rVOz9tVKZabAUIqPB//FedFBrbZS4SeNF1SZRiyGuH4RYhzVtT2W
aX5+JOd7kIZqbMR5m8eWR/v6C4djQuJF9nihTrU4iJbCZTdppyA3sz/zuEU8RgNh
oTfw1eCHdAXLYMVW1GZmAnLpgMeDwGgqCNz8uzzJi/zsfbwX8bVLS7IXoM7AQ7h8
umvfJ8my+af73ghcYnqKbs/mybVO6ka9WBdP+4oeifDzVC1wnzUF1tSJZIBKFmIL
PTvKPcfHD/FnB1YB/KRgwyM7zdfW14ZF71IY1NAal2FFkuq5CaSLwAWZ6nwo+oCa
YCw/epyXAgMBAAECggEAAXTDTlKb99qI3sClZJLWQtHWD1s8ymSst7pZBEBtAvFi
r5MaIgUmH9lJC6raboKOJGEYofL+EdJo4sjae57YhRS720bA62x2mTJv60Lr1TM1
b00sQBVOkGZb03marF1Fccn+rThgYxq1uQ5wSBHx+BLilU614QazFcq7rM3+1NHV
P3yzp38au5Ymcib6ccQc+Y0JspJpPPFUxtsGJr2wlxBUfvgosV4WERGMRoWa2eqq
3EM+qLDBwEPcE+nl5TbbXBXIj+2X4wY8HXy7gVF9bNesGWvB82lMZwBenXUI/Yhe
IegTPRAOS2pkPCilIRV3gmZaZDkkOOCR57BvWtSJAQKBgQDM0EJwZgdjVhwQ/zWc
rvgNGnRppUDcAh7GUCvPrm0LjoY6Tsy9PC4VRLlRcpO5WnFbOoFQriJu3wVQM2yz
yC63366NMe5fi082bj2bJLIMtb5p7y56P36UM5J/bRYBMmiOXiPwMw1z2V5Oh0fv
nNyCLVFwsguRB43uXQ4R6m77cQKBgQC89X0nriYLf3BVUzZYbR0VcJqjmmwnOXjC
DM/JDQcuO4+l40MGEKHakZF99k50p+vvpyQ6wyWsXnWUe1s7SuVdNhIAHrynNx6n
tYdWCwhM+GLCgXvf9YyBw5Z+EJka+DzQ0pU7CziiiHny4xehHDR2xx7Fw14K6RkY
s1VtDcpEhwKBgQDG4chSStELxfc1Dg1qW4ElgDXgzIaB3VEy83DHl7Ht0fVHs3Me
osyA/J4Tl/YYu9ltZA9kX+Ox08DeE0GQBmhPRtbB5uV5Q9aknUIXX/fBXc5MIeT4
8qUglj/AmxYODXv4GzQ8r+Z1Q3NPQBA7fg+mHQmDLHEM4NAS0auy+/nPEQKBgQCH
xw6rmKOV13jsluKSH7WqVkOIE8prVQzEw1f7a/Ug74OE/AyJKyJiX/9ft8EgahlL
F5sc7mT/utBaZVlk/ahaliPRGkUNErpgYDxjQ4IvbLvqcAiHIXZZOCXHaD3b90wb
8XVx+9oyUEbwlOXByvaX8vTVvlCxHlX+Pb7AogwZuQKBgG6UBwZW30mcXUI4S5UZ
KHk+PQEklPmcp01mmoqK8a6UrRGdrMhtwF7vOvLQvGLfMGq5OTqtrrb8Ti80B1n4
1z9MCBG9i23pUhZJGR3CdbSf16owBKM1xwh261P3geSXhtY/+F8giiqrU3ZX7GO2
IY1YCTSivjK3bh47g3Mn2iRm
-----END PRIVATE KEY-----
`

const MEMBERS = [
  'subject', 'subjectAltName', 'issuer', 'infoAccess', 'validFrom', 'validTo', 'fingerprint', 'fingerprint256', 'fingerprint512', 'keyUsage',
  'serialNumber', 'ca', 'issuerCertificate', 'raw'
]
const [root, leaf] = [ROOT, LEAF].map((pem) => new crypto.X509Certificate(pem))
const key = crypto.createPrivateKey(KEY)
for (const [name, one] of /** @type {[string, any][]} */ ([['root', root], ['leaf', leaf]])) {
  for (const member of MEMBERS) record(`${name}.${member}`, one[member])
  record(`${name} legacy`, one.toLegacyObject())
  record(`${name} key`, [one.publicKey.type, one.publicKey.asymmetricKeyType, one.publicKey.export({ format: 'pem', type: 'spki' })])
}
record('text', [String(leaf) === LEAF, JSON.stringify(leaf) === JSON.stringify(LEAF), leaf.raw.equals(new crypto.X509Certificate(leaf.raw).raw)])
const hosts = ['leaf.example.com', 'LEAF.example.com', 'a.wild.example.com', 'a.b.wild.example.com', 'wild.example.com', '.example.com', 'Root', 'x', '']
for (const options of [undefined, {}, { subject: 'always' }, { subject: 'never' }, { wildcards: false }, { partialWildcards: false }]) {
  for (const host of hosts) await attempt(`host ${host} ${JSON.stringify(options)}`, () => [leaf.checkHost(host, options), root.checkHost(host, options)])
  for (const mail of ['mail@example.com', 'mail@EXAMPLE.com', 'Mail@example.com', 'a@example.com', 'x']) await attempt(`mail ${mail} ${JSON.stringify(options)}`, () => leaf.checkEmail(mail, options))
}
for (const ip of ['127.0.0.1', '::1', '0:0::1', '127.0.0.2', '::2', 'x', '']) await attempt(`ip ${ip}`, () => leaf.checkIP(ip))
record('issued', [leaf.checkIssued(root), root.checkIssued(leaf), root.checkIssued(root)])
record('verified', [leaf.verify(root.publicKey), root.verify(root.publicKey), leaf.verify(leaf.publicKey)])
record('private', [leaf.checkPrivateKey(key), root.checkPrivateKey(key)])
const any = /** @type {any} */ (leaf)
const wrong = /** @type {(() => any)[]} */ ([
  () => new crypto.X509Certificate('x'), () => new crypto.X509Certificate(Buffer.from([1, 2])), () => new crypto.X509Certificate(/** @type {any} */ (5)),
  () => any.checkHost(5), () => any.checkHost('a', { subject: 'x' }), () => any.checkHost('a', 5), () => any.checkHost('a', { wildcards: 1 }),
  () => any.checkIssued(5), () => any.verify(5), () => any.checkPrivateKey(5)
])
for (const [index, act] of wrong.entries()) await attempt(`wrong ${index}`, act)
for (const act of [() => leaf.verify(key), () => leaf.checkPrivateKey(leaf.publicKey)]) {
  try { act() } catch (error) { record('wrong key', [/** @type {any} */ (error).code, /** @type {any} */ (error).message.split('.')[0]]) }
}
done()
