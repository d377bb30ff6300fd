import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import App from './App.jsx'
import './style.css'

createRoot(/** @type {HTMLElement} */ (document.getElementById('app'))).render(
  <StrictMode>
    <App />
  </StrictMode>
)
