// Tokens one after the other, each evaluated as soon as it was sampled: JavaScript takes them as they come, while the
// next one is under way. It may turn out not to want it: then it removes the cells again.

#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "exports.h"
#include "js-values.h"
#include "sampling.h"

// Tokens that were sampled and not taken yet, at which a generation rests.
#define MOST_AHEAD 2
// Then it ends by itself: nobody may be there any more to take them.
#define LONGEST_REST_MS 100

struct generation {
    napi_async_work work;
    napi_threadsafe_function deliver;
    napi_deferred deferred;
    napi_ref kept;
    // The work's own end, and the arrival of the last token: in any order.
    int pending_ends;
    struct evaluator * evaluator;
    llama_seq_id sequence;
    llama_pos position;
    llama_token token;
    struct sampling sampling;
    int32_t status;
    const char * failure;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    uint32_t taken;
    bool is_stopping;
    uint32_t count;
    uint32_t seeds[];
};

// Whether the next token is still wanted.
static bool rest(struct generation * generation, uint32_t produced) {
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_nsec += LONGEST_REST_MS * 1000000L;
    end.tv_sec += end.tv_nsec / 1000000000L;
    end.tv_nsec %= 1000000000L;
    pthread_mutex_lock(&generation->mutex);
    int waited = 0;
    while (!generation->is_stopping && produced - generation->taken > MOST_AHEAD && waited == 0) {
        waited = pthread_cond_timedwait(&generation->changed, &generation->mutex, &end);
    }
    bool is_wanted = !generation->is_stopping && produced - generation->taken <= MOST_AHEAD;
    pthread_mutex_unlock(&generation->mutex);
    return is_wanted;
}

static void generate_in_background(napi_env env, void * data) {
    (void) env;
    struct generation * generation = data;
    struct evaluator * evaluator = generation->evaluator;
    llama_token token = generation->token;
    for (uint32_t index = 0; index < generation->count && rest(generation, index); index++) {
        llama_pos position = generation->position + (llama_pos) index;
        generation->status = evaluate_tokens(evaluator, generation->sequence, position, &token, 1, LOGITS_OF_LAST);
        if (generation->status != EVALUATED) break;
        token = sample_token(evaluator, &generation->sampling, -1, generation->seeds[index]);
        if (token == LLAMA_TOKEN_NULL) {
            generation->failure = "the model gave no token";
            break;
        }
        note_step(evaluator);
        napi_call_threadsafe_function(generation->deliver, (void *) (intptr_t) (token + 1), napi_tsfn_blocking);
        if (evaluator->calls->vocab_is_eog(evaluator->vocab, token)) break;
    }
    napi_call_threadsafe_function(generation->deliver, NULL, napi_tsfn_blocking);
    napi_release_threadsafe_function(generation->deliver, napi_tsfn_release);
}

static void end_generation(napi_env env, struct generation * generation) {
    if (--generation->pending_ends > 0) return;
    struct evaluator * evaluator = generation->evaluator;
    evaluator->generation = NULL;
    end_evaluation(evaluator);
    int32_t status = generation->status;
    bool failed = generation->failure || (status != EVALUATED && status != INTERRUPTED);
    napi_value result, message;
    if (failed) {
        const char * text = generation->failure ? generation->failure : explain_status(status);
        napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &message);
        napi_create_error(env, NULL, message, &result);
        napi_reject_deferred(env, generation->deferred, result);
    } else {
        napi_get_undefined(env, &result);
        napi_resolve_deferred(env, generation->deferred, result);
    }
    close_sampling(evaluator, &generation->sampling);
    napi_delete_reference(env, generation->kept);
    napi_delete_async_work(env, generation->work);
    pthread_mutex_destroy(&generation->mutex);
    pthread_cond_destroy(&generation->changed);
    free(generation);
}

static void finish_work(napi_env env, napi_status status, void * data) {
    (void) status;
    end_generation(env, data);
}

static void deliver_token(napi_env env, napi_value on_token, void * context, void * data) {
    // The process is ending.
    if (!env) return;
    if (!data) {
        end_generation(env, context);
        return;
    }
    napi_value undefined, token, ignored;
    napi_get_undefined(env, &undefined);
    napi_create_int32(env, (int32_t) (intptr_t) data - 1, &token);
    napi_call_function(env, undefined, on_token, 1, &token, &ignored);
}

