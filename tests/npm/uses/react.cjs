exports.job = 'components with hooks, rendered'

exports.use = async ({ library, require, say }) => {
  const { createElement: h, useState, useMemo, createContext, useContext, Suspense, lazy, Children } = library
  const { renderToStaticMarkup } = require('react-dom/server')
  const Theme = createContext('light')
  function Item ({ n }) { const [x] = useState(n * 2); const y = useMemo(() => x + 1, [x]); return h('li', { className: useContext(Theme) }, y) }
  say('markup', renderToStaticMarkup(h(Theme.Provider, { value: 'dark' }, h('ul', null, [1, 2].map((n) => h(Item, { key: n, n }))))))
  say('children', Children.count([1, null, 'a']))
  say('lazy', [typeof lazy, typeof Suspense])
}
