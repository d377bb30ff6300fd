/** The types of @noble/ciphers and des.js, as far as oro:crypto uses them. */

export interface BlockCipher {
  encrypt (data: Uint8Array): Uint8Array
  decrypt (data: Uint8Array): Uint8Array
}

export interface Mac {
  update (data: Uint8Array): this
  digest (): Uint8Array
}

export function ecb (key: Uint8Array, options: { disablePadding: boolean }): BlockCipher
export function cbc (key: Uint8Array, iv: Uint8Array, options: { disablePadding: boolean }): BlockCipher
export function chacha20 (key: Uint8Array, nonce: Uint8Array, data: Uint8Array, output?: Uint8Array, counter?: number): Uint8Array

/** Parts of AES; `counter` and `block` are changed in place. */
export const unsafe: {
  expandKeyLE (key: Uint8Array): Uint32Array
  expandKeyDecLE (key: Uint8Array): Uint32Array
  encryptBlock (key: Uint32Array, block: Uint8Array): Uint8Array
  decryptBlock (key: Uint32Array, block: Uint8Array): Uint8Array
  ctrCounter (key: Uint32Array, counter: Uint8Array, data: Uint8Array): Uint8Array
  ctr32 (key: Uint32Array, littleEndian: boolean, counter: Uint8Array, data: Uint8Array): Uint8Array
}

export const GHASH: new (key: Uint8Array, expected?: number) => Mac
export const Poly1305: new (key: Uint8Array) => Mac

export interface DESOptions {
  type: 'encrypt' | 'decrypt'
  key: Uint8Array
  padding?: boolean
}

/** One direction of DES; `_update` handles one block. */
export interface DESCipher {
  _update (input: Uint8Array, at: number, output: Uint8Array, outputAt: number): void
}

export const EDE: { create (options: DESOptions): DESCipher }
