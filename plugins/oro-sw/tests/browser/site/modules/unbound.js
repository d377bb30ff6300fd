import { missing } from './part.js'; globalThis.missing = missing
