/* A program of WASI that runs JavaScript on QuickJS: the files it brings, or else a file named on its command line.
 *
 * What scripts see of it is in prelude.js; here are only the functions that JavaScript cannot have by itself. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "quickjs.h"

struct oro_file {
    const char *name;
    const char *text;
    size_t size;
};

/* The files it brings, ended by one without a name; the first is the prelude. */
extern const struct oro_file oro_files[];
/* The file that is run; NULL for the one that is named on the command line. */
extern const char *const oro_entry;
extern char **environ;

#define STACK (192 << 10)

static int argument_count;
static char **arguments;
static JSValue rejected;
static int has_rejected;

static JSValue failed(JSContext *context, const char *verb, const char *path)
{
    return JS_ThrowTypeError(context, "Cannot %s \"%s\": %s", verb, path, strerror(errno));
}

static char *contents(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    size_t room = 1 << 16, length = 0;
    char *data;
    if (!file)
        return NULL;
    data = malloc(room + 1);
    while (data) {
        length += fread(data + length, 1, room - length, file);
        if (length < room)
            break;
        room *= 2;
        char *more = realloc(data, room + 1);
        if (!more) {
            free(data);
            errno = ENOMEM;
        }
        data = more;
    }
    if (data && ferror(file)) { /* such as a folder */
        int reason = errno;
        free(data);
        data = NULL;
        errno = reason;
    }
    fclose(file);
    if (data) {
        data[length] = 0;
        *size = length;
    }
    return data;
}

/* -- functions for the prelude ---------------------------------------------------------------------------------- */

static JSValue host_write(JSContext *context, JSValueConst this, int count, JSValueConst *given)
{
    int32_t stream;
    size_t size, done = 0;
    const uint8_t *data = NULL;
    const char *text = NULL;
    if (JS_ToInt32(context, &stream, given[0]))
        return JS_EXCEPTION;
    if (JS_IsString(given[1])) {
        text = JS_ToCStringLen(context, &size, given[1]);
        data = (const uint8_t *)text;
    } else {
        data = JS_GetUint8Array(context, &size, given[1]);
    }
    if (!data && (text || !JS_IsString(given[1])))
        return JS_EXCEPTION;
    while (done < size) {
        ssize_t written = write(stream, data + done, size - done);
        if (written < 0)
            break;
        done += (size_t)written;
    }
    if (text)
        JS_FreeCString(context, text);
    if (done < size)
        return JS_ThrowTypeError(context, "Cannot write: %s", strerror(errno));
    return JS_UNDEFINED;
}

static JSValue host_read(JSContext *context, JSValueConst this, int count, JSValueConst *given)
{
    uint8_t data[1 << 14];
    ssize_t size = read(0, data, sizeof data);
    if (size < 0)
        return JS_ThrowTypeError(context, "Cannot read: %s", strerror(errno));
    return JS_NewUint8ArrayCopy(context, data, (size_t)size);
}

static JSValue host_exit(JSContext *context, JSValueConst this, int count, JSValueConst *given)
{
    int32_t code;
    if (JS_ToInt32(context, &code, given[0]))
        return JS_EXCEPTION;
    exit(code & 255);
}

static JSValue host_arguments(JSContext *context, JSValueConst this, int count, JSValueConst *given)
{
    JSValue list = JS_NewArray(context);
    for (int each = 0; each < argument_count; each++)
        JS_SetPropertyUint32(context, list, (uint32_t)each, JS_NewString(context, arguments[each]));
    return list;
}

static JSValue host_environment(JSContext *context, JSValueConst this, int count, JSValueConst *given)
{
    JSValue list = JS_NewArray(context);
    for (uint32_t each = 0; environ && environ[each]; each++)
        JS_SetPropertyUint32(context, list, each, JS_NewString(context, environ[each]));
    return list;
}

static JSValue host_read_file(JSContext *context, JSValueConst this, int count, JSValueConst *given)
{
    size_t size;
    const char *path = JS_ToCString(context, given[0]);
    char *data;
    JSValue result;
    if (!path)
        return JS_EXCEPTION;
    data = contents(path, &size);
    result = data ? JS_NewUint8ArrayCopy(context, (const uint8_t *)data, size) : failed(context, "read", path);
    free(data);
    JS_FreeCString(context, path);
    return result;
}

