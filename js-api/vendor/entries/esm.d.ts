/** A place in a module where it imports something; `type` says how. */
export interface Import {
  type: 'static' | 'reexport-star' | 'dynamic' | 'import-meta'
  specifier?: string
  start: number
  end: number
  importStart: number
  importEnd: number
}

/** es-module-lexer: where a module imports and exports, and whether it has the syntax of one at all. */
export function parse (source: string): [imports: Import[], exports: { name: string, start: number, end: number }[], facade: boolean, hasModuleSyntax: boolean]

/** sucrase: a module as the body of a function, line by line. */
export function transform (source: string, options: Record<string, unknown>): { code: string }
