// The only test of the page: uses are files of the app, as its packages are.
await import(`${location.origin}/run.js`)
