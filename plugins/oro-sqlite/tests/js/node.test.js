import * as sqlite from 'oro:sqlite'
import { test } from 'oro:test'
import { transcript } from './support/scenario.js'

const expected = new Map(await (await fetch(new URL('./support/transcript.json', import.meta.url))).json())

test('everything is as Node says', (t) => {
  for (const [what, told] of transcript(sqlite)) t.deepEqual(told, expected.get(what), what)
})
