import { createApp } from 'vue'
import '../told.js'
import App from './App.vue'

createApp(App).mount('#root')
