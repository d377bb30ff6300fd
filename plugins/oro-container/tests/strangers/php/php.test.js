import { test } from 'oro:test'

const there = (await fetch('/tools/lite/phpliteadmin.php')).ok

/** A frame that is used as a person uses a window. */
class Visit {
  frame = document.createElement('iframe')

  /** @param {string} path @param {string} wanted a selector of what is there then */
  async open (path, wanted) {
    await this.#until(wanted, () => {
      this.frame.src = path
      if (!this.frame.isConnected) document.body.append(this.frame)
    })
  }

  /** @param {Record<string, string | boolean>} values @param {string} button @param {string} wanted */
  async send (values, button, wanted) {
    for (const [name, value] of Object.entries(values)) {
      const field = this.found(`[name="${name}"]`)
      if (typeof value === 'boolean') field.checked = value
      else field.value = value
    }
    await this.#until(wanted, () => this.found(button).click())
  }

  /** @param {string} selector @returns {any} */
  found (selector) {
    const found = this.frame.contentDocument?.querySelector(selector)
    if (!found) throw new Error(`there is no ${selector}: ${this.text}`)
    return found
  }

  get text () {
    return this.frame.contentDocument?.body?.innerText ?? ''
  }

  /** @param {string} wanted @param {() => void} act */
  async #until (wanted, act) {
    let loaded = new Promise((resolve) => this.frame.addEventListener('load', resolve, { once: true }))
    act()
    // A frame may show an empty page on its way to where it is redirected.
    do {
      await loaded
      loaded = new Promise((resolve) => this.frame.addEventListener('load', resolve, { once: true }))
      if (this.frame.contentDocument?.querySelector(wanted)) return
    } while (!this.text)
    throw new Error(`there is no ${wanted}: ${this.text}`)
  }
}

test('phpLiteAdmin makes a table, is written to and read, and knows who logged in', { skip: !there }, async (t) => {
  const visit = new Visit()
  const submit = 'input[type=submit]'
  await visit.open('/tools/lite/phpliteadmin.php', '[name=password]')
  await visit.send({ password: 'wrong' }, submit, '[name=password]')
  t.match(visit.text, /Incorrect password/)
  await visit.send({ password: 'secret' }, submit, '[name=new_dbname]')
  await visit.send({ new_dbname: 'notes.sqlite' }, 'form[name=create_database] input[type=submit]', '[name=tablename]')
  await visit.send({ tablename: 'notes', tablefields: '2' }, '[name=createtable]', '[name="1_field"]')
  const fields = { '0_field': 'id', '0_type': 'INTEGER', '0_primarykey': true, '1_field': 'text', '1_type': 'TEXT' }
  await visit.send(fields, 'form[action*=confirm] input[type=submit]', '.confirm')
  t.match(visit.text, /Table 'notes' has been created/)
  const at = '/tools/lite/phpliteadmin.php?database=.%2Fnotes.sqlite&table=notes&action='
  await visit.open(`${at}table_sql`, '[name=queryval]')
  await visit.send({ queryval: "INSERT INTO notes VALUES (1, 'ä <b>1</b>'), (2, 'two')" }, '[name=query]', '.confirm')
  await visit.open(`${at}row_view`, '.viewTable')
  t.match(visit.text, /ä <b>1<\/b>/)
  visit.frame.remove()
  const again = await (await fetch(`${at}row_view`)).text()
  t.ok(again.includes('&lt;b&gt;1&lt;/b&gt;'), 'the session is that of the app')
  t.equal((await (await fetch('/tools/lite/notes.sqlite')).text()).slice(0, 15), 'SQLite format 3')
})

test('Adminer logs in and changes what the other wrote', { skip: !there }, async (t) => {
  /** @param {string} path @param {Record<string, string>} [body] */
  const page = async (path, body) => {
    const response = await fetch(path, body && { method: 'POST', body: new URLSearchParams(body) })
    return { response, document: new DOMParser().parseFromString(await response.text(), 'text/html') }
  }
  /** @param {Document} document @returns {Record<string, string>} */
  const token = (document) => ({ token: /** @type {any} */ (document.querySelector('#form [name=token]')).value })
  const login = { 'auth[driver]': 'sqlite', 'auth[server]': '', 'auth[username]': '', 'auth[db]': '../lite/notes.sqlite' }
  const wrong = await page('/tools/adminer/', { ...login, 'auth[password]': 'wrong' })
  t.match(wrong.document.body.textContent ?? '', /Invalid credentials|Database does not support password/)
  const { response, document } = await page('/tools/adminer/', { ...login, 'auth[password]': 'secret' })
  t.equal(response.status, 200)
  t.match(document.body.textContent ?? '', /notes/)
  const at = `/tools/adminer/?sqlite=&username=&db=${encodeURIComponent('../lite/notes.sqlite')}`
  const form = await page(`${at}&edit=notes&where%5Bid%5D=2`)
  const saved = await page(`${at}&edit=notes&where%5Bid%5D=2`, {
    'fields[id]': '2', 'fields[text]': 'changed by Adminer', save: '1', ...token(form.document)
  })
  t.match(saved.document.body.textContent ?? '', /Item has been updated/)
  const rows = await page(`${at}&select=notes`)
  const cells = [...rows.document.querySelectorAll('#table tbody td[id]')].map(({ textContent }) => textContent)
  t.deepEqual(cells, ['1', 'ä <b>1</b>', '2', 'changed by Adminer'])
})
