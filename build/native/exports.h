// What JavaScript and llama.cpp's callers see of this library.
#pragma once

#include <node_api.h>

#define EXPORT __attribute__((visibility("default")))

napi_value is_in_place_js(napi_env env, napi_callback_info info);
napi_value set_next_load(napi_env env, napi_callback_info info);
napi_value list_devices(napi_env env, napi_callback_info info);

napi_value open_evaluator(napi_env env, napi_callback_info info);
napi_value read_tokens(napi_env env, napi_callback_info info);
napi_value generate_tokens(napi_env env, napi_callback_info info);
napi_value verify_tokens(napi_env env, napi_callback_info info);
napi_value note_taken(napi_env env, napi_callback_info info);
napi_value stop_evaluation(napi_env env, napi_callback_info info);
napi_value last_step_ms(napi_env env, napi_callback_info info);
