globalThis.part = '%part%'
