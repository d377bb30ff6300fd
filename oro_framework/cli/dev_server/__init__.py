"""`[dev] command` and `[dev] url`: the server of a front-end tool, whose pages `oro dev` shows as the app's own."""
