exports.go = async () => { const { default: late } = await import('./es/late.mjs'); return late }
