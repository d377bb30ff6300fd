export interface ParseOptions { maxKeys?: number, decodeURIComponent? (text: string): string }

declare const querystring: {
  parse (text: string, separator?: string, equals?: string, options?: ParseOptions): Record<string, string | string[]>
  stringify (values: any, separator?: string, equals?: string, options?: { encodeURIComponent? (text: string): string }): string
  escape (text: any): string
  unescape (text: string): string
  unescapeBuffer (text: string, decodeSpaces?: boolean): any
}
export default querystring
