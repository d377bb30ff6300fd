import { test } from 'oro:test'

test('without the permission nobody is told', async t => {
  const error = await new Promise(resolve => navigator.geolocation.getCurrentPosition(() => resolve(null), resolve))
  t.equal(error.code, error.PERMISSION_DENIED)
  const watch = await new Promise(resolve => navigator.geolocation.watchPosition(() => resolve(null), resolve))
  t.equal(watch.code, 1)
})
