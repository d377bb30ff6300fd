import { test } from 'oro:test'
import { request } from 'oro:ipc'
import { call, chat, read, resources, servers, ToolError, tools } from 'oro:mcp'

/** @param {() => Promise<boolean>} look */
async function until (look) {
  while (!await look()) await new Promise((resolve) => setTimeout(resolve, 20))
}

const seen = async () => (await request(/** @type {any} */ ('seen'))).data.cancelled
const waiting = async () => (await request(/** @type {any} */ ('seen'))).data.begun

test('servers of the configuration and the app are listed', async (t) => {
  const listed = await servers()
  t.deepEqual(listed.map(({ name, transport }) => [name, transport]), [['app', 'app'], ['none', 'stdio'], ['tests', 'stdio']])
})

test('a tool of a server is found and called', async (t) => {
  const add = (await tools('tests')).find(({ name }) => name === 'add')
  t.deepEqual(add?.inputSchema.required, ['a', 'b'])
  const { text, data, content } = await call('tests', 'add', { a: 2, b: 40 })
  t.deepEqual([text, data, content[0].type], ['42', { result: 42 }, 'text'])
})

test('resources of a server are found and read', async (t) => {
  const found = await resources('tests')
  t.deepEqual(found.map(({ uri, template }) => [uri, template]), [['notes://all', false], ['notes://{id}/picture', true]])
  t.deepEqual(await read('tests', 'notes://all'), [{ uri: 'notes://all', mimeType: 'text/markdown', data: '# Notes' }])
  const [picture] = await read('tests', 'notes://7/picture')
  t.deepEqual([...picture.data], [...new TextEncoder().encode('PNG7')])
  const error = await read('tests', 'notes://none').catch((error) => error)
  t.equal(error.code, 'ERR_MCP_SERVER')
})

test('a tool that fails rejects with what it said', async (t) => {
  const error = await call('tests', 'fail').catch((error) => error)
  t.ok(error instanceof ToolError)
  t.deepEqual([error.server, error.tool], ['tests', 'fail'])
  t.ok(error.message.includes('on purpose'))
})

test('a server that cannot be started is named', async (t) => {
  const error = await tools('none').catch((error) => error)
  t.ok(error.message.includes('[mcp.servers.none]'))
  t.equal(error.code, 'ERR_MCP_SERVER')
})

test('a tool of the app tells progress', async (t) => {
  t.deepEqual((await tools()).map(({ name }) => name).sort(), ['lab_count', 'lab_wait'])
  /** @type {any[]} */
  const told = []
  const { data } = await call('app', 'lab_count', { to: 3 }, { onprogress: (progress) => told.push(progress) })
  t.deepEqual(data, { result: 3 })
  t.deepEqual(told.map(({ done, total, message }) => [done, total, message]), [[1, 3, 'at 1'], [2, 3, 'at 2'], [3, 3, 'at 3']])
})

test('aborting cancels the tool', async (t) => {
  const before = await seen()
  const begun = await waiting()
  const controller = new AbortController()
  const calling = call('app', 'lab_wait', {}, { signal: controller.signal }).catch((error) => error)
  await until(async () => await waiting() === begun + 1)
  controller.abort()
  t.equal((await calling).name, 'AbortError')
  await until(async () => await seen() === before + 1)
  t.ok(true)
})

test('a model uses the app and a server, and each step is told', async (t) => {
  const told = []
  for await (const event of chat('lab_count {"to": 2}')) told.push(event)
  t.deepEqual(told.map(({ type }) => type), ['step', 'call', 'result', 'step', 'text', 'text', 'text', 'end'])
  t.deepEqual(told.filter(({ type }) => type === 'text').map((event) => /** @type {any} */ (event).text), ['It ', 'said ', '2'])
  const end = /** @type {any} */ (told.at(-1))
  t.deepEqual([end.reason, end.text], ['stop', 'It said 2'])
  const again = []
  for await (const event of chat([...end.messages, { role: 'user', content: 'tests__add {"a": 1, "b": 1}' }], { tools: ['mcp:tests'] })) again.push(event)
  t.equal(/** @type {any} */ (again.at(-1)).text, 'It said 2')
})

test('aborting a conversation cancels the tool that runs', async (t) => {
  const before = await seen()
  const controller = new AbortController()
  const error = await (async () => {
    for await (const event of chat('lab_wait', { signal: controller.signal })) if (event.type === 'call') controller.abort()
  })().catch((error) => error)
  t.equal(error?.name, 'AbortError')
  await until(async () => await seen() === before + 1)
  t.ok(true)
})
