module.exports = {
  mode: 'development',
  entry: './main.js',
  devServer: { port: 8080, static: false, hot: true },
  plugins: [{
    apply (compiler) {
      const { Compilation, sources } = compiler.webpack
      compiler.hooks.compilation.tap('page', (compilation) => compilation.hooks.processAssets.tap('page', () =>
        compilation.emitAsset('index.html', new sources.RawSource('<!doctype html><body></body><script src="/main.js"></script>'))))
    }
  }]
}
