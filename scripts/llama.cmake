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
# libmtmd reads images and audio. Its many small files take three minutes one by one, and most of that time goes to the
# headers they share: together, and without what costs a compiler most, they take less than one. What runs for long in
# it is ggml's. It is told not to start ffmpeg for videos.
set(MTMD_VIDEO OFF CACHE BOOL "" FORCE)
function(compile_mtmd_together)
    if(NOT TARGET mtmd)
        return()
    endif()
    get_target_property(folder mtmd SOURCE_DIR)
    get_target_property(sources mtmd SOURCES)
    list(FILTER sources EXCLUDE REGEX "^models/")
    list(TRANSFORM sources PREPEND ${folder}/)
    set_source_files_properties(${sources} TARGET_DIRECTORY mtmd PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    set_target_properties(mtmd PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 64)
    if(NOT MSVC)
        target_compile_options(mtmd PRIVATE -O1)
        set(loops ${folder}/mtmd-image.cpp ${folder}/mtmd-audio.cpp)
        set_source_files_properties(${loops} TARGET_DIRECTORY mtmd PROPERTIES COMPILE_OPTIONS -O2)
    endif()
endfunction()
cmake_language(DEFER CALL compile_mtmd_together)
