/** What the tests of profiles have the app's page do. */

import { clear, cookies, exportState, importState, profiles, setProxy } from 'oro:session'
import { request } from 'oro:ipc'

const failure = (promise) => promise.then(() => null, (error) => ({ name: error.name, message: error.message }))

async function call (route, parameters) {
  const { err, data } = await request(route, parameters)
  if (err) throw err
  return data
}

const NUMBERS = { next: 1 }

/** Show a page of a site in a window, and return what the site and the page tell of it. */
async function visit (createWindow, site, path, profile) {
  const window = await createWindow({ index: NUMBERS.next++, path: site + path, profile })
  const told = await (await fetch(`${site}/told?${path}`)).json()
  await window.close()
  return told
}

/** Show a page of the app in a window, and return what it tells. */
async function show (createWindow, name, options) {
  const window = await createWindow({ index: NUMBERS.next++, path: `/own.html?name=${name}`, ...options })
  const found = await call('told.hear', { name })
  await window.close()
  return found
}

const names = (found) => found.map(({ name, value }) => `${name}=${value}`).sort()

export const todo = {
  async accounts (site, createWindow) {
    const out = {}
    const domain = new URL(site).hostname
    await visit(createWindow, site, '/in/anna', 'anna')
    await visit(createWindow, site, '/in/bert', 'bert')
    out.anna = (await visit(createWindow, site, '/who/1', 'anna')).cookies
    out.bert = (await visit(createWindow, site, '/who/2', 'bert')).cookies
    out.own = (await visit(createWindow, site, '/who/3')).cookies
    out.listed = (await profiles.list()).map(({ name, ephemeral }) => ({ name, ephemeral }))

    out.got = await cookies.get({ url: site + '/', profile: 'anna' })
    out.none = [await cookies.get({ url: 'http://other.test/', profile: 'anna' }), await cookies.get()]
    await call('python.cookie', { profile: 'anna', domain })
    const both = await visit(createWindow, site, '/who/4', 'anna')
    out.python = { cookies: both.cookies, script: both.script }

    let heard
    const changed = new Promise((resolve) => { heard = resolve })
    await cookies.watch(heard, { profile: 'bert' })
    await importState(await exportState({ profile: 'anna' }), { profile: 'bert' })
    await changed
    out.imported = names(await cookies.get({ profile: 'bert' }))
    out.exported = (await exportState({ profile: 'anna' })).cookies.map(({ name, expires, httpOnly }) => ({ name, expires, httpOnly }))
    out.removed = names(await cookies.remove({ name: 'user', profile: 'bert' }))
    out.after = names(await cookies.get({ profile: 'bert' }))
    out.again = []
    for (let time = 0; time < 3; time++) {
      await cookies.set({ name: 'again', value: 'same', domain, profile: 'bert' })
      out.again.push(...names(await cookies.get({ name: 'again', profile: 'bert' })))
    }
    await clear({ kinds: ['cache'], profile: 'bert' })
    out.cached = (await visit(createWindow, site, '/who/5', 'bert')).cookies
    out.left = await clear({ profile: 'bert', origins: [site], kinds: ['cookies'] })
    out.cleared = names(await cookies.get({ profile: 'bert' }))
    return out
  },

  async refusals () {
    return {
      own: await failure(cookies.get({ url: location.href })),
      domain: await failure(cookies.set({ name: 'a', domain: 'http://x.test/' })),
      scope: await failure(cookies.set({ name: 'a', domain: 'elsewhere.example' })),
      all: await failure(cookies.remove({})),
      unknown: await failure(cookies.get({ profile: 'nobody' })),
      name: await failure(call('window.create', { url: '/own.html', profile: '../up' })),
      origin: await failure(clear({ origins: ['nowhere'] })),
      state: await failure(importState({ cookies: [{ name: 1 }] })),
      proxy: await failure(setProxy('ftp://x:1'))
    }
  },

  async own (site, createWindow) {
    const out = {}
    out.first = await show(createWindow, 'one', {})
    out.anna = await show(createWindow, 'anna', { profile: 'anna' })
    out.again = await show(createWindow, 'anna2', { profile: 'anna' })
    out.private = await show(createWindow, 'secret', { ephemeral: true })
    out.other = await show(createWindow, 'other', { ephemeral: true })
    out.kept = names(await cookies.get({ profile: 'anna' }))
    out.listed = (await profiles.list()).map(({ name, ephemeral }) => ({ name, ephemeral }))
    out.gone = [await profiles.remove('anna'), (await profiles.list()).map(({ name }) => name)]
    out.removed = await failure(createWindow({ index: 40, path: '/own.html', profile: 'anna' }))
    out.never = await profiles.remove('bert')
    out.left = (await profiles.list()).filter((each) => !each.ephemeral)
    Object.assign(out, { refusals: await todo.refusals() })
    return out
  },

  async proxy (site, createWindow) {
    const out = {}
    await createWindow({ index: NUMBERS.next++, path: 'http://site.test/page' })
    await (await fetch(`${site}/told?/page`)).json()
    out.host = await call('python.get', { url: 'http://site.test/host' })
    out.direct = await call('python.get', { url: site + '/direct' })
    await visit(createWindow, site, '/who/1')
    out.changed = await failure(setProxy(''))
    out.after = await failure(call('python.get', { url: 'http://site.test/after' }))
    return out
  },

  async stay (site, createWindow) {
    await createWindow({ index: 1, path: '/own.html?name=anna', profile: 'anna' })
    return {}
  },

  async second (site, createWindow) {
    return {
      anna: await failure(createWindow({ index: 1, path: '/own.html?name=anna', profile: 'anna' })),
      carl: await failure(createWindow({ index: 2, path: '/own.html?name=carl', profile: 'carl' })),
      removed: await failure(profiles.remove('anna'))
    }
  }
}
