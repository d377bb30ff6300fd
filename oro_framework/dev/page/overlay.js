/* The overlay of errors: below the page, which stays as usable as it is. It closes with Escape. */
(function () {
  const style = `
    :host { all: initial }
    .errors {
      color-scheme: light dark;
      --back: #fffdfc; --text: #1f1d1c; --dim: #635e5a; --line: #e3ddd8; --red: #b3201a; --mark: #fbe9e6; --own: #1f1d1c; --focus: #1a5fb4;
      position: fixed; inset: auto 12px 12px; z-index: 2147483647; box-sizing: border-box;
      max-width: 880px; max-height: min(46vh, 460px); margin: 0 auto; display: flex; flex-direction: column;
      font: 13px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); text-align: start; direction: ltr;
      border: 1px solid var(--line); border-top: 3px solid var(--red); border-radius: 8px; box-shadow: 0 8px 32px rgb(0 0 0 / 28%);
    }
    :host([above]) .errors { bottom: calc(min(38vh, 420px) + 12px) } /* the panel of calls is open */
    @media (prefers-color-scheme: dark) {
      .errors { --back: #242120; --text: #f2eeeb; --dim: #aba49e; --line: #47413d; --red: #ff7b72; --mark: #4a2a27; --own: #f2eeeb; --focus: #78aeed }
    }
    header { display: flex; gap: 8px; align-items: center; padding: 8px 8px 6px 14px; border-bottom: 1px solid var(--line) }
    h2 { flex: 1; margin: 0; font-size: 13px; font-weight: 600; color: var(--red); overflow-wrap: anywhere }
    .body { overflow: auto; padding: 10px 14px 12px }
    .message { margin: 0 0 10px; font: 600 13px/1.45 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere }
    .hint, .count { color: var(--dim) }
    .hint { margin: 8px 0 0 }
    .count { font-variant-numeric: tabular-nums; white-space: nowrap }
    .place { margin: 0 0 4px; font: 12px/1.5 ui-monospace, monospace; overflow-wrap: anywhere }
    .place b { font-weight: 600 }
    .other { color: var(--dim) }
    pre { margin: 4px 0 10px; padding: 6px 0; overflow-x: auto; font: 12px/1.55 ui-monospace, monospace; border: 1px solid var(--line); border-radius: 6px; tab-size: 4 }
    pre span { display: block; padding: 0 10px; white-space: pre; min-width: max-content; color: var(--dim) }
    pre span.here { background: var(--mark); color: var(--text); font-weight: 600 }
    summary { cursor: default; color: var(--dim); margin: 4px 0 }
    button { font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 5px; padding: 1px 9px; min-height: 26px }
    button:hover { background: var(--mark) }
    button:disabled { opacity: .4 }
    :focus-visible { outline: 2px solid var(--focus); outline-offset: 1px }
    @media (max-width: 480px) { .errors { inset: auto 0 0; border-radius: 8px 8px 0 0; max-height: 55vh } }`

  /** @type {any[]} */
  const reports = []
  let shown = 0
  /** @type {HTMLElement | null} */
  let host = null
  /** @type {ShadowRoot} */
  let root

  function h (name, attributes = {}, ...children) {
    const element = document.createElement(name)
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith('on')) element.addEventListener(key.slice(2), value)
      else if (value === true) element.setAttribute(key, '')
      else if (value !== false) element.setAttribute(key, value)
    }
    element.append(...children)
    return element
  }

  const place = frame => `${frame.file}:${frame.line}`
  const plain = report => [report.title, report.message, ...report.frames.map(frame => `  ${frame.function ? `${frame.function} ` : ''}${place(frame)}`), report.hint].filter(Boolean).join('\n')

  function frameLine (frame) {
    return h('p', { class: frame.own ? 'place' : 'place other' }, frame.own ? h('b', {}, place(frame)) : place(frame), frame.function ? ` in ${frame.function}` : '')
  }

  function excerpt (frame) {
    const width = Math.max(...frame.excerpt.map(({ number }) => String(number).length))
    return h('pre', { tabindex: '0', 'aria-label': `Lines around ${place(frame)}` }, ...frame.excerpt.map(({ number, text }) => {
      const here = number === frame.line
      return h('span', here ? { class: 'here' } : {}, `${here ? '>' : ' '} ${String(number).padStart(width)} │ ${text}`)
    }))
  }

  function bodyOf (report) {
    const first = report.frames.find(frame => frame.own)
    const own = report.frames.filter(frame => frame.own)
    const others = report.frames.filter(frame => !frame.own)
    const parts = [h('p', { class: 'message' }, report.message)]
    for (const frame of own) {
      parts.push(frameLine(frame))
      if (frame === first && frame.excerpt.length) parts.push(excerpt(frame))
    }
    if (others.length) {
      const words = others.length === 1 ? '1 frame of the framework or of libraries' : `${others.length} frames of the framework and of libraries`
      parts.push(h('details', own.length ? {} : { open: true }, h('summary', {}, words), ...others.map(frameLine)))
    }
    if (report.hint) parts.push(h('p', { class: 'hint' }, report.hint))
    return parts
  }

  function draw () {
    const report = reports[shown]
    const where = report.window ? ` (window ${report.window})` : ''
    const step = by => () => { shown += by; draw() }
    const kept = root.activeElement?.getAttribute('data-name')
    const several = reports.length > 1
    const box = h('section', { class: 'errors', role: 'region', 'aria-label': 'Errors of the app, by oro dev' },
      h('header', {},
        h('h2', { role: 'alert' }, `${report.title}${where}${report.times > 1 ? ` ×${report.times}` : ''}`),
        ...(several
          ? [h('button', { 'data-name': 'before', 'aria-label': 'The error before', disabled: shown === 0, onclick: step(-1) }, '‹'),
              h('span', { class: 'count' }, `${shown + 1} of ${reports.length}`),
              h('button', { 'data-name': 'next', 'aria-label': 'The next error', disabled: shown === reports.length - 1, onclick: step(1) }, '›')]
          : []),
        h('button', { 'data-name': 'copy', onclick: event => copy(event.target, plain(reports[shown])) }, 'Copy'),
        h('button', { 'data-name': 'close', 'aria-label': 'Close', title: 'Close (Escape)', onclick: close }, '×')),
      h('div', { class: 'body' }, ...bodyOf(report)))
    root.replaceChildren(box)
    if (kept) root.querySelector(`[data-name=${kept}]`)?.focus()
  }

  function copy (button, text) {
    const said = words => { button.textContent = words }
    navigator.clipboard.writeText(text).then(() => said('Copied'), () => said('Cannot copy'))
  }

  function close () {
    reports.length = 0
    shown = 0
    removeEventListener('keydown', escaped, true)
    host?.remove()
    host = null
  }

  function escaped (event) {
    if (event.key === 'Escape') close()
  }

  function open () {
    if (host?.isConnected || document.documentElement === null) return
    host = document.createElement('oro-dev-errors')
    host.toggleAttribute('above', document.querySelector('oro-dev-calls') !== null)
    root = host.attachShadow({ mode: 'closed' })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(style)
    root.adoptedStyleSheets = [sheet]
    document.documentElement.append(host)
    addEventListener('keydown', escaped, true)
  }

  function show (report) {
    const same = reports.find(each => each.title === report.title && each.message === report.message && plain(each) === plain(report))
    if (same) same.times++
    else reports.push({ ...report, times: 1 })
    open()
    if (host) draw()
  }

  addEventListener('orodeverror', event => {
    event.stopImmediatePropagation()
    const report = event.detail
    if (report && document.documentElement) {
      try {
        show(report)
      } catch (error) {
        console.warn('oro dev cannot show an error:', error)
      }
    }
    else if (report) addEventListener('DOMContentLoaded', () => show(report), { once: true })
  }, true)
})
