exports.job = 'a message with an attachment, sent over SMTP with a login'
exports.server = 'smtp'

exports.use = async ({ library, say, server }) => {
  const nodemailer = library.default ?? library
  const transport = nodemailer.createTransport({ ...server.smtp, tls: { rejectUnauthorized: false }, auth: { user: 'me', pass: 'secret' } })
  say('verified', await transport.verify())
  const sent = await transport.sendMail({
    from: 'Me <me@example.org>',
    to: 'you@example.org',
    subject: 'Grüße',
    text: 'hello',
    html: '<b>hello</b>',
    messageId: '<1@example.org>',
    date: new Date(0),
    attachments: [{ filename: 'a.txt', content: 'attached' }]
  })
  say('sent', [sent.accepted, sent.rejected, sent.envelope, sent.messageId])
  transport.close()
  const refused = nodemailer.createTransport({ ...server.smtp, tls: { rejectUnauthorized: false }, auth: { user: 'me', pass: 'wrong' } })
  say('refused', await refused.sendMail({ from: 'a@example.org', to: 'b@example.org', text: 'x' }).catch((error) => [error.code, error.responseCode]))
}
