// The only test of the page: the scenarios are files of the app, as its libraries are.
await import(`${location.origin}/libraries/run.js`)
