// The llama.cpp that a call came from. A CPU build and a GPU build may be in one process, each with its own.
#pragma once

#include "llama.h"

struct llama_calls {
    struct llama_model * (*model_load_from_file)(const char *, struct llama_model_params);
    const char * (*print_system_info)(void);
    llama_memory_t (*get_memory)(const struct llama_context *);
    void (*set_abort_callback)(struct llama_context *, ggml_abort_callback, void *);
    int32_t (*decode)(struct llama_context *, struct llama_batch);
    void (*synchronize)(struct llama_context *);
    float * (*get_logits_ith)(struct llama_context *, int32_t);
    const struct llama_model * (*get_model)(const struct llama_context *);
    const struct llama_vocab * (*model_get_vocab)(const struct llama_model *);
    int32_t (*vocab_n_tokens)(const struct llama_vocab *);
    bool (*vocab_is_eog)(const struct llama_vocab *, llama_token);
    uint32_t (*n_batch)(const struct llama_context *);
    struct llama_sampler * (*sampler_init_greedy)(void);
    struct llama_sampler * (*sampler_init_top_k)(int32_t);
    struct llama_sampler * (*sampler_init_top_p)(float, size_t);
    struct llama_sampler * (*sampler_init_min_p)(float, size_t);
    struct llama_sampler * (*sampler_init_temp)(float);
    struct llama_sampler * (*sampler_init_dist)(uint32_t);
    void (*sampler_apply)(struct llama_sampler *, llama_token_data_array *);
    void (*sampler_free)(struct llama_sampler *);
    ggml_backend_buffer_type_t (*cpu_buffer_type)(void);
    ggml_backend_dev_t (*device_by_name)(const char *);
};

// NULL where the caller has no llama.cpp, or one that lacks a function. Never ends before the process does.
const struct llama_calls * find_llama_calls(void * return_address);
