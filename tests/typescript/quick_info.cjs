// Prints what an editor shows for a place in a file: quick_info.cjs TYPESCRIPT FILE LINE COLUMN, both from zero.

const [typescript, file, line, column] = process.argv.slice(2)
const ts = require(typescript)
const { dirname, join } = require('node:path')

const folder = dirname(file)
const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), ts.sys.readFile)
const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, folder)
const service = ts.createLanguageService({
  getScriptFileNames: () => fileNames,
  getScriptVersion: () => '1',
  getScriptSnapshot: (name) => {
    const text = ts.sys.readFile(name)
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
  },
  getCurrentDirectory: () => folder,
  getCompilationSettings: () => options,
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: ts.sys.fileExists,
  readFile: ts.sys.readFile
})
const lines = ts.sys.readFile(file).split('\n')
const at = lines.slice(0, Number(line)).join('\n').length + (Number(line) > 0 ? 1 : 0) + Number(column)
const info = service.getQuickInfoAtPosition(file, at)
console.log(ts.displayPartsToString(info.displayParts))
console.log(ts.displayPartsToString(info.documentation))
