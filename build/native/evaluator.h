// A context of node-llama-cpp, evaluated straight on llama.cpp.
#pragma once

#include <node_api.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "llama-calls.h"

struct generation;

struct evaluator {
    struct llama_context * context;
    const struct llama_calls * calls;
    const struct llama_vocab * vocab;
    int32_t vocabulary;
    // As many as the vocabulary has tokens; made when they are first needed.
    llama_token_data * candidates;
    // Read by llama.cpp between two nodes of a graph.
    atomic_bool interrupted;
    // When the last evaluation began, and how long the last step took with its sampling, ns.
    int64_t began_at;
    _Atomic int64_t step_took;
    // One evaluation at a time. Only the thread of JavaScript looks at these.
    bool is_busy;
    struct generation * generation;
};

// Of an evaluation: what llama_decode returns.
enum { EVALUATED = 0, NO_ROOM = 1, INTERRUPTED = 2 };

// NULL, with an exception pending, where `value` is none.
struct evaluator * get_evaluator(napi_env env, napi_value value);
// Claims the evaluator for one evaluation; false, with an exception pending, where another one runs.
bool begin_evaluation(napi_env env, struct evaluator * evaluator);
void end_evaluation(struct evaluator * evaluator);
enum wanted_logits { NO_LOGITS, LOGITS_OF_LAST, LOGITS_OF_ALL };
// Evaluates tokens of one sequence from `position` on. Any thread.
int32_t evaluate_tokens(
    struct evaluator * evaluator, llama_seq_id sequence, llama_pos position, llama_token * tokens, int32_t count,
    enum wanted_logits wanted);
// Ends a step that began with the last evaluation, for lastStepMs. The thread that evaluated.
void note_step(struct evaluator * evaluator);
// The sentence for a status that is a failure.
const char * explain_status(int32_t status);
