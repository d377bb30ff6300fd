exports.job = 'components with reactive state, rendered and watched'

exports.use = async ({ library, require, say }) => {
  const { createSSRApp, ref, computed, watch, nextTick, h, reactive } = library
  const { renderToString } = require('@vue/server-renderer')
  const count = ref(1)
  const double = computed(() => count.value * 2)
  const seen = []
  watch(double, (now, before) => seen.push([before, now]))
  count.value = 5
  await nextTick()
  say('watched', seen)
  const app = createSSRApp({ data: () => ({ list: ['a', '<b>'] }), template: '<ul><li v-for="x in list" :key="x">{{ x }}</li></ul>' })
  say('template', await renderToString(app))
  say('render', await renderToString(createSSRApp({ setup: () => { const state = reactive({ n: 1 }); return () => h('p', state.n) } })))
}
