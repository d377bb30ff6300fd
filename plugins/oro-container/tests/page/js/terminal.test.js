import { test } from 'oro:test'
import { mounted } from './support/container.js'
import { sh } from './support/streams.js'

test('the shell pipes, redirects and starts programs', async (t) => {
  await mounted({ 'up.js': 'process.stdin.on("data", (data) => process.stdout.write(String(data).toUpperCase()))' })
  t.deepEqual(await sh('printf "b\\na\\n" | sort | node up.js > out.txt && cat out.txt; echo $((6 * 7))'), ['A\nB\n42\n', 0])
  t.deepEqual(await sh('for f in *.none; do echo "$f"; done; nosuch; exit $?'), ['*.none\nsh: cannot run "nosuch": there is no such command\n', 127])
  t.deepEqual(await sh('node -e "process.exit(5)" || echo "was $?"'), ['was 5\n', 0])
})
