import { createRoot } from 'react-dom/client'
import '../told.js'
import { App } from './App.jsx'

createRoot(document.getElementById('root')).render(<App />)
