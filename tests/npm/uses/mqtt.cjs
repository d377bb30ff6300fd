exports.job = 'publish, subscribe, retained messages and a last will, over the WebSocket of a broker'
exports.server = 'mqtt'

exports.use = async ({ library, say, server }) => {
  const mqtt = library.default ?? library
  const listener = await mqtt.connectAsync(server.mqtt)
  const heard = []
  const enough = new Promise((resolve) => listener.on('message', (topic, bytes, packet) => {
    heard.push([topic, bytes.toString(), packet.qos, packet.retain])
    if (heard.length === 3) resolve()
  }))
  say('granted', (await listener.subscribeAsync({ 'oro/+/temperature': { qos: 1 }, 'oro/will': { qos: 0 } })).length)
  const sender = await mqtt.connectAsync(server.mqtt, { will: { topic: 'oro/will', payload: 'gone', qos: 0, retain: false } })
  await sender.publishAsync('oro/a/temperature', '20', { qos: 1 })
  await sender.publishAsync('oro/b/temperature', Buffer.from('21'), { qos: 2 })
  sender.stream.destroy()
  await enough
  say('heard', heard.sort()) // brokers order messages of one quality of service alone
  await sender.endAsync(true)
  await listener.endAsync()
  say('ended', listener.disconnected)
}
