import { missing } from './nowhere.js'; globalThis.missing = missing
