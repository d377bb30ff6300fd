exports.job = 'spies, stubs, mocks and a clock of its own, on modules of Node too'

exports.use = async ({ library: sinon, say }) => {
  const fs = require('node:fs')
  const stub = sinon.stub(fs, 'readFileSync').returns('stubbed')
  say('stubbed', [fs.readFileSync('/nowhere'), stub.calledOnceWith('/nowhere')])
  stub.restore()
  const clock = sinon.useFakeTimers({ now: 1000, toFake: ['setTimeout', 'Date'] })
  const spy = sinon.spy()
  setTimeout(spy, 500)
  clock.tick(499)
  const before = spy.called
  clock.tick(1)
  say('clock', [before, spy.callCount, Date.now()])
  clock.restore()
  const object = { method: (x) => x }
  const mock = sinon.mock(object)
  mock.expects('method').once().withArgs(1).returns(2)
  say('mock', [object.method(1), mock.verify()])
  say('match', sinon.match({ a: sinon.match.number }).test({ a: 1, b: 2 }))
}
