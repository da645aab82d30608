// What node-llama-cpp's addon does not pass on to llama.cpp, or does at the cost of time.
//
// The engine loads this library with RTLD_GLOBAL before node-llama-cpp's own. Calls of the functions that are exported
// here then arrive here, and go on to the llama.cpp that the addon was linked with. Nothing of node-llama-cpp is changed,
// and one library serves its CPU, Vulkan and CUDA builds. docs/decisions/0005-a-library-beside-node-llama-cpp.md

#include "exports.h"
#include "js-values.h"

NAPI_MODULE_INIT() {
    set_function(env, exports, "isInPlace", is_in_place_js);
    set_function(env, exports, "setNextLoad", set_next_load);
    set_function(env, exports, "listDevices", list_devices);
    set_function(env, exports, "openEvaluator", open_evaluator);
    set_function(env, exports, "readTokens", read_tokens);
    set_function(env, exports, "generateTokens", generate_tokens);
    set_function(env, exports, "verifyTokens", verify_tokens);
    set_function(env, exports, "noteTaken", note_taken);
    set_function(env, exports, "stopEvaluation", stop_evaluation);
    set_function(env, exports, "lastStepMs", last_step_ms);
    return exports;
}
