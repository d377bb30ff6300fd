onconnect = ({ ports: [port] }) => {
  const { client } = __args
  port.postMessage({ buffer: Buffer.from('shared').toString(), type: RUNTIME_WORKER_TYPE, client: client.type, name: self.name })
}
