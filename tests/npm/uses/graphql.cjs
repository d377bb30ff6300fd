exports.job = 'a schema, queries, errors and introspection'

exports.use = async ({ library, say }) => {
  const { buildSchema, graphql, GraphQLObjectType, GraphQLSchema, GraphQLString, getIntrospectionQuery, printSchema } = library
  const schema = buildSchema('type Query { hello(name: String!): String, fails: Int } type Mutation { set(value: Int): Int }')
  const rootValue = { hello: ({ name }) => `hello ${name}`, fails: async () => { throw new Error('wrong') }, set: ({ value }) => value + 1 }
  const plain = (result) => JSON.parse(JSON.stringify(result))
  say('query', plain(await graphql({ schema, rootValue, source: 'query Q($n: String!) { hello(name: $n) fails }', variableValues: { n: 'you' } })))
  say('mutation', plain(await graphql({ schema, rootValue, source: 'mutation { set(value: 1) }' })))
  say('wrong', plain(await graphql({ schema, source: '{ nothing }' })).errors[0].message)
  say('types', plain(await graphql({ schema, source: getIntrospectionQuery() })).data.__schema.types.length)
  const made = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields: { a: { type: GraphQLString } } }) })
  say('printed', printSchema(made))
}
