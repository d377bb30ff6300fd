/** The panel trying itself with programs that every machine has. */

import { attempt, until } from 'oro:panel'

/**
 * @typedef {import('./view.js').View} View
 * @typedef {import('oro:panel').Check} Check
 */

/**
 * @param {View} view
 * @returns {AsyncGenerator<Check>}
 */
export async function * checks (view) {
  yield await attempt('runs a program', async () => {
    const program = view.run('echo one; echo two >&2; exit 3')
    await program.ended
    return [['one', 'two', 'exited with 3'].every((text) => view.text.includes(text)), `${program.milliseconds.toFixed(0)} ms`]
  })
  yield await attempt('shows output as it comes', async () => {
    const program = view.run('echo first; read line; echo second')
    await until(() => view.text.includes('first'), 'nothing was shown')
    const early = program.running && !view.text.includes('second')
    view.say('go on')
    await program.ended
    return [early && view.text.includes('second'), program.state]
  })
  yield await attempt('feeds a program', async () => {
    const program = view.run('sort -r')
    for (const line of ['a', 'c', 'b']) view.say(line)
    program.finish()
    await program.ended
    return [view.text.includes('c\nb\na\n'), program.state]
  })
  yield await attempt('ends a program', async () => {
    const program = view.run('echo up; sleep 100')
    await until(() => view.text.includes('up'), 'it did not begin')
    program.kill('SIGTERM')
    await program.ended
    return [program.state === 'ended by SIGTERM', program.state]
  })
  yield await attempt('keeps up with a flood', async () => {
    const program = view.run('yes | head -c 5000000')
    await program.ended
    return [program.text.length < 60000 && program.state === 'exited with 0', `5 MB in ${program.milliseconds.toFixed(0)} ms`]
  })
  yield await attempt('goes back to what was run', async () => {
    view.choose(/** @type {any} */ (view.programs.at(-1)))
    return [view.text.includes('one'), `${view.programs.length} programs`]
  })
}
