import { sveltekit } from '@sveltejs/kit/vite'

const says = { name: 'says', configureServer: (server) => server.ws.on('connection', () => console.log('followed')) }

export default { plugins: [sveltekit(), says] }
