// Guessed tokens in batches, of which as many are kept as the model would have said itself: while JavaScript takes what it
// said to one batch, the next one is under way.

#include <stdlib.h>
#include <string.h>

#include "exports.h"
#include "js-values.h"
#include "sampling.h"

struct verification {
    napi_async_work work;
    napi_threadsafe_function deliver;
    napi_deferred deferred;
    napi_ref kept;
    // The work's own end, and the arrival of its last message: in any order.
    int pending_ends;
    struct evaluator * evaluator;
    struct sampling sampling;
    llama_seq_id sequence;
    llama_pos position;
    int32_t count;
    int32_t batch;
    int32_t status;
    const char * failure;
    uint32_t * seeds;
    llama_token * tokens;
};

// What the model said to a batch, one token for each that is kept.
struct said {
    bool goes_on;
    int32_t count;
    llama_token tokens[];
};

// What the model says to the batch that begins at `start`, or NULL.
static struct said * verify_batch(struct verification * own, int32_t start) {
    int32_t rest = own->count - start;
    int32_t count = rest < own->batch ? rest : own->batch;
    llama_token * tokens = own->tokens + start;
    own->status = evaluate_tokens(
        own->evaluator, own->sequence, own->position + start, tokens, count, LOGITS_OF_ALL);
    if (own->status != EVALUATED) return NULL;
    struct said * said = malloc(sizeof *said + (size_t) count * sizeof said->tokens[0]);
    if (!said) {
        own->failure = "there is no memory";
        return NULL;
    }
    said->count = 0;
    bool is_right = true;
    while (is_right && said->count < count) {
        int32_t place = said->count;
        llama_token token = sample_token(own->evaluator, &own->sampling, place, own->seeds[start + place]);
        if (token == LLAMA_TOKEN_NULL) {
            own->failure = "the model gave no token";
            free(said);
            return NULL;
        }
        said->tokens[said->count++] = token;
        is_right = start + place + 1 < own->count && tokens[place + 1] == token;
    }
    said->goes_on = is_right;
    note_step(own->evaluator);
    return said;
}

static void verify_in_background(napi_env env, void * data) {
    (void) env;
    struct verification * own = data;
    bool goes_on = true;
    for (int32_t start = 0; goes_on; start += own->batch) {
        struct said * said = verify_batch(own, start);
        if (!said) break;
        goes_on = said->goes_on;
        napi_call_threadsafe_function(own->deliver, said, napi_tsfn_blocking);
    }
    napi_call_threadsafe_function(own->deliver, NULL, napi_tsfn_blocking);
    napi_release_threadsafe_function(own->deliver, napi_tsfn_release);
}

static void free_verification(struct verification * own) {
    close_sampling(own->evaluator, &own->sampling);
    free(own->tokens);
    free(own->seeds);
    free(own);
}

static void end_verification(napi_env env, struct verification * own) {
    if (--own->pending_ends > 0) return;
    end_evaluation(own->evaluator);
    napi_value result, message;
    if (own->failure || (own->status != EVALUATED && own->status != INTERRUPTED)) {
        const char * text = own->failure ? own->failure : explain_status(own->status);
        napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &message);
        napi_create_error(env, NULL, message, &result);
        napi_reject_deferred(env, own->deferred, result);
    } else {
        napi_get_undefined(env, &result);
        napi_resolve_deferred(env, own->deferred, result);
    }
    napi_delete_reference(env, own->kept);
    napi_delete_async_work(env, own->work);
    free_verification(own);
}

static void finish_work(napi_env env, napi_status status, void * data) {
    (void) status;
    end_verification(env, data);
}

static void deliver_said(napi_env env, napi_value on_said, void * context, void * data) {
    struct said * said = data;
    // Without an environment the process is ending.
    if (env && !said) end_verification(env, context);
    if (env && said) {
        napi_value undefined, ignored, token, arguments[2];
        napi_get_undefined(env, &undefined);
        napi_create_array_with_length(env, (size_t) said->count, &arguments[0]);
        for (int32_t index = 0; index < said->count; index++) {
            napi_create_int32(env, said->tokens[index], &token);
            napi_set_element(env, arguments[0], (uint32_t) index, token);
        }
        napi_get_boolean(env, said->goes_on, &arguments[1]);
        napi_call_function(env, undefined, on_said, 2, arguments, &ignored);
    }
    free(said);
}

// verifyTokens(evaluator, sequenceId, position, tokens, batchSize, sampling, seeds, onSaid): evaluates tokens, all but the
// first of which are guesses, so many at a time, and draws what follows each with its own seed, as long as the guesses are
// right. `onSaid` gets what was drawn for each batch, and whether another one follows: as many tokens of the batch are to be
// kept. The cells of the others are for the caller to remove. Resolves when all that has ended, or was stopped.
napi_value verify_tokens(napi_env env, napi_callback_info info) {
    size_t count = 8, length = 0, seed_count = 0;
    napi_value arguments[8], promise, name;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    struct evaluator * evaluator = get_evaluator(env, arguments[0]);
    if (!evaluator) return NULL;
    int32_t sequence = 0, position = 0, batch = 0;
    napi_typedarray_type type, seed_type;
    void * tokens = NULL, * seeds = NULL;
    if (count < 8 || napi_get_value_int32(env, arguments[1], &sequence) != napi_ok ||
        napi_get_value_int32(env, arguments[2], &position) != napi_ok ||
        napi_get_typedarray_info(env, arguments[3], &type, &length, &tokens, NULL, NULL) != napi_ok ||
        napi_get_value_int32(env, arguments[4], &batch) != napi_ok ||
        napi_get_typedarray_info(env, arguments[6], &seed_type, &seed_count, &seeds, NULL, NULL) != napi_ok ||
        type != napi_uint32_array || seed_type != napi_uint32_array || length == 0 || seed_count != length ||
        batch < 1 || (uint32_t) batch > evaluator->calls->n_batch(evaluator->context)) {
        return throw_error(
            env, "verifyTokens takes an evaluator, a sequence, a position, tokens, a batch size and as many seeds");
    }
    struct verification * own = calloc(1, sizeof *own);
    if (!own) return throw_error(env, "there is no memory");
    own->evaluator = evaluator;
    own->sequence = sequence;
    own->position = position;
    own->pending_ends = 2;
    own->count = (int32_t) length;
    own->batch = batch;
    own->tokens = malloc(length * sizeof *own->tokens);
    own->seeds = malloc(length * sizeof *own->seeds);
    bool is_whole = own->tokens && own->seeds;
    if (!is_whole || !open_sampling(env, evaluator, arguments[5], &own->sampling)) {
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
    napi_create_threadsafe_function(
        env, arguments[7], NULL, name, 0, 1, NULL, NULL, own, deliver_said, &own->deliver);
    napi_create_async_work(env, NULL, name, verify_in_background, finish_work, own, &own->work);
    napi_queue_async_work(env, own->work);
    return promise;
}
