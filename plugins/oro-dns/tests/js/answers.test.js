import dns from 'oro:dns'
import promises from 'oro:dns/promises'
import ipc from 'oro:ipc'
import { test } from 'oro:test'
import { answers, called, outcome, refusal, refusals, servers } from './support/answers.js'

const { data: server } = await ipc.request('test.nameserver')
dns.setServers([server])

test('what is found, by promises, is what Node finds', async (t) => {
  for (const [what, ask, expected] of answers) t.deepEqual(await outcome(promises, ask), expected, what)
})

test('what is found, by callbacks, is what Node finds', async (t) => {
  for (const [what, ask, expected] of answers) t.deepEqual(await outcome(called(dns), ask), expected, what)
})

test('what makes no sense is refused as Node refuses it', (t) => {
  for (const [what, act, expected] of refusals) t.deepEqual(refusal(() => act(dns)), expected, what)
})

test('servers are shown as Node shows them', (t) => {
  const resolver = new dns.Resolver()
  resolver.setServers(servers[0])
  t.deepEqual(resolver.getServers(), servers[1])
  t.deepEqual(promises.getServers(), [server], 'the functions of both modules share theirs')
  t.ok(new promises.Resolver().getServers().length > 0, 'a new resolver has those of the system')
})
