export default { cacheDir: './.cache', test: { include: ['*.spec.js'] } }
