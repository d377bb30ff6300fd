import { env, pipeline } from '@huggingface/transformers'
import { test } from 'oro:test'

test('transformers.js runs a model of the app with threads', async (t) => {
  env.allowRemoteModels = false
  env.allowLocalModels = true
  env.localModelPath = '/models/'
  env.useBrowserCache = false
  env.backends.onnx.wasm.wasmPaths = new URL('/node_modules/onnxruntime-web/dist/', location.href).href
  env.backends.onnx.wasm.numThreads = 2
  const extract = await pipeline('feature-extraction', 'tiny', { device: 'wasm', dtype: 'fp32' })
  const { dims, data } = await extract('hello world', { pooling: 'mean' })
  t.deepEqual([...dims], [1, 4])
  // The rows of [CLS] hello world [SEP], which are 2 to 5: row n is n, n + 0.25, n + 0.5, n + 0.75.
  t.deepEqual([...data], [3.5, 3.75, 4, 4.25])
  t.equal(env.backends.onnx.wasm.numThreads, 2)
})
