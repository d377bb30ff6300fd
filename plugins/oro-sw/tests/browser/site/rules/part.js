globalThis.part = %part%; importScripts('deep.js')
