import plugin from '@vitejs/plugin-react'

const says = { name: 'says', configureServer: (server) => server.ws.on('connection', () => console.log('followed')) }

export default { plugins: [plugin(), says] }
