/** Fills in what it is given, before it first waits. */
export function make (module: object): Promise<object>
