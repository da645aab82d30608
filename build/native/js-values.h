// What the exports need of Node-API.
#pragma once

#include <node_api.h>
#include <stdint.h>

void set_function(napi_env env, napi_value exports, const char * name, napi_callback callback);
void set_text(napi_env env, napi_value object, const char * key, const char * text);
void set_number(napi_env env, napi_value object, const char * key, double number);
// 0 where there is no such number.
double get_number(napi_env env, napi_value object, const char * key);
napi_value throw_error(napi_env env, const char * message);
