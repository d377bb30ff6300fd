/**
 * Finds out what of a project can be run.
 * @module
 */

/** @typedef {{ label: string, line: string, language: 'nodejs' | 'python' | 'wasm' }} Offer `line` is for a shell */

/** Scripts of a package that start it, the likeliest first. */
const SCRIPTS = ['dev', 'start', 'serve', 'preview']
const MAINS = {
  nodejs: ['server.js', 'index.js', 'main.js', 'app.js', 'server.mjs', 'index.mjs', 'main.mjs'],
  python: ['main.py', 'app.py', 'server.py', '__main__.py']
}
const LANGUAGES = /** @type {Record<string, Offer['language']>} */ ({ node: 'nodejs', javascript: 'nodejs', js: 'nodejs', py: 'python', python3: 'python', webassembly: 'wasm', wasi: 'wasm' })
const WASI = 'const w = new (require("node:wasi").WASI)({ version: "preview1", args: process.argv.slice(1), env: process.env, preopens: { "/": "." } }); WebAssembly.instantiate(require("node:fs").readFileSync(process.argv[1]), w.getImportObject()).then(({ instance }) => process.exit(w.start(instance)))'

/**
 * @param {string[]} names in the folder of the project
 * @param {string | null} manifest the text of `package.json`
 * @param {{ file?: string, language?: string }} [wanted] what was named
 * @returns {Offer[]} the likeliest first
 */
export function offersOf (names, manifest, { file = '', language = '' } = {}) {
  const wanted = LANGUAGES[language] ?? language
  const named = file ? [offerOf(file)].flatMap((each) => each ?? []) : []
  const all = [...named, ...ofPackage(names, manifest), ...ofFiles(names)]
  const known = new Set()
  return all.filter((each) => (!wanted || each.language === wanted) && !known.has(each.label) && known.add(each.label))
}

/** @param {string[]} names @param {string | null} manifest @returns {Offer[]} */
function ofPackage (names, manifest) {
  const { scripts = {}, dependencies, devDependencies } = read(manifest)
  const missing = !names.includes('node_modules') && Object.keys({ ...dependencies, ...devDependencies }).length
  return SCRIPTS.filter((name) => typeof scripts[name] === 'string').map((name) => ({
    label: missing ? `npm install, npm run ${name}` : `npm run ${name}`,
    line: `${missing ? 'npm install && ' : ''}npm run ${name}`,
    language: 'nodejs'
  }))
}

/** @param {string | null} manifest @returns {any} */
function read (manifest) {
  try {
    return Object(JSON.parse(manifest ?? '{}'))
  } catch {
    return {}
  }
}

/** @param {string[]} names @returns {Offer[]} */
function ofFiles (names) {
  const mains = [...MAINS.nodejs, ...MAINS.python].filter((name) => names.includes(name))
  const rest = names.filter((name) => !mains.includes(name) && /\.(py|wasm|[cm]?js)$/.test(name) && !/\.config\.[cm]?js$/.test(name))
  return [...mains, ...rest].flatMap((name) => offerOf(name) ?? [])
}

/** @param {string} name @returns {Offer | null} */
function offerOf (name) {
  const path = quoted(name)
  if (name.endsWith('.py')) return { label: `python3 ${name}`, line: `python3 -u ${path}`, language: 'python' }
  if (name.endsWith('.wasm')) return { label: `${name} (Node's WASI)`, line: `node --no-warnings -e ${quoted(WASI)} ${path}`, language: 'wasm' }
  if (/\.[cm]?js$/.test(name)) return { label: `node ${name}`, line: `node ${path}`, language: 'nodejs' }
  return null
}

/** @param {string} text @returns {string} as a shell reads it as one word */
function quoted (text) {
  if (/^[\w./][\w./-]*$/.test(text)) return text
  const word = `'${text.replaceAll("'", "'\\''")}'`
  return text.startsWith('-') ? `./${word}` : word
}
