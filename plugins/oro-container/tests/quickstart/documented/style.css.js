// A bundler has a page import its style; here a module does what it would.
const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: 'style.css' })
document.head.append(link)
