# Read by llama-cpp-python's own CMakeLists.txt, right after it has named itself. Its bindings want the library alone;
# what llama.cpp's programs share is half of what there is to compile, and no option leaves it out.
set(LLAMA_BUILD_COMMON OFF)
