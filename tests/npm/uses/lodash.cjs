exports.job = 'collections grouped, merged, templated and debounced'

exports.use = async ({ library, say }) => {
  const _ = library
  say('grouped', _.groupBy([1.2, 1.8, 2.1], Math.floor))
  say('merged', _.merge({ a: [{ b: 1 }] }, { a: [{ c: 2 }] }))
  say('template', _.template('<% _.forEach(list, (x) => { %>[<%- x %>]<% }) %>')({ list: ['<', 2] }))
  say('equal', [_.isEqual(new Map([[1, { a: 1 }]]), new Map([[1, { a: 1 }]])), _.isPlainObject(Object.create(null))])
  say('clone', _.cloneDeep({ d: new Date(0), r: /a/g, s: new Set([1]), b: Buffer.from('x') }).b.toString())
  const called = []
  const soon = _.debounce((x) => called.push(x), 5)
  soon(1)
  soon(2)
  await new Promise((resolve) => { const check = () => called.length ? resolve() : setTimeout(check, 5); check() })
  say('debounced', called)
}
