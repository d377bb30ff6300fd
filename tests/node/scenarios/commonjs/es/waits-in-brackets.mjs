export const waited = await (async () => 1)()
