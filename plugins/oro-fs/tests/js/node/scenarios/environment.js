/** @type {any} */
const process = Reflect.get(globalThis, 'process')

/** @type {Record<string, (stage: import('../transcript.js').Stage) => any>} */
export const scenarios = {
  async files ({ fs, Buffer, folder, attempt, say }) {
    process.env.ORO_KEPT = 'before'
    fs.writeFileSync(`${folder}/one`, 'ORO_A=1\nORO_B="two words" # not this\nORO_KEPT=after\nexport ORO_C=\'x\'\nORO_EMPTY=\n')
    await attempt('a path', () => process.loadEnvFile(`${folder}/one`))
    for (const name of ['ORO_A', 'ORO_B', 'ORO_KEPT', 'ORO_C', 'ORO_EMPTY']) say(name, process.env[name])
    fs.writeFileSync(`${folder}/two`, 'ORO_D=4')
    await attempt('a Buffer', () => process.loadEnvFile(Buffer.from(`${folder}/two`)))
    say('ORO_D', process.env.ORO_D)
    fs.writeFileSync(`${folder}/three`, 'ORO_E=5')
    await attempt('a URL', () => process.loadEnvFile(new URL(`file://${folder}/three`)))
    say('ORO_E', process.env.ORO_E)
    await attempt('none', () => process.loadEnvFile(`${folder}/none`))
    await attempt('5', () => process.loadEnvFile(5))
    for (const name of ['ORO_A', 'ORO_B', 'ORO_KEPT', 'ORO_C', 'ORO_EMPTY', 'ORO_D', 'ORO_E']) delete process.env[name]
  },

  async modules ({ fs, attempt, say }) {
    for (const id of ['fs', 'node:fs']) say(id, process.getBuiltinModule(id).readFileSync === fs.readFileSync)
    for (const id of ['nonsense', 'node:nonsense', 'test', './x', '']) say(id, process.getBuiltinModule(id))
    say('test of Node', typeof process.getBuiltinModule('node:test'))
    await attempt('nothing', () => process.getBuiltinModule())
    await attempt('5', () => process.getBuiltinModule(5))
  }
}
