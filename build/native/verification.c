// Guessed tokens in one batch, of which as many are kept as the model would have said itself.

#include <stdlib.h>
#include <string.h>

#include "exports.h"
#include "js-values.h"
#include "sampling.h"

struct verification {
    napi_async_work work;
    napi_deferred deferred;
    napi_ref kept;
    struct evaluator * evaluator;
    struct sampling sampling;
    llama_seq_id sequence;
    llama_pos position;
    int32_t count;
    int32_t status;
    // What the model said, one for each token that is kept.
    int32_t said_count;
    llama_token * said;
    uint32_t * seeds;
    llama_token * tokens;
};

static void verify_in_background(napi_env env, void * data) {
    (void) env;
    struct verification * own = data;
    own->status =
        evaluate_tokens(own->evaluator, own->sequence, own->position, own->tokens, own->count, LOGITS_OF_ALL);
    if (own->status != EVALUATED) return;
    for (int32_t index = 0; index < own->count; index++) {
        llama_token token = sample_token(own->evaluator, &own->sampling, index, own->seeds[index]);
        if (token == LLAMA_TOKEN_NULL) return;
        own->said[own->said_count++] = token;
        if (index + 1 < own->count && own->tokens[index + 1] != token) return;
    }
}

static void free_verification(struct verification * own) {
    close_sampling(own->evaluator, &own->sampling);
    free(own->tokens);
    free(own->seeds);
    free(own->said);
    free(own);
}

static void finish_verification(napi_env env, napi_status status, void * data) {
    (void) status;
    struct verification * own = data;
    end_evaluation(own->evaluator);
    napi_value result, message, token;
    if (own->status == EVALUATED && own->said_count > 0) {
        napi_create_array_with_length(env, (size_t) own->said_count, &result);
        for (int32_t index = 0; index < own->said_count; index++) {
            napi_create_int32(env, own->said[index], &token);
            napi_set_element(env, result, (uint32_t) index, token);
        }
        napi_resolve_deferred(env, own->deferred, result);
    } else {
        const char * text = own->status == EVALUATED ? "the model gave no token" : explain_status(own->status);
        napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &message);
        napi_create_error(env, NULL, message, &result);
        napi_reject_deferred(env, own->deferred, result);
    }
    napi_delete_reference(env, own->kept);
    napi_delete_async_work(env, own->work);
    free_verification(own);
}

// verifyTokens(evaluator, sequenceId, position, tokens, sampling, seeds): evaluates tokens, all but the first of which
// are guesses, and draws what follows each with its own seed, as long as the guesses are right. A promise of what was
// drawn: as many of the tokens are to be kept. The cells of the others are for the caller to remove.
napi_value verify_tokens(napi_env env, napi_callback_info info) {
    size_t count = 6, length = 0, seed_count = 0;
    napi_value arguments[6], promise, name;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    struct evaluator * evaluator = get_evaluator(env, arguments[0]);
    if (!evaluator) return NULL;
    int32_t sequence = 0, position = 0;
    napi_typedarray_type type, seed_type;
    void * tokens = NULL, * seeds = NULL;
    if (count < 6 || napi_get_value_int32(env, arguments[1], &sequence) != napi_ok ||
        napi_get_value_int32(env, arguments[2], &position) != napi_ok ||
        napi_get_typedarray_info(env, arguments[3], &type, &length, &tokens, NULL, NULL) != napi_ok ||
        napi_get_typedarray_info(env, arguments[5], &seed_type, &seed_count, &seeds, NULL, NULL) != napi_ok ||
        type != napi_uint32_array || seed_type != napi_uint32_array || length == 0 || seed_count != length ||
        length > evaluator->calls->n_batch(evaluator->context)) {
        return throw_error(env, "verifyTokens takes an evaluator, a sequence, a position, tokens and as many seeds");
    }
    struct verification * own = calloc(1, sizeof *own);
    if (!own) return throw_error(env, "there is no memory");
    own->evaluator = evaluator;
    own->sequence = sequence;
    own->position = position;
    own->count = (int32_t) length;
    own->tokens = malloc(length * sizeof *own->tokens);
    own->seeds = malloc(length * sizeof *own->seeds);
    own->said = malloc(length * sizeof *own->said);
    bool is_whole = own->tokens && own->seeds && own->said;
    if (!is_whole || !open_sampling(env, evaluator, arguments[4], &own->sampling)) {
        free_verification(own);
        return throw_error(env, "there is no memory");
    }
    if (!begin_evaluation(env, evaluator)) {
        free_verification(own);
        return NULL;
    }
    memcpy(own->tokens, tokens, length * sizeof *own->tokens);
    memcpy(own->seeds, seeds, length * sizeof *own->seeds);
    napi_create_promise(env, &own->deferred, &promise);
    napi_create_reference(env, arguments[0], 1, &own->kept);
    napi_create_string_utf8(env, "verifyTokens", NAPI_AUTO_LENGTH, &name);
    napi_create_async_work(env, NULL, name, verify_in_background, finish_verification, own, &own->work);
    napi_queue_async_work(env, own->work);
    return promise;
}
