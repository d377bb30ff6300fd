// Installs until it is told that it may end.
let end
const told = new Promise((resolve) => { end = resolve })
addEventListener('install', (event) => event.waitUntil(told))
addEventListener('message', () => end())
