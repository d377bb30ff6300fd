/* What an agent sees and does in a page: its accessibility tree, and input by the references in it. */
(function (command, given) {
  const MOST = 2000
  const state = globalThis[Symbol.for('oro.agent')] ??= { elements: new Map(), names: new WeakMap(), next: 1 }
  const ROLES = {
    A: (element) => element.hasAttribute('href') ? 'link' : '', ARTICLE: 'article', ASIDE: 'complementary', BUTTON: 'button',
    DETAILS: 'group', DIALOG: 'dialog', FIELDSET: 'group', FIGURE: 'figure', FOOTER: 'contentinfo', FORM: 'form',
    H1: 'heading', H2: 'heading', H3: 'heading', H4: 'heading', H5: 'heading', H6: 'heading', HEADER: 'banner',
    HR: 'separator', IFRAME: 'iframe', IMG: 'img', LI: 'listitem', MAIN: 'main', MENU: 'list', METER: 'meter', NAV: 'navigation',
    OL: 'list', OPTION: 'option', OUTPUT: 'status', P: 'paragraph', PROGRESS: 'progressbar', SECTION: 'region',
    SELECT: (element) => element.multiple || element.size > 1 ? 'listbox' : 'combobox', SUMMARY: 'button', TABLE: 'table',
    TBODY: 'rowgroup', TD: 'cell', TEXTAREA: 'textbox', TH: 'columnheader', THEAD: 'rowgroup', TR: 'row', UL: 'list',
    INPUT: ({ type }) => INPUTS[type] ?? 'textbox'
  }
  const INPUTS = {
    button: 'button', checkbox: 'checkbox', file: 'button', hidden: '', image: 'button', number: 'spinbutton', radio: 'radio',
    range: 'slider', reset: 'button', search: 'searchbox', submit: 'button'
  }
  const NAMED = new Set(['button', 'cell', 'checkbox', 'columnheader', 'heading', 'link', 'menuitem', 'option', 'radio', 'switch', 'tab', 'treeitem'])
  const SILENT = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'HEAD'])

  const squeezed = (text) => text.replace(/\s+/g, ' ').trim()
  const quoted = (text) => JSON.stringify(text.length > 300 ? `${text.slice(0, 300)}…` : text)
  const fail = (error) => { throw new Error(error) }

  function roleOf (element) {
    const given = element.getAttribute('role')?.trim().split(/\s+/)[0]
    if (given) return given === 'none' || given === 'presentation' ? '' : given
    const known = ROLES[element.tagName] ?? (element.isContentEditable && !element.parentElement?.isContentEditable ? 'textbox' : '')
    return typeof known === 'function' ? known(element) : known
  }

  function hidden (element) {
    if (element.getAttribute('aria-hidden') === 'true') return true
    const { display, visibility } = element.ownerDocument.defaultView.getComputedStyle(element)
    return display === 'none' || visibility === 'hidden'
  }

  function nameOf (element, role) {
    const root = element.getRootNode()
    const by = (element.getAttribute('aria-labelledby') ?? '').split(/\s+/).filter(Boolean).map((id) => root.getElementById?.(id)?.textContent ?? '')
    const labels = [...element.labels ?? []].map((label) => label.textContent)
    const kinds = [
      by.join(' '), element.getAttribute('aria-label') ?? '', labels.join(' '), element.getAttribute('alt') ?? '',
      element.tagName === 'INPUT' && ['button', 'submit', 'reset'].includes(element.type) ? element.value || element.type : '',
      NAMED.has(role) ? element.textContent : '', element.getAttribute('title') ?? '', element.getAttribute('placeholder') ?? ''
    ]
    return squeezed(kinds.find((text) => squeezed(text)) ?? '')
  }

  function statesOf (element, role) {
    const states = []
    const aria = (name) => element.getAttribute(`aria-${name}`)
    if (role === 'heading') states.push(`level=${aria('level') ?? element.tagName[1]}`)
    if (element.checked || aria('checked') === 'true') states.push('checked')
    if (element.disabled || aria('disabled') === 'true') states.push('disabled')
    if ((role === 'option' && element.selected) || aria('selected') === 'true') states.push('selected')
    if (aria('expanded') ?? element.parentElement?.open) states.push(aria('expanded') === 'false' ? 'collapsed' : 'expanded')
    if (aria('pressed') === 'true') states.push('pressed')
    if (element.required) states.push('required')
    if (element.matches(':focus')) states.push('focused')
    return states
  }

  function refOf (element) {
    let ref = state.names.get(element)
    if (!ref) {
      ref = `e${state.next++}`
      state.names.set(element, ref)
      state.elements.set(ref, new WeakRef(element))
    }
    return ref
  }

  function found (ref) {
    const element = state.elements.get(ref)?.deref()
    return element?.isConnected ? element : fail(`there is no element ${ref} any more: take the tree anew`)
  }

  function childrenOf (element) {
    if (element.tagName === 'IFRAME') {
      try { return [...element.contentDocument?.body?.childNodes ?? []] } catch { return [] }
    }
    if (element.tagName === 'SLOT') return element.assignedNodes().length ? element.assignedNodes() : [...element.childNodes]
    return [...(element.shadowRoot ?? element).childNodes]
  }

  function tree (root) {
    const lines = []
    const text = (node, depth) => {
      const words = squeezed(node.data)
      if (words) lines.push(`${'  '.repeat(depth)}- text: ${quoted(words)}`)
    }
    const walk = (node, depth, said) => {
      if (lines.length > MOST) return
      if (node.nodeType === Node.TEXT_NODE) return said ? undefined : text(node, depth)
      if (node.nodeType !== Node.ELEMENT_NODE || SILENT.has(node.tagName) || hidden(node)) return
      const role = roleOf(node)
      if (!role) return childrenOf(node).forEach((child) => walk(child, depth, said))
      const name = nameOf(node, role)
      const value = 'value' in node && /box|slider|spin/.test(role) && role !== 'checkbox' ? `: ${quoted(node.type === 'password' ? '•'.repeat(node.value.length) : String(node.value))}` : ''
      const states = statesOf(node, role).map((each) => ` [${each}]`).join('')
      lines.push(`${'  '.repeat(depth)}- ${role}${name ? ` ${quoted(name)}` : ''}${states} [ref=${refOf(node)}]${value}`)
      childrenOf(node).forEach((child) => walk(child, depth + 1, NAMED.has(role) || role === 'textbox'))
    }
    walk(root, 0, false)
    if (lines.length > MOST) lines.push(`- … more than ${MOST} lines`)
    return [`- document ${quoted(document.title)} at ${location.href}`, ...lines].join('\n')
  }

  function point (element) {
    element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' })
    const box = element.getBoundingClientRect()
    if (!box.width || !box.height) fail('it has no size: it is not shown')
    const at = { clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 }
    const hit = element.getRootNode().elementFromPoint(at.clientX, at.clientY)
    const covered = hit && !element.contains(hit) && !hit.contains(element) && !element.shadowRoot?.contains(hit) && ![...element.labels ?? []].some((label) => label.contains(hit))
    if (covered) fail(`${hit.tagName.toLowerCase()}${hit.id ? `#${hit.id}` : ''} covers it`)
    return at
  }

  function click (element) {
    if (element.disabled) fail('it is disabled')
    const at = { ...point(element), bubbles: true, cancelable: true, composed: true, view: element.ownerDocument.defaultView }
    for (const name of ['pointerover', 'mouseover', 'pointermove', 'mousemove', 'pointerdown', 'mousedown']) {
      element.dispatchEvent(new (name.startsWith('p') ? PointerEvent : MouseEvent)(name, at))
    }
    element.focus()
    for (const name of ['pointerup', 'mouseup']) element.dispatchEvent(new (name[0] === 'p' ? PointerEvent : MouseEvent)(name, at))
    element.click()
  }

  function type (element, text, clear) {
    if (element.disabled || element.readOnly) fail(`it is ${element.disabled ? 'disabled' : 'read only'}`)
    if (element.tagName === 'SELECT') return choose(element, text)
    const editable = element.isContentEditable || element.tagName === 'TEXTAREA' || (element.tagName === 'INPUT' && !['checkbox', 'radio', 'file', 'button', 'submit', 'reset', 'image', 'hidden'].includes(element.type))
    if (!editable) fail('it takes no text')
    const inner = element.ownerDocument
    element.focus()
    if (clear) element.select ? element.select() : inner.getSelection().selectAllChildren(element)
    const before = element.value
    const done = text ? inner.execCommand('insertText', false, text) : inner.execCommand('delete')
    if ('value' in element && (!done || (text && element.value === before && !before.includes(text)))) {
      const prototype = element.tagName === 'TEXTAREA' ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype
      Object.getOwnPropertyDescriptor(prototype, 'value').set.call(element, clear ? text : before + text)
      element.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, data: text, inputType: 'insertText' }))
    }
    element.dispatchEvent(new Event('change', { bubbles: true }))
  }

  function choose (element, text) {
    const option = [...element.options].find((each) => squeezed(each.label) === squeezed(text) || each.value === text)
    if (!option) fail(`it has no option ${quoted(text)}`)
    option.selected = true
    for (const name of ['input', 'change']) element.dispatchEvent(new Event(name, { bubbles: true, composed: true }))
  }

  function press (chord) {
    const keys = chord.split('+').map((key) => key.trim())
    const key = keys.pop() || '+'
    const held = { ctrlKey: keys.includes('Control'), shiftKey: keys.includes('Shift'), altKey: keys.includes('Alt'), metaKey: keys.includes('Meta') }
    let element = document.activeElement ?? document.body
    while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
    const options = { key, code: key.length === 1 && /[a-z]/i.test(key) ? `Key${key.toUpperCase()}` : key, ...held, bubbles: true, cancelable: true, composed: true }
    const goes = element.dispatchEvent(new KeyboardEvent('keydown', options))
    if (goes && !keys.length) {
      if (key.length === 1 && (element.isContentEditable || 'selectionStart' in element)) document.execCommand('insertText', false, key)
      else if (key === 'Enter' && element.tagName === 'INPUT') element.form?.requestSubmit()
      else if (key === 'Enter' && element.tagName === 'TEXTAREA') document.execCommand('insertText', false, '\n')
      else if (key === 'Backspace') document.execCommand('delete')
      else if (['Enter', ' '].includes(key) && element.matches('button, a[href], summary, [type=checkbox], [type=radio]')) element.click()
    }
    element.dispatchEvent(new KeyboardEvent('keyup', options))
  }

  const commands = {
    tree: () => tree(document.body ?? fail('the page has no body yet')),
    click: ({ ref }) => click(found(ref)),
    type: ({ ref, text, clear }) => type(found(ref), text, clear),
    press: ({ key }) => press(key)
  }
  try {
    return { value: commands[command](given) ?? null }
  } catch (error) {
    return { error: error.message }
  }
})
