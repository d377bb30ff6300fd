// Puts the names of the runtime's modules back where Vite's development server has written addresses of its own.

/** What comes before the specifier of an import. */
const IMPORT = String.raw`(?<=\b(?:from|import)\s*\(?\s*(?:/\*[^*]*\*/\s*)*)`

/**
 * Returns a module with `/@id/oro:fs` turned into `oro:fs` where it is imported; null if there is none.
 *
 * @param {string} code as Vite's analysis of imports leaves it
 * @param {string} base Vite's setting
 */
export function restored (code, base) {
  const prefix = `${base}@id/`
  if (!code.includes(prefix)) return null
  const address = new RegExp(`${IMPORT}(["'])${escaped(prefix)}((?:oro|node):[^"'?\\n]*)(?:\\?import)?\\1`, 'g')
  // Lines stay as they are, so that the source map of the module goes on to fit.
  return { code: code.replace(address, '$1$2$1'), map: null }
}

function escaped (text) {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}
