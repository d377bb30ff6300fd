/** Runs Python, which the page may interrupt. */
import { loadPyodide } from '/node_modules/pyodide/pyodide.mjs'

const loaded = loadPyodide()

onmessage = async ({ data: { interrupt, code } }) => {
  const pyodide = await loaded
  pyodide.setInterruptBuffer(interrupt)
  try {
    postMessage('running')
    postMessage({ value: String(pyodide.runPython(code)) })
  } catch (error) {
    postMessage({ failed: String(error.message ?? error) })
  }
}
