/** Bytes the head of a message may have. */
export const maxHeaderSize = 16384
