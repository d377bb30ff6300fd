# Read by llama-cpp-python's own CMakeLists.txt, right after it has named itself. Its bindings want the library alone;
# what llama.cpp's programs share is half of what there is to compile, and no option leaves it out.
set(LLAMA_BUILD_COMMON OFF)
# ggml's code for AMX ends the process with SIGSEGV or SIGILL at the first prompt of two tokens or more (ggml 0.25).
# It is compiled wherever this processor has AMX (`-march=native`), whatever GGML_AMX_* say: those only add to a
# processor that is not this one. The code asks for these names, and without them there is none of it.
set(GGML_AMX_TILE OFF CACHE BOOL "" FORCE)
set(GGML_AMX_INT8 OFF CACHE BOOL "" FORCE)
set(GGML_AMX_BF16 OFF CACHE BOOL "" FORCE)
add_compile_options(-U__AMX_TILE__ -U__AMX_INT8__ -U__AMX_BF16__)
