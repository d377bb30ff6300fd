exports.job = 'types checked at run time, with messages'
exports.ways = ['require', 'import']

exports.use = async ({ library, say }) => {
  const { z } = library
  const User = z.object({ name: z.string().min(2), age: z.coerce.number().int().optional(), mail: z.email(), tags: z.array(z.string()).default([]) })
  say('good', User.parse({ name: 'ab', age: '5', mail: 'a@b.org' }))
  say('bad', User.safeParse({ name: 'a', mail: 'x' }).error.issues.map(({ code, path, message }) => [code, path, message]))
  say('union', z.discriminatedUnion('t', [z.object({ t: z.literal('a'), n: z.number() }), z.object({ t: z.literal('b') })]).parse({ t: 'a', n: 1 }))
  say('async', await z.string().refine(async (text) => text === 'yes').parseAsync('yes'))
  say('schema', z.toJSONSchema(z.object({ a: z.string().nullable() })))
}
