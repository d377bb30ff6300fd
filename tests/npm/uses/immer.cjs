exports.job = 'the next state made from a draft'
exports.ways = ['require', 'import']

exports.use = async ({ library, say }) => {
  const { produce, enablePatches, produceWithPatches, applyPatches, enableMapSet, freeze } = library
  enablePatches()
  enableMapSet()
  const base = { list: [{ done: false }], map: new Map([['a', 1]]) }
  const next = produce(base, (draft) => { draft.list[0].done = true; draft.list.push({ done: false }); draft.map.set('b', 2) })
  say('next', [next.list, base.list, [...next.map], Object.isFrozen(next)])
  const [changed, patches, inverse] = produceWithPatches({ a: 1 }, (draft) => { draft.a = 2; draft.b = 3 })
  say('patches', [patches, applyPatches(changed, inverse)])
  say('frozen', Object.isFrozen(freeze({ a: 1 })))
}
