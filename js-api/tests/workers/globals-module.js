import './early.js'
import { readFileSync } from 'node:fs'
import os from 'node:os'

postMessage({ early: self.early, same: require('fs').readFileSync === readFileSync, name: self.name, nested: typeof Worker, search: location.search, os: typeof os.arch() })
