// A small app: what is poured today, and where it heard so.
fetch('today').then(async (response) => {
  document.getElementById('today').textContent = await response.text()
  document.getElementById('from').textContent = response.headers.has('x-cached') ? 'from the cache' : 'from Python'
}).catch(() => {
  document.getElementById('from').textContent = 'from nowhere'
})
