/* A component in C: draws the set of Mandelbrot. Built by `oro wasm compile wasm/fractal -o extensions`. */
#include "fractal.h"

enum { STEPS = 255, MOST = 4000000 };

static uint8_t escape(double x, double y) {
    double re = 0, im = 0;
    for (int step = 0; step < STEPS; step++) {
        double next = re * re - im * im + x;
        im = 2 * re * im + y;
        re = next;
        if (re * re + im * im > 4) return (uint8_t)(step + 1);
    }
    return 0;
}

fractal_result_list_u8_string_t fractal_draw(fractal_view_t view, uint32_t width, uint32_t height) {
    fractal_result_list_u8_string_t answer = {0};
    if (width == 0 || height == 0 || (uint64_t)width * height > MOST) {
        answer.is_err = true;
        answer.val.err = fractal_string("a picture has 1 to 4,000,000 points");
        return answer;
    }
    uint8_t *points = fractal_alloc((size_t)width * height);
    double step = view.across / width;
    for (uint32_t row = 0; row < height; row++)
        for (uint32_t column = 0; column < width; column++)
            points[(size_t)row * width + column] =
                escape(view.x + (column - width / 2.0) * step, view.y + (row - height / 2.0) * step);
    answer.val.ok.ptr = points;
    answer.val.ok.len = (size_t)width * height;
    return answer;
}
