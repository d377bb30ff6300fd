// Write Python's memory, with the core loaded, as pages begin with it: node make_snapshot.mjs PYODIDE CORE OUT
import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'

// What Pyodide begins with; it does not grow before it takes a snapshot.
const MOST = 30 << 20

const [pyodide, core, out] = process.argv.slice(2)
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`).href)
const python = await loadPyodide({ indexURL: pyodide, convertNullToNone: true, _makeSnapshot: true })
python.FS.writeFile('/core.zip', new Uint8Array(readFileSync(core)))
python.runPython('import gc, sys; sys.path.insert(0, "/core.zip")')
python.runPython('import oro_container.page_kernel.main, oro_container.core.shell.tools.npm_install')
python.runPython('import oro_container.core.previews.site_previews; gc.collect()')
if (python._module.HEAP8.length > MOST) throw new Error(`the core takes ${python._module.HEAP8.length} bytes, more than ${MOST}`)
writeFileSync(out, gzipSync(python.makeMemorySnapshot(), { level: 6 }))
// Node waits for what Python holds open.
process.exit(0)
