#include "js-values.h"

void set_function(napi_env env, napi_value exports, const char * name, napi_callback callback) {
    napi_value function;
    if (napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, NULL, &function) == napi_ok) {
        napi_set_named_property(env, exports, name, function);
    }
}

void set_text(napi_env env, napi_value object, const char * key, const char * text) {
    napi_value value;
    if (napi_create_string_utf8(env, text ? text : "", NAPI_AUTO_LENGTH, &value) == napi_ok) {
        napi_set_named_property(env, object, key, value);
    }
}

void set_number(napi_env env, napi_value object, const char * key, double number) {
    napi_value value;
    if (napi_create_double(env, number, &value) == napi_ok) napi_set_named_property(env, object, key, value);
}

double get_number(napi_env env, napi_value object, const char * key) {
    napi_value value;
    double number = 0;
    if (napi_get_named_property(env, object, key, &value) != napi_ok) return 0;
    return napi_get_value_double(env, value, &number) == napi_ok ? number : 0;
}

napi_value throw_error(napi_env env, const char * message) {
    napi_throw_error(env, NULL, message);
    return NULL;
}
