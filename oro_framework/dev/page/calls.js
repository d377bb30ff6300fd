/* The panel of calls, events and permissions as they happen. Ctrl+Shift+D opens and closes it. */
(function () {
  const KEEP = 500
  const OPEN = 'oro.dev.calls'
  const style = `
    :host { all: initial }
    .panel {
      color-scheme: light dark;
      --back: #fcfcfc; --text: #1d1f21; --dim: #5d6266; --line: #dcdfe2; --hover: #eef2f6; --bad: #b3201a; --good: #1c6b33; --focus: #1a5fb4; --call: #0b5aa8; --event: #7a3e9d; --permission: #8a5a00;
      position: fixed; inset: auto 0 0; z-index: 2147483646; height: min(38vh, 420px); box-sizing: border-box; display: flex; flex-direction: column;
      font: 12.5px/1.45 system-ui, sans-serif; color: var(--text); background: var(--back); border-top: 1px solid var(--line); box-shadow: 0 -4px 18px rgb(0 0 0 / 14%); text-align: start; direction: ltr;
    }
    @media (prefers-color-scheme: dark) {
      .panel { --back: #1f2123; --text: #eceff1; --dim: #a3a9ae; --line: #3b4044; --hover: #2c3134; --bad: #ff8a80; --good: #7fd99a; --focus: #78aeed; --call: #8ec5ff; --event: #d7a9f2; --permission: #f0c674 }
    }
    header { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; padding: 5px 8px; border-bottom: 1px solid var(--line) }
    h2 { margin: 0 6px 0 4px; font-size: 12.5px; font-weight: 600 }
    .space { flex: 1 }
    .count { color: var(--dim); font-variant-numeric: tabular-nums }
    button, input { font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 5px; padding: 1px 8px; min-height: 25px; box-sizing: border-box }
    input { width: 14em; min-width: 6em }
    button:hover { background: var(--hover) }
    button[aria-pressed=true] { background: var(--hover); border-color: var(--dim); font-weight: 600 }
    :focus-visible { outline: 2px solid var(--focus); outline-offset: 1px }
    .main { flex: 1; min-height: 0; display: flex }
    .list { flex: 1; overflow: auto; min-width: 0 }
    table { border-collapse: collapse; width: 100% }
    th { position: sticky; top: 0; background: var(--back); text-align: start; font-weight: 500; color: var(--dim); padding: 3px 10px; box-shadow: inset 0 -1px var(--line) }
    td { padding: 2px 10px; white-space: nowrap; font-variant-numeric: tabular-nums }
    td.name { width: 100%; max-width: 0; overflow: hidden; text-overflow: ellipsis; font-family: ui-monospace, monospace; font-size: 12px }
    td.number, th.number { text-align: end }
    tr.row:hover, tr.row[aria-selected=true] { background: var(--hover) }
    .call { color: var(--call) } .event { color: var(--event) } .permission { color: var(--permission) }
    .failed, .denied { color: var(--bad); font-weight: 600 } .allowed { color: var(--good) }
    .details { flex: 0 0 42%; overflow: auto; border-inline-start: 1px solid var(--line); padding: 8px 12px; box-sizing: border-box }
    dl { margin: 0; display: grid; grid-template-columns: auto 1fr; gap: 3px 12px }
    dt { color: var(--dim) } dd { margin: 0; font-family: ui-monospace, monospace; font-size: 12px; white-space: pre-wrap; overflow-wrap: anywhere }
    .empty { padding: 14px; color: var(--dim) }
    @media (max-width: 640px) { .main { flex-direction: column } .details { flex: 0 0 50%; border-inline-start: 0; border-top: 1px solid var(--line) } .window { display: none } }`

  const kinds = { call: 'Calls', event: 'Events', permission: 'Permissions' }
  const state = { entries: [], shown: new Set(Object.keys(kinds)), filter: '', paused: false, chosen: null, lost: 0 }
  let host = null
  let root, rows, details, count, stop

  function h (name, attributes = {}, ...children) {
    const element = document.createElement(name)
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith('on')) element.addEventListener(key.slice(2), value)
      else if (value !== false && value !== undefined) element.setAttribute(key, value === true ? '' : value)
    }
    element.append(...children)
    return element
  }

  const matches = entry => state.shown.has(entry.kind) && (!state.filter || `${entry.name} ${JSON.stringify(entry.details)}`.toLowerCase().includes(state.filter))

  function row (entry) {
    const element = h('tr', { class: 'row', tabindex: '0', 'aria-selected': String(state.chosen === entry) },
      h('td', { class: 'time' }, entry.time), h('td', { class: entry.kind }, entry.kind), h('td', { class: 'name', title: entry.name }, entry.name),
      h('td', { class: 'window' }, entry.window ?? ''), h('td', { class: 'number' }, entry.ms === undefined ? '' : entry.ms.toFixed(entry.ms < 10 ? 2 : 0)),
      h('td', { class: entry.verdict }, entry.verdict ?? ''))
    const choose = () => { state.chosen = state.chosen === entry ? null : entry; draw() }
    element.addEventListener('click', choose)
    element.addEventListener('keydown', event => {
      if (event.key === 'Enter' || event.key === ' ') choose()
      else if (event.key === 'ArrowDown') element.nextElementSibling?.focus()
      else if (event.key === 'ArrowUp') element.previousElementSibling?.focus()
      else return
      event.preventDefault()
    })
    return element
  }

  function counted () {
    const found = state.entries.filter(matches).length
    count.textContent = `${found}${found === state.entries.length ? '' : ` of ${state.entries.length}`}`
  }

  function draw () {
    if (!host) return
    const found = state.entries.filter(matches)
    rows.replaceChildren(...found.map(row))
    counted()
    root.querySelector('.empty').hidden = found.length > 0
    details.hidden = state.chosen === null
    if (state.chosen) details.replaceChildren(h('dl', {}, ...Object.entries(state.chosen.details).filter(([, value]) => value !== null && value !== undefined).flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, readable(value))])))
  }

  function readable (value) {
    if (typeof value !== 'string') return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value)
    try {
      const found = JSON.parse(value)
      return typeof found === 'object' ? JSON.stringify(found, null, 2) : value
    } catch {
      return value
    }
  }

  function add (entry) {
    if (state.paused) return
    state.entries.push(entry)
    const list = root.querySelector('.list')
    const below = list.scrollTop + list.clientHeight >= list.scrollHeight - 8
    if (state.entries.length > KEEP) {
      const [gone] = state.entries.splice(0, 1)
      if (matches(gone)) rows.firstElementChild?.remove()
    }
    if (matches(entry)) {
      rows.append(row(entry))
      root.querySelector('.empty').hidden = true
    }
    counted()
    if (below) list.scrollTop = list.scrollHeight
  }

  async function listen (signal) {
    const answer = await fetch('ipc://dev.trace/', { signal, cache: 'no-store' })
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
    let waiting = ''
    for (let { value, done } = await reader.read(); !done; { value, done } = await reader.read()) {
      const parts = (waiting + value).split('\n\n')
      waiting = parts.pop() ?? ''
      for (const part of parts) {
        const data = part.split('\n').filter(line => line.startsWith('data:')).map(line => line.slice(5).trimStart()).join('\n')
        if (data && host) add(JSON.parse(data))
      }
    }
  }

  function toggle (element, pressed) {
    element.setAttribute('aria-pressed', String(pressed))
  }

  function open () {
    if (host || !document.documentElement) return
    host = document.createElement('oro-dev-calls')
    root = host.attachShadow({ mode: 'closed' })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(style)
    root.adoptedStyleSheets = [sheet]
    rows = h('tbody')
    details = h('div', { class: 'details', role: 'region', 'aria-label': 'Details', tabindex: '0', hidden: true })
    count = h('span', { class: 'count' })
    const chips = Object.entries(kinds).map(([kind, name]) => h('button', {
      'aria-pressed': String(state.shown.has(kind)),
      onclick: event => {
        if (!state.shown.delete(kind)) state.shown.add(kind)
        toggle(event.currentTarget, state.shown.has(kind))
        draw()
      }
    }, name))
    root.append(h('section', { class: 'panel', role: 'region', 'aria-label': 'Calls, events and permissions of the app, by oro dev' },
      h('header', {}, h('h2', {}, 'oro dev'), ...chips,
        h('input', { type: 'search', placeholder: 'Filter', 'aria-label': 'Filter', value: state.filter, oninput: event => { state.filter = event.target.value.toLowerCase(); draw() } }),
        count, h('span', { class: 'space' }),
        h('button', { 'aria-pressed': String(state.paused), onclick: event => { state.paused = !state.paused; toggle(event.currentTarget, state.paused) } }, 'Pause'),
        h('button', { onclick: () => { state.entries = []; state.chosen = null; draw() } }, 'Clear'),
        h('button', { title: 'Load the page again, to see what it does first', onclick: () => location.reload() }, 'Reload'),
        h('button', { 'aria-label': 'Close', title: 'Close (Ctrl+Shift+D)', onclick: close }, '×')),
      h('div', { class: 'main' },
        h('div', { class: 'list', tabindex: '-1' },
          h('table', {}, h('thead', {}, h('tr', {}, ...[['Time'], ['Kind'], ['Name'], ['Window', 'window'], ['ms', 'number'], ['Outcome']].map(([name, kind]) => h('th', { scope: 'col', class: kind }, name)))), rows),
          h('p', { class: 'empty' }, 'What happens from now on is listed here: calls of routes, events of pages, decisions about permissions.')),
        details)))
    document.documentElement.append(host)
    document.querySelector('oro-dev-errors')?.setAttribute('above', '')
    draw()
    const controller = new AbortController()
    stop = () => controller.abort()
    listen(controller.signal).catch(() => {})
    remember(true)
  }

  function close () {
    stop?.()
    host?.remove()
    host = null
    document.querySelector('oro-dev-errors')?.removeAttribute('above')
    remember(false)
  }

  function remember (isOpen) {
    try {
      if (isOpen) sessionStorage.setItem(OPEN, '1')
      else sessionStorage.removeItem(OPEN)
    } catch {} // a page may have no storage
  }

  function wasOpen () {
    try {
      return sessionStorage.getItem(OPEN) === '1'
    } catch {
      return false
    }
  }

  addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && event.shiftKey && !event.altKey && event.code === 'KeyD') {
      event.preventDefault()
      event.stopImmediatePropagation()
      if (host) close()
      else open()
    }
  }, true)
  addEventListener('orodevpanel', () => open())
  if (wasOpen()) {
    if (document.documentElement) open()
    else addEventListener('readystatechange', open, { once: true, capture: true })
  }
})
