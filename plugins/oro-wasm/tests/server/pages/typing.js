/** A program in the page reads lines as they are typed. */

import { test } from '/oro/test.js' // the panel has no import map
import { shown, until } from './panel.js'

const output = () => shown('#output').textContent

test('lines are read one by one, and their end ends the program', async (t) => {
  await until(() => !shown('#line').disabled)
  for (const line of ['one', 'zwölf']) {
    shown('#line').value = line
    shown('#typing').requestSubmit()
    await until(() => output().includes(`heard ${line}\n`))
  }
  shown('#end').click()
  await until(() => output().includes('ended with exit code 3'))
  t.match(output(), /no arguments/)
  t.equal(shown('#line').disabled, true)
  shown('label input.wide').value = '"two words"'
  shown('#run').click()
  await until(() => !shown('#line').disabled)
  shown('#end').click()
  await until(() => output().includes('two words\n'))
  await until(() => !shown('#run').disabled)

  shown('#where').value = 'host'
  shown('#run').click()
  await until(() => !shown('#line').disabled)
  shown('#line').value = 'three'
  shown('#typing').requestSubmit()
  await until(() => output().includes('heard three\n'))
  shown('#end').click()
  await until(() => output().split('ended with exit code 3').length === 4)
  await until(() => !shown('#run').disabled)
  shown('#run').click()
  await until(() => !shown('#stop').disabled)
  shown('#stop').click()
  await until(() => output().endsWith('stopped'))
})