static JSValue host_open(JSContext *context, JSValueConst this, int count, JSValueConst *given)
{
    const char *path = JS_ToCString(context, given[0]);
    int stream;
    JSValue result;
    if (!path)
        return JS_EXCEPTION;
    stream = open(path, O_WRONLY | O_CREAT | (JS_ToBool(context, given[1]) ? O_APPEND : O_TRUNC), 0666);
    result = stream < 0 ? failed(context, "write", path) : JS_NewInt32(context, stream);
    JS_FreeCString(context, path);
    return result;
}

static JSValue host_close(JSContext *context, JSValueConst this, int count, JSValueConst *given)
{
    int32_t stream;
    if (JS_ToInt32(context, &stream, given[0]))
        return JS_EXCEPTION;
    close(stream);
    return JS_UNDEFINED;
}

static JSValue host_names(JSContext *context, JSValueConst this, int count, JSValueConst *given)
{
    const char *path = JS_ToCString(context, given[0]);
    DIR *folder;
    JSValue result;
    if (!path)
        return JS_EXCEPTION;
    folder = opendir(path);
    if (!folder) {
        result = failed(context, "list", path);
    } else {
        uint32_t number = 0;
        result = JS_NewArray(context);
        for (struct dirent *entry; (entry = readdir(folder));)
            if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
                JS_SetPropertyUint32(context, result, number++, JS_NewString(context, entry->d_name));
        closedir(folder);
    }
    JS_FreeCString(context, path);
    return result;
}

static JSValue host_exists(JSContext *context, JSValueConst this, int count, JSValueConst *given)
{
    struct stat told;
    const char *path = JS_ToCString(context, given[0]);
    int found;
    if (!path)
        return JS_EXCEPTION;
    found = !stat(path, &told);
    JS_FreeCString(context, path);
    return JS_NewBool(context, found);
}

static JSValue host_now(JSContext *context, JSValueConst this, int count, JSValueConst *given)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return JS_NewFloat64(context, (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6);
}

static const JSCFunctionListEntry functions[] = {
    JS_CFUNC_DEF("write", 2, host_write),
    JS_CFUNC_DEF("read", 0, host_read),
    JS_CFUNC_DEF("exit", 1, host_exit),
    JS_CFUNC_DEF("arguments", 0, host_arguments),
    JS_CFUNC_DEF("environment", 0, host_environment),
    JS_CFUNC_DEF("readFile", 1, host_read_file),
    JS_CFUNC_DEF("open", 2, host_open),
    JS_CFUNC_DEF("close", 1, host_close),
    JS_CFUNC_DEF("names", 1, host_names),
    JS_CFUNC_DEF("exists", 1, host_exists),
    JS_CFUNC_DEF("now", 0, host_now),
};

/* -- modules ---------------------------------------------------------------------------------------------------- */

static const struct oro_file *brought(const char *name)
{
    for (const struct oro_file *each = oro_files; each->name; each++)
        if (!strcmp(each->name, name))
            return each;
    return NULL;
}

static JSModuleDef *compiled(JSContext *context, const char *text, size_t size, const char *name)
{
    JSModuleDef *module;
    JSValue code = JS_Eval(context, text, size, name, JS_EVAL_TYPE_MODULE | JS_EVAL_FLAG_COMPILE_ONLY);
    if (JS_IsException(code))
        return NULL;
    module = JS_VALUE_GET_PTR(code);
    JS_FreeValue(context, code);
    return module;
}

static JSModuleDef *loaded(JSContext *context, const char *name, void *opaque)
{
    const struct oro_file *file = brought(name);
    JSModuleDef *module;
    size_t size;
    char *text;
    if (file)
        return compiled(context, file->text, file->size, name);
    text = strchr(name, ':') ? NULL : contents(name, &size);
    if (!text) {
        JS_ThrowReferenceError(context, "Cannot import \"%s\": there is no such module", name);
        return NULL;
    }
    module = compiled(context, text, size, name);
    free(text);
    return module;
}

