#include "sampling.h"

#include <stdlib.h>

#include "js-values.h"

static void add_sampler(struct sampling * sampling, struct llama_sampler * sampler) {
    sampling->samplers[sampling->count++] = sampler;
}

// The order of samplers is that of node-llama-cpp's own sampler: the same seed gives the same token.
bool open_sampling(napi_env env, struct evaluator * evaluator, napi_value options, struct sampling * sampling) {
    double temperature = get_number(env, options, "temperature");
    double top_k = get_number(env, options, "topK");
    double top_p = get_number(env, options, "topP");
    double min_p = get_number(env, options, "minP");
    const struct llama_calls * calls = evaluator->calls;
    int32_t vocabulary = evaluator->vocabulary;
    sampling->count = 0;
    sampling->is_greedy = temperature <= 0;
    if (sampling->is_greedy) return true;
    if (!evaluator->candidates) evaluator->candidates = calloc((size_t) vocabulary, sizeof *evaluator->candidates);
    if (!evaluator->candidates) return false;
    add_sampler(sampling, calls->sampler_init_top_k(top_k <= 0 || top_k > vocabulary ? vocabulary : (int32_t) top_k));
    if (top_p < 1) add_sampler(sampling, calls->sampler_init_top_p((float) top_p, 1));
    if (min_p > 0) add_sampler(sampling, calls->sampler_init_min_p((float) min_p, 1));
    add_sampler(sampling, calls->sampler_init_temp((float) temperature));
    return true;
}

void close_sampling(struct evaluator * evaluator, struct sampling * sampling) {
    for (int index = 0; index < sampling->count; index++) evaluator->calls->sampler_free(sampling->samplers[index]);
    sampling->count = 0;
}

static llama_token find_greatest(const float * logits, int32_t vocabulary) {
    int32_t greatest = 0;
    for (int32_t token = 1; token < vocabulary; token++) {
        if (logits[token] > logits[greatest]) greatest = token;
    }
    return greatest;
}

llama_token sample_token(struct evaluator * evaluator, const struct sampling * sampling, int32_t place, uint32_t seed) {
    const struct llama_calls * calls = evaluator->calls;
    const float * logits = calls->get_logits_ith(evaluator->context, place);
    if (!logits) return LLAMA_TOKEN_NULL;
    if (sampling->is_greedy) return find_greatest(logits, evaluator->vocabulary);
    for (llama_token token = 0; token < evaluator->vocabulary; token++) {
        evaluator->candidates[token] = (llama_token_data) { token, logits[token], 0 };
    }
    llama_token_data_array candidates = { evaluator->candidates, (size_t) evaluator->vocabulary, -1, false };
    for (int index = 0; index < sampling->count; index++) {
        calls->sampler_apply(sampling->samplers[index], &candidates);
    }
    struct llama_sampler * draw = calls->sampler_init_dist(seed);
    calls->sampler_apply(draw, &candidates);
    calls->sampler_free(draw);
    bool is_drawn = candidates.selected >= 0 && candidates.selected < (int64_t) candidates.size;
    return is_drawn ? candidates.data[candidates.selected].id : LLAMA_TOKEN_NULL;
}
