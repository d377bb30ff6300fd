import * as i18n from 'oro:i18n'
import { test } from 'oro:test'

const { getMessage } = i18n
const de = { locale: 'de' }

test('messages are found by name, in the language asked for', (t) => {
  t.equal(getMessage('hello', ['A', 'B'], de), 'Hallo, A und B! $5 $nobody$')
  t.equal(getMessage('HELLO', 'A', { locale: 'de-AT' }), 'Hallo, A und $2! $5 $nobody$')
  t.equal(getMessage('hello', [], { locale: 'en-GB' }), 'Hello!')
  t.equal(i18n.getMessageDescription('hello', de), 'Begrüßung')
  t.equal(i18n.getMessageDescription('hello', { locale: 'en' }), null)
})

test('what is not there is null', (t) => {
  t.equal(getMessage('nothing', [], de), null)
  t.equal(getMessage('only', [], de), null)
  t.equal(getMessage('hello', [], { locale: 'fr' }), null)
  t.equal(i18n.getMessagesForLocale('fr'), null)
})

test('placeholders have names, numbers and braces', (t) => {
  t.equal(getMessage('named', ['Ada', 'x'], de), 'Ada (x) hat {count} neue, {missing}')
  t.equal(getMessage('named', { count: 3 }, de), '$1 ($2) hat 3 neue, {missing}')
  t.equal(getMessage('zero', ['a', 'b'], de), 'a a b')
})

test('the configuration says where a locale is', (t) => {
  t.equal(getMessage('hello', ['A', 'B'], { locale: 'pt-BR' })?.slice(0, 5), 'Hallo')
})

test('the person’s own languages are told', (t) => {
  t.ok(i18n.getUILanguage().length >= 2)
  t.ok(Array.isArray(i18n.getAcceptLanguages()))
  t.equal(String(new i18n.LanguageCode('pt_BR')), 'pt-BR')
  t.throws(() => new i18n.LanguageCode('qq'), TypeError)
  t.equal(i18n.DEFAULT_LOCALES_LOCATION, 'i18n/locales')
})
