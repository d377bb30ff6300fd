import { codes, describe, descriptions, lookup, names, tags } from 'oro:language'
import { test } from 'oro:test'

test('a language is found by code, tag and name', (t) => {
  for (const query of ['de', 'DE', 'de-AT', 'de_at', 'German', 'germ', 'erman']) t.equal(lookup(query)?.code, 'de', query)
  const found = lookup('german')
  t.equal(found?.name, 'German')
  t.ok(found?.tags.includes('de-CH'))
  t.equal(lookup('klingon'), null)
  t.equal(lookup('de-QQ'), null)
})

test('strict takes whole names alone', (t) => {
  t.equal(lookup('germ', { strict: true }), null)
  t.equal(lookup('german', { strict: true })?.code, 'de')
})

test('a language is described', (t) => {
  t.deepEqual({ ...describe('en-gb') }, { code: 'en', tag: 'en-GB', description: 'English (United Kingdom)' })
  t.equal(describe('sv')?.tag, 'sv-AX')
  t.equal(describe('nothing'), null)
})

test('a query that makes no sense is refused', (t) => {
  for (const wrong of ['', 'x', 5, null, undefined]) {
    for (const ask of [lookup, describe]) {
      try {
        ask(/** @type {any} */ (wrong))
        t.fail('nothing was thrown')
      } catch (error) {
        t.ok(error instanceof TypeError && error.message.startsWith('Failed to lookup query:'))
      }
    }
  }
})

test('codes and names, tags and descriptions go together', (t) => {
  t.equal(codes.length, 184)
  t.equal(names[codes.fr], 'French')
  t.equal(descriptions[tags['fr-CA']], 'French (Canada)')
  t.equal(tags.length, new Set(tags).size)
})
