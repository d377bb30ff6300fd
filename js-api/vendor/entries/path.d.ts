export interface ParsedPath { root: string, dir: string, base: string, ext: string, name: string }

export interface Path {
  readonly sep: '/' | '\\'
  readonly delimiter: ':' | ';'
  basename (path: string, suffix?: string): string
  dirname (path: string): string
  extname (path: string): string
  format (parts: Partial<ParsedPath>): string
  isAbsolute (path: string): boolean
  join (...paths: string[]): string
  normalize (path: string): string
  parse (path: string): ParsedPath
  relative (from: string, to: string): string
  resolve (...paths: string[]): string
  toNamespacedPath<T> (path: T): T
}

export const posix: Path
export const win32: Path
