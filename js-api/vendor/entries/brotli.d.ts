/** `left`: bits after the end; fewer than none: the end is missing. */
export function decompress (bytes: Uint8Array): { output?: Uint8Array<ArrayBuffer>, left: number, error?: Error }
