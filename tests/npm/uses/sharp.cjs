exports.job = 'its JavaScript parts; its own code is native and says so'

exports.loads = false

exports.use = async ({ require, say }) => {
  const colour = require('@img/colour')
  say('colour', colour('rebeccapurple').rgb().array())
  say('platform', require('detect-libc').familySync())
  try {
    require('sharp')
    say('loaded', true)
  } catch (error) {
    say('says', /Could not load the "sharp" module/.test(error.message))
  }
}
