/*
 * Forms with files that are posted to our schemes: WebKitGTK cannot hand over their bodies (see gtk/body.py). So the
 * host keeps the bytes first, and a form that has nothing in it but their name is sent in place of the page's.
 *
 * A form within a shadow tree is left to the engine, unless `submit()` is called: its event stays within.
 */
(function (engine) {
  const { keep, resolve } = engine
  if (globalThis.HTMLFormElement === undefined || keep === undefined) return
  const FIELD = 'x-oro-kept'
  const { HTMLFormElement: Form, FormData, Array, console, document } = globalThis
  const { submit } = Form.prototype
  const getter = name => Function.prototype.call.bind(Object.getOwnPropertyDescriptor(Form.prototype, name).get)
  const members = { action: getter('action'), method: getter('method'), enctype: getter('enctype'), target: getter('target') }
  const overrides = { action: 'formAction', method: 'formMethod', enctype: 'formEnctype', target: 'formTarget' }

  /** A member of a form, or what its button says instead; fields of the form may have the names of its members. */
  function said (form, button, name) {
    return button?.hasAttribute(overrides[name].toLowerCase()) ? button[overrides[name]] : members[name](form)
  }

  /** Give what a form sends, if the engine cannot send it. */
  function beyond (form, button) {
    if (said(form, button, 'method') !== 'post' || said(form, button, 'enctype') !== 'multipart/form-data') return null
    if (resolve(said(form, button, 'action')) === '') return null
    if (!Array.from(form.elements).some(each => each.files?.length > 0)) return null
    return button ? new FormData(form, button) : new FormData(form)
  }

  /** Send a form as it was when it was submitted. */
  async function send (form, button, data) {
    const [action, target] = [said(form, button, 'action'), said(form, button, 'target')]
    const name = await keep(data)
    const stand = document.createElement('form')
    const field = document.createElement('input')
    Object.assign(field, { type: 'hidden', name: FIELD, value: name })
    Object.assign(stand, { method: 'post', hidden: true, action, target })
    stand.append(field)
    document.documentElement.append(stand)
    submit.call(stand)
    stand.remove()
  }

  function taken (form, button) {
    const data = beyond(form, button)
    if (data === null) return false
    send(form, button, data).catch(error => console.error(`Cannot send a form with files: ${error}`))
    return true
  }

  function last (event) {
    if (!event.defaultPrevented && event.target instanceof Form && taken(event.target, event.submitter)) event.preventDefault()
  }

  // Behind the page's own listeners, which may prevent it.
  addEventListener('submit', () => {
    removeEventListener('submit', last)
    addEventListener('submit', last, { once: true })
  }, { capture: true })

  Form.prototype.submit = function () {
    if (!taken(this, null)) submit.call(this)
  }
})