/* -- the run ---------------------------------------------------------------------------------------------------- */

static void tell(JSContext *context, JSValueConst error)
{
    const char *text = JS_ToCString(context, error);
    JSValue stack = JS_IsError(error) ? JS_GetPropertyStr(context, error, "stack") : JS_UNDEFINED;
    fprintf(stderr, "%s\n", text ? text : "an error that cannot be shown");
    JS_FreeCString(context, text);
    if (JS_IsString(stack) && (text = JS_ToCString(context, stack))) {
        fputs(text, stderr);
        JS_FreeCString(context, text);
    }
    JS_FreeValue(context, stack);
}

static void fail(JSContext *context)
{
    tell(context, JS_GetException(context));
    exit(1);
}

static void rejection(JSContext *context, JSValueConst promise, JSValueConst reason, bool handled, void *opaque)
{
    if (has_rejected)
        JS_FreeValue(context, rejected);
    has_rejected = !handled;
    if (has_rejected)
        rejected = JS_DupValue(context, reason);
}

static void run_jobs(JSRuntime *runtime, JSContext *context)
{
    JSContext *failing;
    int state;
    while ((state = JS_ExecutePendingJob(runtime, &failing)) > 0)
        ;
    if (state < 0)
        fail(failing);
    if (has_rejected) {
        tell(context, rejected);
        exit(1);
    }
}

/* Run timers until there is none left. */
static void run_timers(JSRuntime *runtime, JSContext *context, JSValueConst tick)
{
    for (;;) {
        double pause;
        JSValue next;
        run_jobs(runtime, context);
        next = JS_Call(context, tick, JS_UNDEFINED, 0, NULL);
        if (JS_IsException(next))
            fail(context);
        JS_ToFloat64(context, &pause, next);
        if (pause < 0)
            return;
        if (pause > 0) {
            struct timespec rest = {(time_t)(pause / 1e3), 0};
            rest.tv_nsec = (long)((pause - (double)rest.tv_sec * 1e3) * 1e6);
            nanosleep(&rest, NULL);
        }
    }
}

int main(int count, char **given)
{
    JSRuntime *runtime = JS_NewRuntime();
    JSContext *context = JS_NewContext(runtime);
    const struct oro_file *file = oro_entry ? brought(oro_entry) : NULL;
    JSValue host = JS_NewObject(context), tick, done;
    size_t size = file ? file->size : 0;
    const char *text = file ? file->text : NULL, *name = oro_entry;

    if (!name) {
        if (count < 2) {
            fputs("Cannot run: name a script\n", stderr);
            return 2;
        }
        count--, given++;
        name = given[0];
        if (!(text = contents(name, &size))) {
            fprintf(stderr, "Cannot run \"%s\": %s\n", name, strerror(errno));
            return 2;
        }
    }
    argument_count = count, arguments = given;
    JS_SetMaxStackSize(runtime, STACK);
    JS_SetModuleLoaderFunc(runtime, NULL, loaded, NULL);
    JS_SetHostPromiseRejectionTracker(runtime, rejection, NULL);
    JS_SetPropertyFunctionList(context, host, functions, sizeof functions / sizeof *functions);
    tick = JS_Eval(context, oro_files[0].text, oro_files[0].size, "prelude.js", JS_EVAL_TYPE_GLOBAL);
    if (JS_IsException(tick))
        fail(context);
    tick = JS_Call(context, tick, JS_UNDEFINED, 1, &host);
    if (JS_IsException(tick))
        fail(context);
    done = JS_Eval(context, text, size, name, JS_EVAL_TYPE_MODULE);
    if (JS_IsException(done))
        fail(context);
    run_timers(runtime, context, tick);
    done = JS_Eval(context, "process.exitCode ?? 0", 21, "end", JS_EVAL_TYPE_GLOBAL);
    return JS_VALUE_GET_TAG(done) == JS_TAG_INT ? JS_VALUE_GET_INT(done) & 255 : 0;
}
