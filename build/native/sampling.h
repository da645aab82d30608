// How tokens are drawn from the logits of an evaluation.
#pragma once

#include "evaluator.h"

#define MOST_SAMPLERS 4

struct sampling {
    bool is_greedy;
    struct llama_sampler * samplers[MOST_SAMPLERS];
    int count;
};

// From `temperature`, `topK`, `topP` and `minP` of an object; false where there is no memory.
bool open_sampling(napi_env env, struct evaluator * evaluator, napi_value options, struct sampling * sampling);
void close_sampling(struct evaluator * evaluator, struct sampling * sampling);
// From the logits at a place in the batch, -1 for the last. LLAMA_TOKEN_NULL where there is no token. Any thread.
llama_token sample_token(struct evaluator * evaluator, const struct sampling * sampling, int32_t place, uint32_t seed);
