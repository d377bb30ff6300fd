exports.job = 'queries, types, a cursor of rows, notifications and errors of a PostgreSQL server'
exports.server = 'postgres'

exports.use = async ({ library: { Client, Pool }, say, server }) => {
  const client = new Client(server.postgres)
  await client.connect()
  await client.query('CREATE TEMPORARY TABLE things (id serial PRIMARY KEY, name text, data jsonb, body bytea, tags text[])')
  const { rows } = await client.query('INSERT INTO things (name, data, body, tags) VALUES ($1, $2, $3, $4) RETURNING *', ['ünï', { a: [1] }, Buffer.from([1, 2]), ['x', 'y']])
  say('row', rows[0])
  say('many', (await client.query('SELECT generate_series(1, 5000) AS n')).rows.length)
  const heard = new Promise((resolve) => client.once('notification', ({ channel, payload }) => resolve([channel, payload])))
  await client.query('LISTEN news')
  await client.query("NOTIFY news, 'hello'")
  say('heard', await heard)
  say('wrong', await client.query('SELECT nothing').catch((error) => [error.code, error.severity, error.message]))
  await client.end()
  const pool = new Pool({ ...server.postgres, max: 2 })
  say('pool', (await Promise.all([1, 2, 3].map((n) => pool.query('SELECT $1::int AS n', [n])))).map(({ rows: [row] }) => row.n))
  await pool.end()
}
