import { check, command, equal, fact, known, ok, unique, until } from '../harness.js'

const { capabilities } = globalThis.suite

async function open (params = {}) {
  const name = unique()
  await command('open', { name, url: 'oro://app/blank.html', ...params })
  await fact(`${name} document`)
  const evaluate = async script => {
    const { value, error } = await command('evaluate', { name, script })
    if (error) throw new Error(error)
    return value
  }
  const close = async () => {
    await command('close', { name })
    await fact(`${name} closed`)
  }
  return { name, evaluate, close }
}

check('windows: a second one opens, loads, closes', async () => {
  const { name, evaluate, close } = await open()
  ok((await fact(`${name} shown`)).length > 0, 'shown')
  equal(await evaluate('location.href'), 'oro://app/blank.html')
  equal(await evaluate('navigator.userAgent.endsWith("OroSuite/1.0")'), capabilities.user_agent, 'user agent')
  await close()
})

check('windows: share localStorage and BroadcastChannel', async () => {
  const { evaluate, close } = await open()
  localStorage.setItem('from-first', 'stored')
  await until(async () => (await evaluate('localStorage.getItem("from-first")')) === 'stored', 'the value in the other window')
  const channel = new BroadcastChannel('suite')
  const heard = []
  channel.onmessage = ({ data }) => heard.push(data)
  await until(async () => { // an engine registers a channel while the page goes on, and what is said meanwhile is lost
    await evaluate('new BroadcastChannel("suite").postMessage("across"); 1')
    return heard.length > 0
  }, 'a message of the other window')
  equal(heard[0], 'across')
  channel.close()
  await close()
})

check('windows: titles are told', async () => {
  const { name, evaluate, close } = await open()
  await evaluate('document.title = "changed"; 1')
  await until(async () => (await known(`${name} title`)).includes('changed'), 'the title')
  await close()
})

check('windows: hide, show, resize, move', async () => {
  const { name, close } = await open()
  await fact(`${name} shown`)
  await command('call', { name, method: 'hide' })
  await fact(`${name} hidden`)
  await command('call', { name, method: 'show' })
  await until(async () => (await known(`${name} shown`)).length > 1, 'shown again')
  await command('call', { name, method: 'resize', a: '500', b: '400' })
  await until(async () => {
    const [, , width, height] = await command('call', { name, method: 'geometry' })
    return width === 500 && height === 400
  }, 'the new size')
  await command('call', { name, method: 'move', a: '30', b: '40' })
  await until(async () => {
    const [x, y] = await command('call', { name, method: 'geometry' })
    return !capabilities.positions || (x >= 30 && y >= 40)
  }, 'the new place')
  for (const method of ['maximize', 'restore', 'minimize', 'restore']) await command('call', { name, method })
  await command('call', { name, method: 'set_title', a: 'told' })
  await close()
})

check('windows: a page is told when its document is replaced', async () => {
  const { name, close } = await open()
  await command('call', { name, method: 'load', a: 'oro://app/blank.html?second' })
  await until(async () => (await known(`${name} document`)).includes('oro://app/blank.html?second'), 'the second document')
  await close()
})

check('windows: requests are cancelled when the window closes', async () => {
  const { evaluate, close } = await open()
  const id = unique()
  await evaluate(`fetch('ipc://hang?id=${id}'); 1`)
  await fact(`started ${id}`)
  await close()
  if (capabilities.cancel) await fact(`cancelled ${id}`)
})

check('windows: requests are cancelled when the document is replaced', async () => {
  const { name, evaluate, close } = await open()
  const id = unique()
  await evaluate(`fetch('ipc://hang?id=${id}'); 1`)
  await fact(`started ${id}`)
  await command('call', { name, method: 'load', a: 'oro://app/blank.html?next' })
  if (capabilities.cancel) await fact(`cancelled ${id}`)
  await close()
})

check('windows: a renderer that dies is told, and its window can load again', async () => {
  const { name, evaluate, close } = await open()
  const id = unique()
  await evaluate(`fetch('ipc://hang?id=${id}'); 1`)
  await fact(`started ${id}`)
  await command('kill', { name })
  await fact(`${name} crashed`)
  if (capabilities.cancel) await fact(`cancelled ${id}`)
  await command('call', { name, method: 'load', a: 'oro://app/blank.html?again' })
  await until(async () => (await known(`${name} document`)).includes('oro://app/blank.html?again'), 'the document after the crash')
  await close()
})

check('windows: one without our schemes reaches nothing of ours', async () => {
  const { evaluate, close, name } = await open({ url: globalThis.suite.foreign, trusted: '' })
  await evaluate("fetch('ipc://echo').then(() => { document.title = 'reached' }, () => { document.title = 'kept out' }); 1")
  await until(async () => (await known(`${name} title`)).some(title => ['reached', 'kept out'].includes(title)), 'an end')
  ok((await known(`${name} title`)).includes('kept out'), 'ipc: answered')
  await close()
})

check('windows: a snapshot is a PNG', async () => {
  const { error, start } = await command('snapshot', { name: 'main' })
  equal([error, start], [null, '89504e470d0a1a0a'])
})

check('windows: the screen has a size', async () => {
  const [width, height] = await command('screen')
  ok(width >= 640 && height >= 480, `${width} x ${height}`)
})
