#include "evaluator.h"

#include <stdlib.h>
#include <time.h>

#include "exports.h"
#include "js-values.h"

// While set, a call of llama_get_memory on this thread notes its context.
static _Thread_local struct evaluator * opening = NULL;

// The addon asks for a context's memory, among others, when it is asked for a position: so a context is found.
EXPORT llama_memory_t llama_get_memory(const struct llama_context * context) {
    const struct llama_calls * calls = find_llama_calls(__builtin_return_address(0));
    if (!calls) return NULL;
    if (opening) {
        opening->context = (struct llama_context *) context;
        opening->calls = calls;
    }
    return calls->get_memory(context);
}

static bool is_interrupted(void * data) {
    return atomic_load_explicit(&((struct evaluator *) data)->interrupted, memory_order_relaxed);
}

static void free_evaluator(napi_env env, void * data, void * hint) {
    (void) env;
    (void) hint;
    struct evaluator * evaluator = data;
    free(evaluator->candidates);
    free(evaluator);
}

// openEvaluator(touch): for the context that `touch` asks for a position; null where there is none. It has to be kept as
// long as the context.
napi_value open_evaluator(napi_env env, napi_callback_info info) {
    size_t count = 1;
    napi_value touch, undefined, ignored, external;
    napi_get_cb_info(env, info, &count, &touch, NULL, NULL);
    struct evaluator * evaluator = calloc(1, sizeof *evaluator);
    if (!evaluator) return throw_error(env, "there is no memory");
    napi_get_undefined(env, &undefined);
    opening = evaluator;
    napi_status called = napi_call_function(env, undefined, touch, 0, NULL, &ignored);
    opening = NULL;
    if (called != napi_ok || !evaluator->context ||
        napi_create_external(env, evaluator, free_evaluator, NULL, &external) != napi_ok) {
        free(evaluator);
        napi_get_null(env, &external);
        return called == napi_ok ? external : NULL;
    }
    const struct llama_calls * calls = evaluator->calls;
    evaluator->vocab = calls->model_get_vocab(calls->get_model(evaluator->context));
    evaluator->vocabulary = calls->vocab_n_tokens(evaluator->vocab);
    calls->set_abort_callback(evaluator->context, is_interrupted, evaluator);
    return external;
}

struct evaluator * get_evaluator(napi_env env, napi_value value) {
    void * data = NULL;
    if (napi_get_value_external(env, value, &data) != napi_ok || !data) throw_error(env, "this is no evaluator");
    return data;
}

bool begin_evaluation(napi_env env, struct evaluator * evaluator) {
    if (evaluator->is_busy) {
        throw_error(env, "another evaluation of the context has not ended");
        return false;
    }
    evaluator->is_busy = true;
    return true;
}

// What interrupted this evaluation is not to interrupt the next one, which may be the addon's own.
void end_evaluation(struct evaluator * evaluator) {
    atomic_store(&evaluator->interrupted, false);
    evaluator->is_busy = false;
}

static int64_t read_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

void note_step(struct evaluator * evaluator) {
    atomic_store_explicit(&evaluator->step_took, read_clock() - evaluator->began_at, memory_order_relaxed);
}

// lastStepMs(evaluator): how long the model took for the last token that was generated, or the last guesses verified.
napi_value last_step_ms(napi_env env, napi_callback_info info) {
    size_t count = 1;
    napi_value argument, result;
    napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
    struct evaluator * evaluator = get_evaluator(env, argument);
    if (!evaluator) return NULL;
    int64_t took = atomic_load_explicit(&evaluator->step_took, memory_order_relaxed);
    napi_create_double(env, (double) took / 1e6, &result);
    return result;
}

