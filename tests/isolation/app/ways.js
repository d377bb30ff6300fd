/*
 * Every way in which a document, a worker or a worklet can ask for an address.
 *
 * `WAYS` maps the name of a way to a function that asks for one address and tells what came of it:
 *   read    the text of the answer is in the hands of the script
 *   loaded  the engine took the answer for what it was asked as, and said so
 *   sent    it was asked, and nothing tells more
 *   failed, silent (no event in time), absent (there is no such thing in this engine, or not in this document)
 *
 * `run()` has the plan of its document from the foreign site, asks, begins the documents that are its children, and
 * tells the site what it got. The site is another origin to everything here, and allows every origin.
 */
globalThis.oroIsolation = (function isolation () {
  'use strict'
  const SECRET = 'the secret'
  const PATIENCE = 1000 // milliseconds for an event, where there may be none
  const LONG = 30000 // where there is one, however slow the machine
  const BESIDE = 3 // children
  const g = globalThis
  const doc = g.document
  const absent = () => Promise.resolve('absent')
  const pause = (time, value) => new Promise((resolve) => setTimeout(resolve, time, value))
  const soon = (work) => Promise.race([work, pause(PATIENCE, 'silent')])
  const told = (text) => typeof text === 'string' && text.includes(SECRET) ? 'read' : 'failed'
  const blobURL = (text, type = 'text/javascript') => URL.createObjectURL(new Blob([text], { type }))
  const quoted = (url) => JSON.stringify(url)
  const unclosed = (text) => text.replaceAll('</', '<\\/')

  // -- scripts ---------------------------------------------------------------------------------------------

  const text = (url, init) => fetch(url, init).then((answer) => answer.text()).then(told)
  const send = (method, init) => (url) => text(url, { method, ...init })
  const opaque = (init) => (url) => fetch(url, { mode: 'no-cors', ...init }).then(() => 'sent')

  const xhr = (method, wait, body, headers = {}) => (url) => new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.onload = () => resolve(told(request.responseText))
    request.onerror = () => resolve('failed')
    request.open(method, url, wait)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.send(body)
    if (!wait) resolve(told(request.responseText))
  })

  const events = (init) => (url) => new Promise((resolve) => {
    const source = new EventSource(url, init)
    source.onmessage = ({ data }) => { source.close(); resolve(told(data)) }
    source.onerror = () => { source.close(); resolve('failed') }
  })

  const socket = (url) => new Promise((resolve) => {
    const asked = new URL(url)
    const protocols = asked.searchParams.get('protocols')?.split(',') ?? []
    const made = new WebSocket(url.replace(/^http/, 'ws'), protocols)
    made.onopen = () => { made.close(); resolve('read') }
    made.onerror = () => resolve('failed')
  })

  const FORGED = {
    'x-oro-mark': '00000000000000000000000000000000;t;oro://org.example.isolation',
    'x-oro-view': '0:',
    'x-oro-frame': '0',
    'runtime-client-id': '1',
    referer: 'oro://org.example.isolation/index.html'
  }

  // -- elements --------------------------------------------------------------------------------------------

  /** An element that loads by itself; `done` sees it when it has. */
  const element = (tag, attribute, attributes = {}, { space, into } = {}) => (url) => new Promise((resolve) => {
    const made = space ? doc.createElementNS(space, tag) : doc.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
    made.onload = () => resolve('loaded')
    made.onerror = () => resolve('failed')
    if (attribute) made.setAttribute(attribute, url)
    const parent = into?.() ?? doc.body
    parent.append(made)
  })

  const link = (rel, attributes = {}) => element('link', 'href', { rel, ...attributes }, { into: () => doc.head })

  /** An element whose loading nothing tells of, or which tells of loading whatever is shown. */
  const mute = (way) => (url) => soon(way(url)).then(() => 'sent')

  const media = (tag, attributes = {}, source = false) => (url) => new Promise((resolve) => {
    const made = doc.createElement(tag)
    for (const [name, value] of Object.entries({ preload: 'auto', ...attributes })) made.setAttribute(name, value)
    made.onloadedmetadata = () => resolve('loaded')
    made.onerror = () => resolve('failed')
    if (!source) made.src = url
    doc.body.append(made)
    if (!source) return
    const inner = doc.createElement('source')
    inner.onerror = () => resolve('failed')
    inner.src = url
    made.append(inner)
  })

  function track (url) {
    const made = doc.createElement('video')
    const inner = doc.createElement('track')
    inner.default = true
    inner.src = url
    made.append(inner)
    doc.body.append(made)
    inner.track.mode = 'showing'
    return new Promise((resolve) => {
      inner.onload = () => resolve('loaded')
      inner.onerror = () => resolve('failed')
    })
  }

  /** A rule of CSS that needs an address as soon as an element is shown with it. */
  const style = (rule) => async (url) => {
    const name = `way${Math.random().toString(36).slice(2)}`
    const made = doc.createElement('style')
    made.textContent = rule(name, quoted(url))
    const shown = doc.createElement('div')
    shown.className = name
    shown.textContent = 'text'
    doc.head.append(made)
    doc.body.append(shown)
    shown.getBoundingClientRect()
    return 'sent'
  }

  const svg = (inside) => async (url) => {
    const made = doc.createElement('div')
    made.innerHTML = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">${inside(url.replaceAll('&', '&amp;'))}</svg>`
    doc.body.append(made)
    made.getBoundingClientRect()
    return 'sent'
  }

  // -- documents within this one -----------------------------------------------------------------------------

  function frame (attributes = {}) {
    const made = doc.createElement('iframe')
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
    const loaded = new Promise((resolve) => { made.onload = () => resolve('sent') })
    doc.body.append(made)
    return { made, loaded }
  }

  const framed = (attribute, tag = 'iframe') => mute((url) => {
    const made = doc.createElement(tag)
    const done = new Promise((resolve) => { made.onload = made.onerror = () => resolve('sent') })
    made.setAttribute(attribute, url)
    doc.body.append(made)
    return done
  })

  /** A child that has this document's origin and a page of its own. */
  const child = (html) => async (url) => {
    const { loaded } = frame({ srcdoc: '<!doctype html><meta charset="utf-8"><body>' + html(quoted(url), url.replaceAll('&', '&amp;')) })
    await soon(loaded)
    await pause(50)
    return 'sent'
  }

  const inChild = (script) => child((url) => `<script>${unclosed(script(url))}</script>`)

  /** A child that sends on what it was answered. */
  const asking = (script) => (url) => new Promise((resolve) => {
    const { made } = frame({ srcdoc: `<script>(${script})(${unclosed(quoted(url))}).catch(String).then((text) => parent.postMessage({ child: String(text) }, '*'))</script>` })
    g.addEventListener('message', ({ source, data }) => source === made.contentWindow && data?.child !== undefined && resolve(told(data.child)))
  })

  const form = (method, enctype) => async (url) => {
    const name = `to${Math.random()}`
    const { made: target } = frame({ name })
    const made = doc.createElement('form')
    Object.assign(made, { action: url, method, target: name })
    if (enctype) made.enctype = enctype
    for (const [key, value] of new URL(url).searchParams) {
      const input = doc.createElement('input')
      Object.assign(input, { name: key, value })
      made.append(input)
    }
    doc.body.append(made)
    const loaded = new Promise((resolve) => { target.onload = () => resolve('sent') })
    made.submit()
    await soon(loaded)
    return 'sent'
  }

  async function clicked (url, attributes) {
    const name = `to${Math.random()}`
    frame({ name })
    const made = doc.createElement('a')
    Object.assign(made, { href: url, target: name, ...attributes })
    doc.body.append(made)
    made.click()
    await pause(50)
    return 'sent'
  }

  // -- workers and worklets ----------------------------------------------------------------------------------

  const answering = (made, port = made) => new Promise((resolve) => {
    port.onmessage = ({ data }) => resolve(told(data))
    made.onerror = (event) => { event.preventDefault?.(); resolve('failed') }
    setTimeout(() => made.terminate?.(), PATIENCE)
  })
  const worker = (options) => (url) => answering(new Worker(url, options))
  const shared = (options) => (url) => {
    const made = new SharedWorker(url, options)
    return answering(made, made.port)
  }
  /** A worker made here, with a script that asks. */
  const within = (script, options) => (url) => {
    const made = new Worker(blobURL(script(quoted(url))), options)
    return answering(made).finally(() => made.terminate())
  }
  const tells = (expression) => (url) => `(async () => ${expression(url)})().catch(String).then((text) => postMessage(String(text)))`
  const says = "typeof globalThis.leaked === 'string' ? globalThis.leaked : 'ran'"

  let audio
  const sound = () => (audio ??= new OfflineAudioContext(1, 128, 44100))
  const worklet = (found, script) => (url) => {
    const place = found()
    if (!place) return absent()
    return place.addModule(script ? blobURL(script(quoted(url))) : url).then(() => 'loaded')
  }
  const audioWorklet = (script) => worklet(() => sound().audioWorklet, script)
  const paintWorklet = (script) => worklet(() => g.CSS?.paintWorklet, script)
  const imports = (url) => `import ${url}`

  // -- XSLT ----------------------------------------------------------------------------------------------------

  const sheet = (inside) => `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/">${inside}</xsl:template></xsl:stylesheet>`
  const xml = (string) => new DOMParser().parseFromString(string, 'application/xml')
  async function transformed (stylesheet) {
    const processor = new XSLTProcessor()
    processor.importStylesheet(xml(stylesheet))
    const result = processor.transformToFragment(xml('<r/>'), doc)
    return told(result?.textContent ?? '')
  }
  const escaped = (url) => url.replaceAll('&', '&amp;')

  // -- the table -------------------------------------------------------------------------------------------------

  const WAYS = {
    fetch: (url) => text(url),
    'fetch-same-origin': (url) => text(url, { mode: 'same-origin' }),
    'fetch-credentials': (url) => text(url, { credentials: 'include' }),
    'fetch-navigate': async (url) => text(new Request(url, { mode: 'navigate' })),
    'fetch-forged': (url) => text(url, { headers: FORGED }),
    'fetch-referrer': (url) => text(url, { referrer: g.location.href, referrerPolicy: 'unsafe-url' }),
    'fetch-no-referrer': (url) => text(url, { referrerPolicy: 'no-referrer' }),
    'fetch-fragment': (url) => text(url + '#x-oro-frame=0'),
    'fetch-request': (url) => text(new Request(url)),
    'fetch-head': (url) => fetch(url, { method: 'HEAD' }).then(() => 'sent'),
    'fetch-post': send('POST', { body: 'x' }),
    'fetch-json': send('POST', { body: '{}', headers: { 'content-type': 'application/json' } }),
    'fetch-put': send('PUT', { body: 'x' }),
    'fetch-patch': send('PATCH', { body: 'x' }),
    'fetch-delete': send('DELETE'),
    'fetch-options': send('OPTIONS'),
    'fetch-odd': send('BREW'),
    'fetch-nocors': opaque(),
    'fetch-nocors-head': opaque({ method: 'HEAD' }),
    'fetch-nocors-post': opaque({ method: 'POST', body: 'x' }),
    'fetch-nocors-empty-post': opaque({ method: 'POST' }),
    'fetch-nocors-form': opaque({ method: 'POST', body: new URLSearchParams('a=b') }),
    'fetch-nocors-fragment': (url) => opaque()(url + '#x-oro-frame=0'),
    'fetch-keepalive': opaque({ method: 'POST', body: 'x', keepalive: true }),
    'fetch-later': async (url) => g.fetchLater ? (g.fetchLater(url, { activateAfter: 0 }), 'sent') : 'absent',
    'fetch-blank': async (url) => {
      const { made } = frame()
      return made.contentWindow.fetch(url).then((answer) => answer.text()).then(told)
    },
    'fetch-child': asking('(url) => fetch(url).then((answer) => answer.text())'),
    'fetch-child-post': asking("(url) => fetch(url, { method: 'POST', mode: 'no-cors', body: 'x' }).then((answer) => answer.text())"),
    xhr: xhr('GET', true),
    'xhr-sync': xhr('GET', false),
    'xhr-post': xhr('POST', true, 'x'),
    'xhr-sync-post': xhr('POST', false, 'x'),
    'xhr-put': xhr('PUT', true, 'x'),
    'xhr-forged': xhr('GET', true, null, { 'x-oro-mark': FORGED['x-oro-mark'], 'x-oro-view': '0:', 'x-oro-frame': '0' }),
    eventsource: events(),
    'eventsource-credentials': events({ withCredentials: true }),
    websocket: socket,
    beacon: async (url) => g.navigator.sendBeacon(url, 'x') ? 'sent' : 'failed',
    'beacon-blob': async (url) => g.navigator.sendBeacon(url, new Blob(['{}'], { type: 'text/plain' })) ? 'sent' : 'failed',
    ping: async (url) => {
      const made = doc.createElement('a')
      Object.assign(made, { href: '#', ping: url })
      doc.body.append(made)
      made.addEventListener('click', (event) => g.name || event.preventDefault())
      made.click()
      return 'sent'
    },
    'ping-frame': (url) => clicked('about:blank', { ping: url }),
    'cache-add': async (url) => g.caches ? caches.open('isolation').then((cache) => cache.add(url)).then(() => 'loaded') : 'absent',
    'font-face': (url) => new FontFace('isolation', `url(${quoted(url)})`).load().then(() => 'loaded'),

    import: (url) => import(url).then(() => 'loaded'),
    'import-json': (url) => (0, eval)(`import(${quoted(url)}, { with: { type: 'json' } })`).then(({ default: it }) => told(JSON.stringify(it))),
    'import-css': (url) => (0, eval)(`import(${quoted(url)}, { with: { type: 'css' } })`).then(() => 'loaded'),
    'import-static': (url) => element('script', '', { type: 'module', src: blobURL(`import ${quoted(url)}`) })(url),
    'script-module': element('script', 'src', { type: 'module' }),
    script: element('script', 'src'),
    'script-cors': element('script', 'src', { crossorigin: 'anonymous' }),
    'script-parsed': child((url, plain) => `<script src="${plain}"></script>`),
    'script-svg': svg((url) => `<script href="${url}"></script>`),

    img: element('img', 'src'),
    'img-cors': element('img', 'src', { crossorigin: 'anonymous' }),
    'img-srcset': element('img', 'srcset'),
    'img-parsed': child((url, plain) => `<img src="${plain}">`),
    picture: async (url) => {
      const made = doc.createElement('picture')
      made.innerHTML = '<source><img>'
      made.firstChild.srcset = url
      doc.body.append(made)
      return 'sent'
    },
    'input-image': element('input', 'src', { type: 'image' }),
    'video-poster': mute(element('video', 'poster')),
    'body-background': child((url, plain) => `<table background="${plain}"><tr><td>x</td></tr></table>`),

    stylesheet: link('stylesheet'),
    'stylesheet-cors': link('stylesheet', { crossorigin: 'anonymous' }),
    'link-preload-fetch': link('preload', { as: 'fetch' }),
    'link-preload-fetch-cors': link('preload', { as: 'fetch', crossorigin: 'anonymous' }),
    'link-preload-image': link('preload', { as: 'image' }),
    'link-preload-script': link('preload', { as: 'script' }),
    'link-preload-style': link('preload', { as: 'style' }),
    'link-preload-font': link('preload', { as: 'font', crossorigin: 'anonymous' }),
    'link-preload-track': link('preload', { as: 'track' }),
    'link-prefetch': mute(link('prefetch')),
    'link-modulepreload': link('modulepreload'),
    'link-manifest': mute(link('manifest')),
    'link-manifest-credentials': mute(link('manifest', { crossorigin: 'use-credentials' })),
    'link-icon': mute(link('icon')),
    'speculation-prefetch': async (url) => {
      const made = doc.createElement('script')
      made.type = 'speculationrules'
      made.textContent = JSON.stringify({ prefetch: [{ source: 'list', urls: [url] }] })
      doc.head.append(made)
      return 'sent'
    },

    'css-import': style((_, url) => `@import ${url};`),
    'css-background': style((name, url) => `.${name} { background: url(${url}) }`),
    'css-content': style((name, url) => `.${name}::before { content: url(${url}) }`),
    'css-font': style((name, url) => `@font-face { font-family: ${name}; src: url(${url}) } .${name} { font-family: ${name} }`),
    'css-mask': style((name, url) => `.${name} { -webkit-mask-image: url(${url}); mask-image: url(${url}) }`),
    'css-shape': style((name, url) => `.${name} { float: left; width: 9px; height: 9px; shape-outside: url(${url}) }`),
    'css-cursor': style((name, url) => `.${name} { cursor: url(${url}), auto }`),
    'css-filter': style((name, url) => `.${name} { filter: url(${url.slice(0, -1)}#a") }`),

    audio: media('audio'),
    'audio-fragment': (url) => media('audio')(url + '#t=1'),
    'audio-cors': media('audio', { crossorigin: 'anonymous' }),
    video: media('video'),
    'video-source': media('video', {}, true),
    track,

    'svg-image': svg((url) => `<image href="${url}" width="9" height="9"/>`),
    'svg-use': svg((url) => `<use href="${url}#a"/>`),
    'svg-feimage': svg((url) => `<filter id="f"><feImage href="${url}"/></filter><rect width="9" height="9" filter="url(#f)"/>`),

    frame: framed('src'),
    frameset: async (url) => {
      const { loaded } = frame({ srcdoc: `<!doctype html><frameset><frame src="${escaped(url)}"></frameset>` })
      await soon(loaded)
      return 'sent'
    },
    object: framed('data', 'object'),
    'object-image': (url) => mute(element('object', 'data', { type: 'image/png' }))(url),
    embed: framed('src', 'embed'),
    'navigate-location': inChild((url) => `location.href = ${url}`),
    'navigate-replace': inChild((url) => `location.replace(${url})`),
    'navigate-parent': async (url) => {
      const { made } = frame()
      made.contentWindow.location = url
      await pause(50)
      return 'sent'
    },
    'navigate-link': (url) => clicked(url, {}),
    'navigate-no-referrer': (url) => clicked(url, { rel: 'noreferrer' }),
    'navigate-refresh': child((url, plain) => `<meta http-equiv="refresh" content="0;url=${plain}">`),
    'navigate-form-child': child((url, plain) => `<form method="post" action="${plain}"></form><script>document.forms[0].submit()</script>`),
    'form-get': form('get'),
    'form-post': form('post'),
    'form-multipart': form('post', 'multipart/form-data'),
    'form-plain': form('post', 'text/plain'),

    'xslt-document': (url) => transformed(sheet(`<xsl:copy-of select="document('${escaped(url)}')"/>`)),
    'xslt-include': (url) => transformed(sheet('').replace('<xsl:template', `<xsl:include href="${escaped(url)}"/><xsl:template`)),
    'xslt-instruction': async (url) => {
      const { loaded } = frame({ src: blobURL(`<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="${escaped(url)}"?><r/>`, 'application/xml') })
      await soon(loaded)
      return 'sent'
    },
    'xslt-instruction-document': async (url) => {
      const own = blobURL(sheet(`<html><body><xsl:copy-of select="document('${escaped(url)}')"/></body></html>`), 'text/xsl')
      const { loaded } = frame({ src: blobURL(`<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="${own}"?><r/>`, 'application/xml') })
      await soon(loaded)
      return 'sent'
    },
    'xml-css': async (url) => {
      const { loaded } = frame({ src: blobURL(`<?xml version="1.0"?><?xml-stylesheet type="text/css" href="${escaped(url)}"?><r/>`, 'application/xml') })
      await soon(loaded)
      return 'sent'
    },
    'xml-entity': async (url) => {
      const { loaded } = frame({ src: blobURL(`<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e SYSTEM "${escaped(url)}">]><r>&e;</r>`, 'application/xml') })
      await soon(loaded)
      return 'sent'
    },

    worker: worker(),
    'worker-module': worker({ type: 'module' }),
    'worker-shared': shared(),
    'worker-shared-module': shared({ type: 'module' }),
    'worker-import-scripts': within(tells((url) => `(importScripts(${url}), ${says})`)),
    'worker-import': within(tells((url) => `import(${url}).then(() => ${says})`), { type: 'module' }),
    'worker-import-static': within((url) => `import ${url}; postMessage(${says})`, { type: 'module' }),
    'worker-fetch': within(tells((url) => `(await fetch(${url})).text()`)),
    'worker-nocors-post': within(tells((url) => `(await fetch(${url}, { method: 'POST', mode: 'no-cors', body: 'x' })).text()`)),
    'worker-xhr-sync': within(tells((url) => `{ const r = new XMLHttpRequest(); r.open('GET', ${url}, false); r.send(); return r.responseText }`)),
    'import-scripts': async (url) => g.importScripts ? (g.importScripts(url), typeof g.leaked === 'string' ? 'read' : 'loaded') : 'absent',
    'service-worker': async (url) => g.navigator.serviceWorker ? navigator.serviceWorker.register(url).then(() => 'loaded') : 'absent',

    'audio-worklet': audioWorklet(),
    'audio-worklet-import': audioWorklet(imports),
    'paint-worklet': paintWorklet(),
    'paint-worklet-import': paintWorklet(imports),

    /** Posts what a host's own channels might listen to, whoever they are. */
    native: async (url) => {
      for (const name of ['external', 'ipc', 'jsBridge', 'oroFiles', 'oroConsole']) {
        try { g.webkit.messageHandlers[name].postMessage(url) } catch {}
      }
      try { g.chrome.webview.postMessage(url) } catch {}
      try { g.external.postMessage(url) } catch {}
      if (g.parent === undefined || g.parent === g) return 'sent'
      for (const one of [g.parent, g.top]) {
        one.postMessage({ __runtime_worker_ipc_request: { message: url, bytes: null } }, '*')
        one.postMessage({ __runtime_frame_data: { headers: {}, params: {}, data: null, id: null } }, '*')
      }
      return 'sent'
    }
  }

  // -- the run ---------------------------------------------------------------------------------------------------

  function asks (site, way) {
    const hop = (to) => `${site}/hop?to=${encodeURIComponent(to)}`
    const [led, name] = /^hop\d?[a-z]*-/.test(way) ? [way.slice(0, way.indexOf('-')), way.slice(way.indexOf('-') + 1)] : ['', way]
    const ask = WAYS[name]
    return {
      '': ask,
      hop: (url) => ask(hop(url)),
      hop2: (url) => ask(hop(hop(url))),
      hopfragment: (url) => ask(hop(url + '#x-oro-frame=0')),
      hoptime: (url) => ask(hop(url + '#t=1')),
      hopempty: (url) => ask(hop(url + '#'))
    }[led]
  }

  async function attempt (ask, url, settles) {
    try {
      return await (settles ? Promise.race([ask(url), pause(LONG, 'silent')]) : soon(ask(url)))
    } catch (error) {
      return error instanceof ReferenceError ? 'absent' : 'failed'
    }
  }

  /** Begin a child of the plan, a document or a worker, and wait until it has told what it got. */
  async function begin (site, { name, how, url, sandbox, runs }) {
    const called = `${name}|${site}`
    const script = `(${isolation})().run()`
    const html = `<!doctype html><meta charset="utf-8"><body><script>${unclosed(script)}</script>`
    const attributes = { name: called, ...(sandbox ? { sandbox } : {}) }
    const begun = {
      frame: () => frame({ ...attributes, src: url }),
      srcdoc: () => frame({ ...attributes, srcdoc: html }),
      blob: () => frame({ ...attributes, src: blobURL(html, 'text/html') }),
      data: () => frame({ ...attributes, src: 'data:text/html;charset=utf-8,' + encodeURIComponent(html) }),
      blank: () => frame(attributes).made.contentWindow.eval(script),
      javascript: () => frame({ ...attributes, src: 'javascript:' + encodeURIComponent(quoted(html)) }),
      worker: () => new Worker(url, { name: called }),
      'worker-module': () => new Worker(url, { name: called, type: 'module' }),
      'worker-blob': () => new Worker(blobURL(script), { name: called }),
      'worker-module-blob': () => new Worker(blobURL(script), { name: called, type: 'module' }),
      'worker-data': () => new Worker('data:text/javascript,' + encodeURIComponent(script), { name: called }),
      shared: () => new SharedWorker(`${url}?name=${encodeURIComponent(called)}`, { name: called }),
      'shared-blob': () => new SharedWorker(blobURL(script), { name: called }),
      service: () => navigator.serviceWorker.register(`${url}?name=${encodeURIComponent(called)}`, { scope: '/served/' }),
      window: () => import('oro:ipc').then(({ request }) => request('window.create', { url: `${url}?name=${encodeURIComponent(called)}`, targetWindowIndex: 1, width: 400, height: 300 }))
    }[how]
    kept.push(await begun())
    await (runs ? fetch(`${site}/wait?doc=${name}`) : soon(kept.at(-1)?.loaded ?? pause(PATIENCE)))
  }
  const kept = []

  /** Do all of a list, some at a time. */
  async function all (list, width, work) {
    const left = [...list]
    async function take () {
      while (left.length) await work(left.shift())
    }
    await Promise.all(Array.from({ length: width }, take))
  }

  /** Take away what the ways asked with: styles would ask again and again. */
  function clear () {
    if (!doc) return
    for (const one of [...doc.body.children, ...doc.head.querySelectorAll('link, style, [type=speculationrules]')]) one.remove()
  }

  async function ask ({ beside, settle, cells }) {
    const outcome = {}
    for (const batch of cells) {
      await Promise.all(Object.entries(batch).map(async ([way, addresses]) => {
        const how = asks(beside, way)
        const found = await Promise.all(Object.entries(addresses).map(async ([target, url]) => [target, await attempt(how, url, settle.includes(way))]))
        outcome[way] = Object.fromEntries(found)
      }))
      clear()
    }
    return outcome
  }

  async function run () {
    const called = /^(?:http|oro)/.test(g.location.href) && new URL(g.location.href).searchParams.get('name')
    const [name, site] = (called || g.name).split('|')
    const plan = await (await fetch(`${site}/plan?doc=${name}`)).json()
    const report = { origin: String(g.origin), begun: {}, ways: Object.keys(WAYS) }
    try {
      report.cells = await ask(plan)
    } catch (error) {
      report.error = String(error.stack)
    }
    await all(plan.children, BESIDE, async (child) => {
      await begin(site, child).catch((error) => { report.begun[child.name] = String(error) })
    })
    await fetch(`${site}/told?doc=${name}`, { method: 'POST', mode: 'no-cors', body: JSON.stringify(report) })
    if (plan.then) g.location.href = plan.then
  }

  return { run }
})
