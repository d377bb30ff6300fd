#include "demo.h"
#include <stdio.h>
#include <string.h>
demo_string_t demo_greet(demo_string_t name, demo_option_string_t title) {
  char *out = demo_alloc(name.len + 64 + title.val.len);
  snprintf(out, name.len + 64 + title.val.len, "Hello, %s%s!", title.is_some ? demo_c_string(title.val) : "", demo_c_string(name));
  return demo_string(out);
}
demo_list_u8_t demo_bytes(demo_list_u8_t data) { for (size_t i = 0; i < data.len; i++) data.ptr[i] ^= 1; return data; }
uint32_t demo_next(void) { static uint32_t n; return ++n; }
demo_result_void_void_t demo_flag(bool a) { demo_result_void_void_t r = { a }; return r; }
demo_result_f64_string_t demo_shapes_area(demo_shape_t of, demo_option_f32_t factor) {
  demo_result_f64_string_t r = {0};
  double f = factor.is_some ? factor.val : 1;
  switch (of.tag) {
    case DEMO_SHAPE_DOT: r.is_err = true; r.val.err = demo_string("a dot has no area"); break;
    case DEMO_SHAPE_CIRCLE: r.val.ok = f * 3 * of.val.circle.f1 * of.val.circle.f1; break;
    case DEMO_SHAPE_PATH: for (size_t i = 0; i < of.val.path.len; i++) r.val.ok += f*of.val.path.ptr[i].x; break;
  }
  return r;
}
demo_tuple_color_mode_char_bool_s8_t demo_shapes_mix(demo_color_t a, demo_mode_t b, uint32_t c, bool d, int8_t e) {
  demo_tuple_color_mode_char_bool_s8_t r = { a, b | DEMO_MODE_WRITE, c + 1, !d, -e }; return r;
}
demo_string_t demo_shapes_many(demo_string_t a, demo_string_t b, demo_string_t c, demo_string_t d, demo_string_t e, demo_string_t f, demo_string_t g, demo_string_t h, uint64_t i) { return i == 7 ? h : a; }
demo_result_u64_f32_t demo_shapes_either(demo_result_u64_f32_t v) { return v; }
