/** Makes webpack leave `oro:` and `node:` imports to the runtime: a function for its setting `externals`. */
export default function oroExternals (
  asked: { request?: string, context?: string },
  answer: (error?: null, result?: string) => void
): void
