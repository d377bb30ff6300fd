var imported = typeof Buffer // eslint-disable-line
