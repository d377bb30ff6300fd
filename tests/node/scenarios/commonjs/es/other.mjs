export let counted = 0
export const count = () => { counted++ }
export default function made () { return 'made' }
export const text = 'import.meta.url and import("x") in a text'
