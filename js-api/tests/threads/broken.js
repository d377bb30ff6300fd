import 'oro:worker_threads'
import './not-there.js'
