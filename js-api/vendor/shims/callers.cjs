/** Older packages reach a method of the platform by name, before anyone could replace it. */
module.exports = (name) => {
  const method = name.replaceAll('%', '').split('.').reduce((owner, key) => owner[key], globalThis)
  return (self, ...args) => Reflect.apply(method, self, args)
}