// generateTokens(evaluator, sequenceId, position, token, sampling, seeds, onToken): evaluates `token`, samples the next,
// evaluates it, and so on, at most as many as there are seeds, one for each. Resolves when that has ended: at the end of
// the reply, when it was stopped, or when tokens were not taken.
napi_value generate_tokens(napi_env env, napi_callback_info info) {
    size_t count = 7, length = 0;
    napi_value arguments[7], promise, name;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    struct evaluator * evaluator = get_evaluator(env, arguments[0]);
    if (!evaluator) return NULL;
    int32_t sequence = 0, position = 0, token = 0;
    napi_typedarray_type type;
    void * seeds = NULL;
    if (count < 7 || napi_get_value_int32(env, arguments[1], &sequence) != napi_ok ||
        napi_get_value_int32(env, arguments[2], &position) != napi_ok ||
        napi_get_value_int32(env, arguments[3], &token) != napi_ok ||
        napi_get_typedarray_info(env, arguments[5], &type, &length, &seeds, NULL, NULL) != napi_ok ||
        type != napi_uint32_array || length == 0) {
        return throw_error(env, "generateTokens takes an evaluator, a sequence, a position, a token and seeds");
    }
    struct generation * generation = calloc(1, sizeof *generation + length * sizeof generation->seeds[0]);
    if (!generation) return throw_error(env, "there is no memory");
    generation->evaluator = evaluator;
    if (!open_sampling(env, evaluator, arguments[4], &generation->sampling)) {
        free(generation);
        return throw_error(env, "there is no memory");
    }
    if (!begin_evaluation(env, evaluator)) {
        close_sampling(evaluator, &generation->sampling);
        free(generation);
        return NULL;
    }
    generation->sequence = sequence;
    generation->position = position;
    generation->token = token;
    generation->pending_ends = 2;
    generation->count = (uint32_t) length;
    memcpy(generation->seeds, seeds, length * sizeof generation->seeds[0]);
    pthread_mutex_init(&generation->mutex, NULL);
    pthread_cond_init(&generation->changed, NULL);
    evaluator->generation = generation;
    napi_create_promise(env, &generation->deferred, &promise);
    napi_create_reference(env, arguments[0], 1, &generation->kept);
    napi_create_string_utf8(env, "generateTokens", NAPI_AUTO_LENGTH, &name);
    napi_create_threadsafe_function(
        env, arguments[6], NULL, name, 0, 1, NULL, NULL, generation, deliver_token, &generation->deliver);
    napi_create_async_work(env, NULL, name, generate_in_background, finish_work, generation, &generation->work);
    napi_queue_async_work(env, generation->work);
    return promise;
}

static void tell_generation(struct generation * generation, uint32_t taken, bool stops) {
    pthread_mutex_lock(&generation->mutex);
    generation->taken += taken;
    if (stops) generation->is_stopping = true;
    pthread_cond_signal(&generation->changed);
    pthread_mutex_unlock(&generation->mutex);
}

// noteTaken(evaluator): one more token was taken.
napi_value note_taken(napi_env env, napi_callback_info info) {
    size_t count = 1;
    napi_value argument;
    napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
    struct evaluator * evaluator = get_evaluator(env, argument);
    if (evaluator && evaluator->generation) tell_generation(evaluator->generation, 1, false);
    return NULL;
}

// stopEvaluation(evaluator, atOnce): ends what runs: after the token that is evaluated, or within it.
napi_value stop_evaluation(napi_env env, napi_callback_info info) {
    size_t count = 2;
    napi_value arguments[2];
    bool at_once = false;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    struct evaluator * evaluator = get_evaluator(env, arguments[0]);
    if (!evaluator || !evaluator->is_busy) return NULL;
    if (evaluator->generation) tell_generation(evaluator->generation, 0, true);
    if (count > 1) napi_get_value_bool(env, arguments[1], &at_once);
    if (at_once) atomic_store(&evaluator->interrupted, true);
    return NULL;
}
