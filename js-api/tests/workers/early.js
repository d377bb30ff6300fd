self.early = [typeof process.cwd(), typeof setImmediate, isWorkerScope]
