importScripts('part.js')

addEventListener('install', () => skipWaiting())
