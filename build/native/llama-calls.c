#define _GNU_SOURCE
#include "llama-calls.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

#define MAX_LIBRARIES 4

struct entry {
    const char * name;
    size_t offset;
};

#define ENTRY(field, symbol) { symbol, offsetof(struct llama_calls, field) }

static const struct entry entries[] = {
    ENTRY(model_load_from_file, "llama_model_load_from_file"),
    ENTRY(print_system_info, "llama_print_system_info"),
    ENTRY(get_memory, "llama_get_memory"),
    ENTRY(set_abort_callback, "llama_set_abort_callback"),
    ENTRY(decode, "llama_decode"),
    ENTRY(synchronize, "llama_synchronize"),
    ENTRY(get_logits_ith, "llama_get_logits_ith"),
    ENTRY(get_model, "llama_get_model"),
    ENTRY(model_get_vocab, "llama_model_get_vocab"),
    ENTRY(vocab_n_tokens, "llama_vocab_n_tokens"),
    ENTRY(vocab_is_eog, "llama_vocab_is_eog"),
    ENTRY(n_batch, "llama_n_batch"),
    ENTRY(sampler_init_greedy, "llama_sampler_init_greedy"),
    ENTRY(sampler_init_top_k, "llama_sampler_init_top_k"),
    ENTRY(sampler_init_top_p, "llama_sampler_init_top_p"),
    ENTRY(sampler_init_min_p, "llama_sampler_init_min_p"),
    ENTRY(sampler_init_temp, "llama_sampler_init_temp"),
    ENTRY(sampler_init_dist, "llama_sampler_init_dist"),
    ENTRY(sampler_apply, "llama_sampler_apply"),
    ENTRY(sampler_free, "llama_sampler_free"),
    ENTRY(cpu_buffer_type, "ggml_backend_cpu_buffer_type"),
    ENTRY(device_by_name, "ggml_backend_dev_by_name"),
};

struct library {
    void * base;
    bool is_whole;
    struct llama_calls calls;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct library libraries[MAX_LIBRARIES];
static size_t library_count = 0;

// By the handle of the caller: a look-up then sees what the caller was linked with, and not this library.
static bool resolve(struct llama_calls * calls, const char * path) {
    void * handle = dlopen(path, RTLD_LAZY | RTLD_NOLOAD);
    if (!handle) return false;
    for (size_t index = 0; index < sizeof entries / sizeof entries[0]; index++) {
        void * address = dlsym(handle, entries[index].name);
        if (!address) return false;
        *(void **) ((char *) calls + entries[index].offset) = address;
    }
    return true;
}

const struct llama_calls * find_llama_calls(void * return_address) {
    Dl_info info;
    if (!dladdr(return_address, &info) || !info.dli_fname) return NULL;
    struct library * found = NULL;
    pthread_mutex_lock(&mutex);
    for (size_t index = 0; index < library_count && !found; index++) {
        if (libraries[index].base == info.dli_fbase) found = &libraries[index];
    }
    if (!found && library_count < MAX_LIBRARIES) {
        found = &libraries[library_count++];
        found->base = info.dli_fbase;
        found->is_whole = resolve(&found->calls, info.dli_fname);
    }
    pthread_mutex_unlock(&mutex);
    return found && found->is_whole ? &found->calls : NULL;
}
