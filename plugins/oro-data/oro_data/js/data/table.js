/** Tables as Arrow IPC streams. */

/** A table of pyarrow, pandas or polars: `tableFromIPC(table.bytes)` of npm's `apache-arrow` reads it. */
export class Table {
  /**
   * @param {Uint8Array<ArrayBuffer>} bytes an Arrow IPC stream
   * @param {readonly number[]} [shape] rows and columns, where these are known
   */
  constructor (bytes, shape = []) {
    this.bytes = bytes
    this.shape = Object.freeze([...shape])
  }
}
