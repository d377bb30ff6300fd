import { test } from 'oro:test'
import { WebContainer } from '@webcontainer/api'

/** Code of the guides of WebContainers, as they have it. @type {import('@webcontainer/api').WebContainer} */
let webcontainerInstance

/** @type {import('@webcontainer/api').FileSystemTree} */
const files = {
  // This is a directory - provide its name as a key
  src: {
    // Because it's a directory, add the "directory" key
    directory: {
      // This is a file - provide its path as a key:
      'main.js': {
        // Because it's a file, add the "file" key
        file: {
          contents: `
            console.log('Hello from WebContainers!')
          `
        }
      },
      // This is another file inside the same folder
      'main.css': {
        // Because it's a file, add the "file" key
        file: {
          contents: `
            body {
              margin: 0;
            }
          `
        }
      }
    }
  },
  // This is a file outside the folder
  'package.json': {
    // Because it's a file, add the "file" key
    file: {
      contents: `
        {
          "name": "example-app",
          "type": "module"
        }
      `
    }
  },
  // Another file outside the folder
  'index.html': {
    // Because it's a file, add the "file" key
    file: {
      contents: `
        <!DOCTYPE html>
        <html lang="en">
          <head>
            <title>Document</title>
          </head>
          <body>
            <script src="./src/main.js"></script>
          </body>
        </html>
      `
    }
  }
}

test('working with the file system', async (t) => {
  webcontainerInstance = await WebContainer.boot()
  await webcontainerInstance.mount(files)
  t.deepEqual((await webcontainerInstance.fs.readdir('/')).sort(), ['index.html', 'package.json', 'src'])

  await webcontainerInstance.fs.mkdir('some-folder-path')
  await webcontainerInstance.mount(/** @type {any} */ ({ 'package.json': { file: { contents: '{}' } } }), { mountPoint: 'some-folder-path' })
  t.deepEqual(await webcontainerInstance.fs.readdir('some-folder-path'), ['package.json'])

  const file = await webcontainerInstance.fs.readFile('/package.json')
  //    ^ it is a UInt8Array
  t.ok(file instanceof Uint8Array)
  const text = await webcontainerInstance.fs.readFile('/package.json', 'utf-8')
  //    ^ it is a string
  t.equal(JSON.parse(text).name, 'example-app')

  const dirs = await webcontainerInstance.fs.readdir('/src')
  t.deepEqual(dirs.sort(), ['main.css', 'main.js'])
  const entries = await webcontainerInstance.fs.readdir('/', {
    withFileTypes: true
  })
  const found = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  t.deepEqual(found.sort(), ['some-folder-path', 'src'])

  // Delete a file
  await webcontainerInstance.fs.rm('/src/main.js')
  // Delete a folder
  await webcontainerInstance.fs.rm('/src', { recursive: true })
  t.notEqual((await webcontainerInstance.fs.readdir('/')).includes('src'), true)

  await webcontainerInstance.fs.mkdir('src')
  await webcontainerInstance.fs.writeFile('/src/main.js', 'console.log("Hello from WebContainers!")')
  await webcontainerInstance.fs.writeFile(
    '/src/main.js',
    '\xE5\x8D\x83\xE8\x91\x89\xE5\xB8\x82\xE3\x83\x96\xE3\x83\xAB\xE3\x83\xBC\xE3\x82\xB9',
    { encoding: 'latin1' }
  )
  t.equal(await webcontainerInstance.fs.readFile('/src/main.js', 'utf-8'), '千葉市ブルース')

  await webcontainerInstance.fs.mkdir('this/is/my/nested/folder', { recursive: true })
  t.deepEqual(await webcontainerInstance.fs.readdir('/this/is/my/nested'), ['folder'])
  const data = await webcontainerInstance.export('src', { format: 'json' })
  t.deepEqual(Object.keys(data), ['main.js'])
})

test('running processes', async (t) => {
  /** @type {string[]} */
  const logged = []
  const console = { log: (/** @type {string} */ data) => logged.push(data) }
  const install = await webcontainerInstance.spawn('npm', ['i'])
  install.output.pipeTo(new WritableStream({
    write (data) {
      console.log(data)
    }
  }))
  const exitCode = await install.exit
  if (exitCode !== 0) {
    // Installation failed
    throw new Error('Unable to run npm install')
  }
  t.equal(exitCode, 0)

  const ls = await webcontainerInstance.spawn('ls', ['src'])
  ls.output.pipeTo(new WritableStream({
    write (data) { console.log(data) }
  }))
  t.equal(await ls.exit, 0)

  const server = await webcontainerInstance.spawn('node', ['-e', 'setInterval(() => {}, 1000)'])
  server.kill()
  t.notEqual(await server.exit, 0)
})

/** A terminal as that of xterm is used. */
class Terminal {
  cols = 80
  rows = 24
  text = ''
  /** @type {(data: string) => void} */
  #typed = () => {}
  /** @type {() => void} */
  #look = () => {}

  /** @param {string} data */
  write (data) {
    this.text += data
    this.#look()
  }

  /** @param {(data: string) => void} listener */
  onData (listener) {
    this.#typed = listener
  }

  /** @param {string} data */
  type (data) {
    this.#typed(data)
  }

  /** @param {RegExp} wanted @returns {Promise<void>} */
  shows (wanted) {
    return new Promise((resolve) => {
      this.#look = () => { if (wanted.test(this.text)) resolve() }
      this.#look()
    })
  }
}

/** @param {Terminal} terminal */
async function startShell (terminal) {
  const shellProcess = await webcontainerInstance.spawn('jsh', {
    terminal: {
      cols: terminal.cols,
      rows: terminal.rows
    }
  })
  shellProcess.output.pipeTo(
    new WritableStream({
      write (data) {
        terminal.write(data)
      }
    })
  )

  const input = shellProcess.input.getWriter()
  terminal.onData((data) => {
    input.write(data)
  })

  return shellProcess
}

test('adding interactivity', async (t) => {
  const terminal = new Terminal()
  const shellProcess = await startShell(terminal)
  terminal.type('echo $((40 + 2)); stty size\r')
  await terminal.shows(/42\r\n[^]*24 80\r\n/)
  terminal.cols = 100
  shellProcess.resize({
    cols: terminal.cols,
    rows: terminal.rows
  })
  terminal.type('stty size\r')
  await terminal.shows(/24 100\r\n/)
  terminal.type('exit\r')
  t.equal(await shellProcess.exit, 0)
  webcontainerInstance.teardown()
})
