export interface ParseOptions { maxDepth?: number, integersAsBigInt?: boolean | 'asNeeded' }
export function parse (text: string, options?: ParseOptions): Record<string, any>
export function stringify (value: any, options?: { maxDepth?: number, numbersAsFloat?: boolean }): string
export class TomlDate extends Date {}
export class TomlError extends Error {
  line: number
  column: number
  codeblock: string
}
