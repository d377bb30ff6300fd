exports.job = 'JavaScript run in an engine of WebAssembly'

exports.use = async ({ library: { getQuickJS }, say }) => {
  const engine = await getQuickJS()
  say('result', engine.evalCode('[1, 2].map((number) => number * 2).join()'))
  const context = engine.newContext()
  const seen = []
  const log = context.newFunction('log', (text) => { seen.push(context.getString(text)) })
  context.setProp(context.global, 'log', log)
  log.dispose()
  context.unwrapResult(context.evalCode('log("from inside")')).dispose()
  const failed = context.evalCode('throw new TypeError("wrong")')
  say('thrown', context.dump(failed.error).message)
  failed.error.dispose()
  say('seen', seen)
  context.dispose()
}