int32_t evaluate_tokens(
    struct evaluator * evaluator, llama_seq_id sequence, llama_pos position, llama_token * tokens, int32_t count,
    enum wanted_logits wanted) {
    llama_pos positions[count];
    int32_t sequence_counts[count];
    llama_seq_id * sequences[count];
    int8_t logits[count];
    for (int32_t index = 0; index < count; index++) {
        positions[index] = position + index;
        sequence_counts[index] = 1;
        sequences[index] = &sequence;
        logits[index] = wanted == LOGITS_OF_ALL || (wanted == LOGITS_OF_LAST && index == count - 1);
    }
    evaluator->began_at = read_clock();
    struct llama_batch batch = { 0 };
    batch.n_tokens = count;
    batch.token = tokens;
    batch.pos = positions;
    batch.n_seq_id = sequence_counts;
    batch.seq_id = sequences;
    batch.logits = logits;
    int32_t status = evaluator->calls->decode(evaluator->context, batch);
    if (status == EVALUATED) evaluator->calls->synchronize(evaluator->context);
    return status;
}

const char * explain_status(int32_t status) {
    return status == NO_ROOM ? "the KV cache has no room for the tokens" : "llama.cpp could not evaluate the tokens";
}

struct reading {
    napi_async_work work;
    napi_deferred deferred;
    napi_ref kept;
    struct evaluator * evaluator;
    llama_seq_id sequence;
    llama_pos position;
    int32_t count;
    int32_t status;
    llama_token tokens[];
};

static void read_in_background(napi_env env, void * data) {
    (void) env;
    struct reading * reading = data;
    reading->status = evaluate_tokens(
        reading->evaluator, reading->sequence, reading->position, reading->tokens, reading->count, NO_LOGITS);
}

static void finish_reading(napi_env env, napi_status status, void * data) {
    (void) status;
    struct reading * reading = data;
    end_evaluation(reading->evaluator);
    napi_value result, message;
    if (reading->status == EVALUATED || reading->status == INTERRUPTED) {
        napi_get_boolean(env, reading->status == EVALUATED, &result);
        napi_resolve_deferred(env, reading->deferred, result);
    } else {
        napi_create_string_utf8(env, explain_status(reading->status), NAPI_AUTO_LENGTH, &message);
        napi_create_error(env, NULL, message, &result);
        napi_reject_deferred(env, reading->deferred, result);
    }
    napi_delete_reference(env, reading->kept);
    napi_delete_async_work(env, reading->work);
    free(reading);
}

// readTokens(evaluator, sequenceId, position, tokens): a promise of whether all were evaluated, which they are not where
// they were interrupted: then none of them is in the KV cache.
napi_value read_tokens(napi_env env, napi_callback_info info) {
    size_t count = 4, length = 0;
    napi_value arguments[4], promise, name;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    struct evaluator * evaluator = get_evaluator(env, arguments[0]);
    if (!evaluator) return NULL;
    int32_t sequence = 0, position = 0;
    napi_typedarray_type type;
    void * tokens = NULL;
    if (napi_get_value_int32(env, arguments[1], &sequence) != napi_ok ||
        napi_get_value_int32(env, arguments[2], &position) != napi_ok ||
        napi_get_typedarray_info(env, arguments[3], &type, &length, &tokens, NULL, NULL) != napi_ok ||
        type != napi_uint32_array || length == 0 || length > evaluator->calls->n_batch(evaluator->context)) {
        return throw_error(env, "readTokens takes an evaluator, a sequence, a position and a batch of tokens");
    }
    struct reading * reading = malloc(sizeof *reading + length * sizeof reading->tokens[0]);
    if (!reading) return throw_error(env, "there is no memory");
    if (!begin_evaluation(env, evaluator)) {
        free(reading);
        return NULL;
    }
    *reading = (struct reading) { .evaluator = evaluator, .sequence = sequence, .position = position };
    reading->count = (int32_t) length;
    for (size_t index = 0; index < length; index++) reading->tokens[index] = (llama_token) ((uint32_t *) tokens)[index];
    napi_create_promise(env, &reading->deferred, &promise);
    napi_create_reference(env, arguments[0], 1, &reading->kept);
    napi_create_string_utf8(env, "readTokens", NAPI_AUTO_LENGTH, &name);
    napi_create_async_work(env, NULL, name, read_in_background, finish_reading, reading, &reading->work);
    napi_queue_async_work(env, reading->work);
    return promise;
}
