import '../es/other.mjs'; export const detected = true
