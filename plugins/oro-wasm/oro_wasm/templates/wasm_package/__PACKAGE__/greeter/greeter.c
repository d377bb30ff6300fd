// greeter.h is made of wit/greeter.wit with each build, and lies beside this file then.
#include "greeter.h"

#include <ctype.h>
#include <stdio.h>

// State lasts as long as the plugin's instance.
static uint32_t greeted;

greeter_result_greeting_string_t greeter_greet(greeter_string_t name, greeter_tone_t tone) {
    greeter_result_greeting_string_t answer = {0};
    if (name.len == 0) {
        answer.is_err = true;
        answer.val.err = greeter_string("a name is needed");
        return answer;
    }
    // Memory of greeter_alloc lasts until the call has ended; there is nothing to free.
    size_t room = name.len + sizeof "Hello, !";
    char *text = greeter_alloc(room);
    snprintf(text, room, "Hello, %s!", greeter_c_string(name));
    for (char *at = text; tone == GREETER_TONE_LOUD && *at; at++) *at = (char)toupper((unsigned char)*at);
    answer.val.ok.text = greeter_string(text);
    answer.val.ok.earlier = greeted++;
    return answer;
}
