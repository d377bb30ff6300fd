import { test } from 'oro:test'
import { getCurrentWindow } from 'oro:application'

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))

test('a page that is on no screen has the viewport of its window', async (t) => {
  t.deepEqual([innerWidth, innerHeight], [640, 400])
  t.equal(document.visibilityState, 'visible')
  t.equal(matchMedia('(min-width: 600px)').matches, true)
  await t.elementVisible('#wide')
  t.equal(document.querySelector('#wide').getBoundingClientRect().width, document.documentElement.clientWidth)
  t.equal(document.elementFromPoint(5, 25)?.id, 'wide')
})

test('it has frames, transitions, observers and timers', async (t) => {
  const [first, second] = [await frame(), await frame()]
  t.ok(second > first && second - first < 1000, 'frames follow each other')
  const seen = new Promise((resolve) => new IntersectionObserver(([{ isIntersecting }], observer) => {
    if (!isIntersecting) return
    observer.disconnect()
    resolve(true)
  }).observe(document.querySelector('#last')))
  document.querySelector('#last').scrollIntoView()
  t.ok(await seen, 'what comes into the viewport is seen')
  t.ok(scrollY > 2000)
  const moved = document.querySelector('#last').animate([{ opacity: 1 }, { opacity: 0.5 }], { duration: 30 })
  await moved.finished
  t.pass('an animation ends')
  const began = performance.now()
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setTimeout(resolve, 4))
  t.ok(performance.now() - began < 5000, 'timers are not held back to one in a second')
})

test('its window can have another size', async (t) => {
  const resized = new Promise((resolve) => addEventListener('resize', resolve, { once: true }))
  await getCurrentWindow().then((window) => window.setSize({ width: 500, height: 300 }))
  await resized
  t.deepEqual([innerWidth, innerHeight], [500, 300])
  await t.elementInvisible('#wide')
})

test('the innermost element with a text is found', async (t) => {
  t.equal((await t.waitForText('#list', 'two')).tagName, 'LI')
  t.equal((await t.waitForText('body', { text: 'and more' })).tagName, 'B')
  t.equal((await t.waitForText('#list', /o.e/)).textContent, 'one')
  await t.rejects(t.waitForText('#list', { text: 'three', timeout: 20 }), { name: 'TimeoutError', message: /"three" in "#list"/ })
  const later = t.waitForText('#later', 'here')
  document.body.append(Object.assign(document.createElement('p'), { id: 'later', textContent: 'here' }))
  t.equal((await later).id, 'later')
})

test('errors that are none, or were dealt with, end no test run', (t) => {
  const ignored = new ErrorEvent('error', { message: 'ResizeObserver loop completed with undelivered notifications.', cancelable: true })
  dispatchEvent(ignored)
  addEventListener('error', (event) => event.preventDefault(), { once: true })
  dispatchEvent(new ErrorEvent('error', { message: 'dealt with', cancelable: true }))
  t.pass('the run goes on')
})
