import oro from '@oro/vite'
import { defineConfig } from 'vite'

export default defineConfig({ plugins: [oro()] })
