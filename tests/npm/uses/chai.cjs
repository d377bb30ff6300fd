exports.job = 'assertions of every style, and what they say when they fail'
exports.ways = ['import']

exports.use = async ({ library: { expect, assert, should, use }, say }) => {
  expect({ a: [1, { b: 2 }] }).to.deep.equal({ a: [1, { b: 2 }] })
  assert.sameMembers([1, 2], [2, 1])
  expect(() => { throw new TypeError('bad') }).to.throw(TypeError, /bad/)
  for (const check of [() => expect({ a: 1 }).to.have.property('b'), () => expect([1, 2]).to.include(3), () => assert.strictEqual('a', 'b'), () => expect(new Map([[1, 2]])).to.deep.equal(new Map())]) {
    try {
      check()
    } catch (error) {
      say('says', [error.name, error.message])
    }
  }
  use((chai) => chai.Assertion.addMethod('even', function () { this.assert(this._obj % 2 === 0, 'expected #{this} to be even', 'expected #{this} not to be even') }))
  expect(2).to.be.even()
  say('should', typeof should)
}
