import { Enumeration } from 'oro:enumeration'
import { test } from 'oro:test'

test('names have numbers and numbers names', (t) => {
  const colours = Enumeration.from(['red', 'green'], { start: 1 })
  t.equal(colours.red, 1)
  t.equal(colours[2], 'green')
  t.equal(colours[0], undefined)
  t.equal(colours.length, 2)
  t.ok(colours.contains('red') && colours.has('green') && !colours.contains('blue'))
  t.deepEqual([...colours], ['red', 'green'])
  t.equal(JSON.stringify(colours), '["red","green"]')
})

test('nothing changes it', (t) => {
  const colours = new Enumeration(['red'])
  colours.add()
  colours.delete()
  colours.clear()
  t.deepEqual([...colours], ['red'])
  t.ok(Object.isFrozen(colours))
})

test('only texts and numbers are names, and a name hides nothing', (t) => {
  for (const wrong of [null, {}, Symbol('x'), undefined]) {
    t.throws(() => new Enumeration(/** @type {any} */ ([wrong])), TypeError)
  }
  const odd = Enumeration.from(['size', 'x', 'x'])
  t.equal(odd.size, 2)
  t.equal(odd.x, 1)
  t.equal(Enumeration.from([404, 500])[404], 0)
})
