// What node-llama-cpp's addon does not pass to llama.cpp when it loads a model: tensors that stay in system memory, and
// the devices to use. docs/decisions/0004-experts-on-the-cpu.md

#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "exports.h"
#include "js-values.h"
#include "llama-calls.h"

#define MAX_LAYERS 512
#define MAX_DEVICES 1
#define MAX_LIBRARIES 8

// Written on the thread of JavaScript before a load, read by the load. The engine loads one model at a time.
static uint32_t expert_layers_on_cpu = 0;
static char device_name[64] = "";
static char patterns[MAX_LAYERS][64];
static struct llama_model_tensor_buft_override overrides[MAX_LAYERS + 1];
static ggml_backend_dev_t devices[MAX_DEVICES + 1];
static bool is_in_place = false;

// As `--n-cpu-moe` of llama.cpp's own programs does.
static void keep_experts(struct llama_model_params * params, const struct llama_calls * calls) {
    uint32_t count = expert_layers_on_cpu < MAX_LAYERS ? expert_layers_on_cpu : MAX_LAYERS;
    for (uint32_t layer = 0; layer < count; layer++) {
        snprintf(patterns[layer], sizeof patterns[layer], "blk\\.%u\\.ffn_(up|down|gate|gate_up)_(ch|)exps", layer);
        overrides[layer].pattern = patterns[layer];
        overrides[layer].buft = calls->cpu_buffer_type();
    }
    overrides[count].pattern = NULL;
    overrides[count].buft = NULL;
    params->tensor_buft_overrides = overrides;
}

// `none` keeps llama.cpp from calculating batches on a GPU that holds nothing of the model.
static void choose_device(struct llama_model_params * params, const struct llama_calls * calls) {
    devices[0] = devices[1] = NULL;
    ggml_backend_dev_t device = strcmp(device_name, "none") == 0 ? NULL : calls->device_by_name(device_name);
    if (!device && strcmp(device_name, "none") != 0) return;
    devices[0] = device;
    params->devices = devices;
}

EXPORT struct llama_model * llama_model_load_from_file(const char * path, struct llama_model_params params) {
    const struct llama_calls * calls = find_llama_calls(__builtin_return_address(0));
    if (!calls) return NULL;
    if (expert_layers_on_cpu > 0) keep_experts(&params, calls);
    if (device_name[0]) choose_device(&params, calls);
    return calls->model_load_from_file(path, params);
}

// node-llama-cpp asks for this when it starts: that the call came here shows that the others will.
EXPORT const char * llama_print_system_info(void) {
    const struct llama_calls * calls = find_llama_calls(__builtin_return_address(0));
    is_in_place = calls != NULL;
    return calls ? calls->print_system_info() : "";
}

napi_value is_in_place_js(napi_env env, napi_callback_info info) {
    (void) info;
    napi_value value;
    napi_get_boolean(env, is_in_place, &value);
    return value;
}

// setNextLoad(expertLayersOnCpu, deviceName): for the loads from now on; 0 and '' leave all to llama.cpp.
napi_value set_next_load(napi_env env, napi_callback_info info) {
    size_t count = 2, length = 0;
    napi_value arguments[2];
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    if (count < 2 || napi_get_value_uint32(env, arguments[0], &expert_layers_on_cpu) != napi_ok ||
        napi_get_value_string_utf8(env, arguments[1], device_name, sizeof device_name, &length) != napi_ok) {
        expert_layers_on_cpu = 0;
        device_name[0] = 0;
        return throw_error(env, "setNextLoad takes a number and a text");
    }
    return NULL;
}

struct listing {
    napi_env env;
    napi_value list;
    uint32_t count;
};

// One ggml that is in the process: a GPU build and the CPU build have one each.
static void add_devices(struct listing * listing, void * library) {
    size_t (*count)(void) = dlsym(library, "ggml_backend_dev_count");
    ggml_backend_dev_t (*get)(size_t) = dlsym(library, "ggml_backend_dev_get");
    enum ggml_backend_dev_type (*type)(ggml_backend_dev_t) = dlsym(library, "ggml_backend_dev_type");
    const char * (*name)(ggml_backend_dev_t) = dlsym(library, "ggml_backend_dev_name");
    const char * (*description)(ggml_backend_dev_t) = dlsym(library, "ggml_backend_dev_description");
    void (*memory)(ggml_backend_dev_t, size_t *, size_t *) = dlsym(library, "ggml_backend_dev_memory");
    if (!count || !get || !type || !name || !description || !memory) return;
    for (size_t index = 0; index < count(); index++) {
        ggml_backend_dev_t device = get(index);
        enum ggml_backend_dev_type kind = type(device);
        if (kind != GGML_BACKEND_DEVICE_TYPE_GPU && kind != GGML_BACKEND_DEVICE_TYPE_IGPU) continue;
        size_t free_bytes = 0, total_bytes = 0;
        memory(device, &free_bytes, &total_bytes);
        napi_value entry;
        if (napi_create_object(listing->env, &entry) != napi_ok) return;
        set_text(listing->env, entry, "name", name(device));
        set_text(listing->env, entry, "description", description(device));
        set_number(listing->env, entry, "freeBytes", (double) free_bytes);
        set_number(listing->env, entry, "totalBytes", (double) total_bytes);
        napi_set_element(listing->env, listing->list, listing->count++, entry);
    }
}

struct libraries {
    void * handles[MAX_LIBRARIES];
    size_t count;
};

// Only notes the libraries: the linker's lock is held here, and drivers must not be asked under it.
static int note_library(struct dl_phdr_info * info, size_t size, void * data) {
    (void) size;
    struct libraries * found = data;
    const char * slash = strrchr(info->dlpi_name, '/');
    if (!slash || strncmp(slash, "/libggml.", strlen("/libggml.")) != 0) return 0;
    void * library = dlopen(info->dlpi_name, RTLD_LAZY | RTLD_NOLOAD);
    if (library && found->count < MAX_LIBRARIES) found->handles[found->count++] = library;
    return 0;
}

// listDevices(): every GPU that llama.cpp has found, in its order, by the names that setNextLoad takes.
napi_value list_devices(napi_env env, napi_callback_info info) {
    (void) info;
    struct listing listing = { env, NULL, 0 };
    struct libraries found = { { NULL }, 0 };
    if (napi_create_array(env, &listing.list) != napi_ok) return NULL;
    dl_iterate_phdr(note_library, &found);
    for (size_t index = 0; index < found.count; index++) add_devices(&listing, found.handles[index]);
    return listing.list;
}
