import { test } from 'oro:test'
import { WebContainer } from 'oro:container'

const PROJECTS = 'front_ends/projects'

/**
 * Serve a project of the layer, show it in a frame, and end it with the function.
 * @param {string} name
 * @param {string[]} command
 * @param {(shown: Shown) => Promise<void>} use
 */
async function serving (name, command, use) {
  const container = await WebContainer.boot()
  const ready = new Promise((resolve) => container.on('server-ready', (port, url) => resolve(url)))
  const server = await container.spawn(command[0], command.slice(1), { cwd: `${PROJECTS}/${name}`, terminal: { cols: 80, rows: 24 } })
  const shown = new Shown(container, name)
  server.output.pipeTo(new WritableStream({ write: (text) => shown.said(text) }))
  server.exit.then((code) => shown.fail(new Error(`${command[0]} ended with ${code}: ${shown.output}`)))
  try {
    shown.open(/** @type {string} */ (await Promise.race([ready, shown.failed])))
    await use(shown)
  } finally {
    shown.close()
    container.teardown()
    await container.ended
  }
}

/** What a frame shows. */
class Shown {
  output = ''
  #frame = document.createElement('iframe')
  #wake = () => {}
  #followed = false
  /** @type {{ text: string, began: number }} */
  last = { text: '', began: 0 }

  /** @param {WebContainer} container @param {string} name */
  constructor (container, name) {
    this.container = container
    this.name = name
    this.failed = new Promise((resolve, reject) => { this.fail = reject })
    this.failed.catch(() => {})
    addEventListener('message', this.#told)
  }

  /** @param {string} url */
  open (url) {
    this.#frame.src = url
    document.body.append(this.#frame)
  }

  close () {
    removeEventListener('message', this.#told)
    this.#frame.remove()
  }

  /** @param {string} text of the server */
  said (text) {
    this.output += text
    if (this.output.includes('followed')) this.#followed = true
    this.#wake()
  }

  press () {
    this.#frame.contentWindow?.postMessage('press', '*')
  }

  /** @param {string} file @param {string} before @param {string} after */
  async edit (file, before, after) {
    const path = `${PROJECTS}/${this.name}/${file}`
    const text = await this.container.fs.readFile(path, 'utf8')
    await this.container.fs.writeFile(path, text.replace(before, after))
  }

  /** The project is told of changes from now on. */
  async followed () {
    await this.#until(() => this.#followed)
  }

  /** @param {string} text */
  async shows (text) {
    await this.#until(() => this.last.text === text)
    return this.last
  }

  /** @param {() => boolean} holds */
  async #until (holds) {
    while (!holds()) await Promise.race([this.failed, new Promise((resolve) => { this.#wake = () => resolve(null) })])
  }

  #told = (/** @type {MessageEvent} */ { data, source }) => {
    if (source !== this.#frame.contentWindow) return
    if (data.followed) this.#followed = true
    else this.last = data
    this.#wake()
  }
}

/** @param {any} t @param {Shown} shown @param {string} file */
async function keepsState (t, shown, file) {
  await shown.shows('first 0')
  await shown.followed()
  shown.press()
  await shown.shows('first 1')
  shown.press()
  const before = await shown.shows('first 2')
  await shown.edit(file, 'first', 'second')
  t.deepEqual(await shown.shows('second 2'), { text: 'second 2', began: before.began })
}

test('Vite with React keeps the state of a component that changes', async (t) => {
  await serving('react', ['npx', 'vite'], async (shown) => keepsState(t, shown, 'App.jsx'))
})

test('Vite with Vue keeps the state of a component that changes', async (t) => {
  await serving('vue', ['npx', 'vite'], async (shown) => keepsState(t, shown, 'App.vue'))
})

test('SvelteKit renders a page, answers its form, and replaces a component that changes', async (t) => {
  await serving('svelte', ['npx', 'vite'], async (shown) => {
    const before = await shown.shows('first localhost:5173')
    await shown.followed()
    t.match(await (await shown.container.fetch(5173, '/')).text(), /first localhost:5173/)
    shown.press()
    await shown.shows('first localhost:5173 42\nanswered') // SvelteKit reads out the title for screen readers
    await shown.edit('src/routes/+page.svelte', 'first', 'second')
    t.equal((await shown.shows('second localhost:5173 42\nanswered')).began, before.began)
  })
})

test('webpack-dev-server replaces a module that changes', async (t) => {
  await serving('webpack', ['npx', 'webpack', 'serve'], async (shown) => {
    const before = await shown.shows('first')
    await shown.followed()
    await shown.edit('text.js', 'first', 'second')
    t.deepEqual(await shown.shows('second'), { text: 'second', began: before.began })
  })
})

test('esbuild builds anew and has the page load again', async (t) => {
  const command = ['npx', 'esbuild', 'main.ts', '--bundle', '--outdir=www', '--servedir=www', '--watch']
  await serving('esbuild', command, async (shown) => {
    const before = await shown.shows('first')
    await shown.followed()
    await shown.edit('text.ts', 'first', 'second')
    t.ok((await shown.shows('second')).began > before.began)
  })
})
