import './part.js'
