export interface InspectOptions {
  showHidden?: boolean
  depth?: number | null
  colors?: boolean
  customInspect?: boolean
  showProxy?: boolean
  maxArrayLength?: number | null
  maxStringLength?: number | null
  breakLength?: number
  compact?: boolean | number
  sorted?: boolean | ((a: string, b: string) => number)
  getters?: 'get' | 'set' | boolean
  numericSeparator?: boolean
}

declare const util: {
  inspect: {
    (value: any, options?: InspectOptions): string
    (value: any, showHidden?: boolean, depth?: number | null, colors?: boolean): string
    custom: symbol
    colors: Record<string, [number, number]>
    styles: Record<string, string>
    defaultOptions: InspectOptions
  }
  format (format?: any, ...args: any[]): string
  formatWithOptions (options: InspectOptions, format?: any, ...args: any[]): string
  stripVTControlCharacters (text: string): string
}
export default util
