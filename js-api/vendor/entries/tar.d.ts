export interface Entry { name: string, size?: number, mode?: number, mtime?: Date, type?: string, linkname?: string | null, uid?: number, gid?: number }
export interface Pack extends AsyncIterable<Uint8Array> {
  entry (header: Entry, body?: string | Uint8Array, callback?: (error: Error | null) => void): any
  finalize (): void
  pipe (target: any): any
  on (event: string, listener: (...args: any[]) => void): this
}
export interface Extract extends AsyncIterable<any> {
  write (bytes: Uint8Array): boolean
  end (bytes?: Uint8Array): void
  on (event: string, listener: (...args: any[]) => void): this
}
export function pack (options?: any): Pack
export function extract (options?: any): Extract
