(module (import "env" "draw" (func)) (memory (export "memory") 1) (func (export "_start")))
