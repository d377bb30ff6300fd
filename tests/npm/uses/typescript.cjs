exports.job = 'TypeScript transpiled, and a program checked'

exports.use = async ({ library, require, folder, say }) => {
  const ts = library
  say('transpiled', ts.transpileModule('enum A { B } export const x = (a: A): string => a?.toString() ?? ""', { compilerOptions: { target: ts.ScriptTarget.ES2020, module: ts.ModuleKind.CommonJS } }).outputText)
  const fs = require('node:fs')
  fs.writeFileSync(`${folder}/a.ts`, 'const n: number = "text"; export { n }')
  const program = ts.createProgram([`${folder}/a.ts`], { noLib: true, types: [] })
  say('checked', program.getSemanticDiagnostics().map(({ code, messageText }) => [code, ts.flattenDiagnosticMessageText(messageText, ' ')]))
  say('system', [ts.sys.fileExists(`${folder}/a.ts`), ts.sys.readFile(`${folder}/a.ts`).length])
}
