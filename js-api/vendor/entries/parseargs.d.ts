export interface ParseArgsConfig {
  args?: string[]
  options?: Record<string, { type: 'boolean' | 'string', multiple?: boolean, short?: string, default?: any }>
  strict?: boolean
  allowPositionals?: boolean
  tokens?: boolean
}
export function parseArgs (config?: ParseArgsConfig): { values: Record<string, any>, positionals: string[], tokens?: any[] }
