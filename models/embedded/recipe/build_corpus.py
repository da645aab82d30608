"""Builds the tokenizer and the corpus.

    python3 build_corpus.py tokenizer WORK_FOLDER
    python3 build_corpus.py corpus WORK_FOLDER [--million-tokens 14] [--name train] [--seed 20250]

The work folder receives `ember.model` and `ember.vocab`, and per corpus three files: token ids (`.tok`, uint16), the
mask of tokens that count in the loss (`.msk`, uint8) and the offsets of the documents (`.off`, int64).
"""

import argparse
import random
import shutil
import time
from multiprocessing import Pool
from pathlib import Path

import conversations
import numpy as np
import sentencepiece
from word_lists import CITIES, NAMES

SPECIAL_PIECES = [
    "<｜begin▁of▁sentence｜>",
    "<｜end▁of▁sentence｜>",
    "<｜User｜>",
    "<｜Assistant｜>",
    "<think>",
    "</think>",
]
BEGIN, END, USER, ASSISTANT, THINK, END_THINK = 1, 2, 3, 4, 5, 6
VOCABULARY_SIZE = 3072
CONTEXT = 1024
VALIDATION_SEED = 999001
TOKENIZER_FILE = Path(__file__).with_name("tokenizer") / "ember.model"


def generate_texts(seed, count):
    """The texts of so many conversations."""
    rng = random.Random(seed)
    for _ in range(count):
        system_prompt, turns = conversations.conversation(rng)
        if system_prompt:
            yield system_prompt
        for question, thought, answer in turns:
            yield question
            yield answer
            if thought:
                yield thought


def train_tokenizer(folder):
    """Trains the SentencePiece tokenizer on generated texts and on the names."""
    texts = folder / "tokenizer.txt"
    with texts.open("w", encoding="utf-8") as file:
        for text in generate_texts(7, 26000):
            file.writelines(f"{line}\n" for line in text.split("\n") if line)
        for _ in range(3):
            file.writelines(f"{name}\n" for name in NAMES + CITIES)
    sentencepiece.SentencePieceTrainer.train(
        input=str(texts),
        model_prefix=str(folder / "ember"),
        vocab_size=VOCABULARY_SIZE,
        model_type="bpe",
        byte_fallback=True,
        character_coverage=0.9995,
        normalization_rule_name="identity",
        add_dummy_prefix=False,
        remove_extra_whitespaces=False,
        split_digits=True,
        allow_whitespace_only_pieces=True,
        unk_id=0,
        bos_id=BEGIN,
        eos_id=END,
        pad_id=-1,
        bos_piece=SPECIAL_PIECES[0],
        eos_piece=SPECIAL_PIECES[1],
        control_symbols=SPECIAL_PIECES[2:4],
        user_defined_symbols=SPECIAL_PIECES[4:6],
        max_sentence_length=8192,
        num_threads=2,
        minloglevel=1,
    )


def find_tokenizer(folder):
    """The tokenizer in the work folder, where one was trained, or the one that Ember was made with."""
    own = folder / "ember.model"
    if not own.exists():
        shutil.copy(TOKENIZER_FILE, own)
    return own


def encode_conversation(tokenizer, system_prompt, turns):
    """Token ids and loss mask, exactly as node-llama-cpp's DeepSeek wrapper renders them.

    The wrapper drops the thoughts of earlier turns, so they are dropped here, and answers that followed a thought do
    not count in the loss.
    """
    ids = [BEGIN] + tokenizer.encode(system_prompt)
    mask = [0] * len(ids)
    for index, (question, thought, answer) in enumerate(turns):
        prompt = [USER] + tokenizer.encode(question) + [ASSISTANT]
        reply = tokenizer.encode(answer) + [END]
        counts = 0 if thought else 1
        if thought and index == len(turns) - 1:
            reply = [THINK] + tokenizer.encode(thought) + [END_THINK] + reply
            counts = 1
        ids += prompt + reply
        mask += [0] * len(prompt) + [counts] * len(reply)
    return ids, mask


def generate_document(rng, tokenizer):
    """One conversation that fits into the context, as ids and mask; None where it cannot be cut to fit."""
    system_prompt, turns = conversations.conversation(rng)
    thoughtful = [index for index, turn in enumerate(turns) if turn[1]]
    # Only the last thought is rendered, so most conversations that hold one end at a thought.
    if thoughtful and rng.random() < 0.7:
        turns = turns[: rng.choice(thoughtful) + 1]
    ids, mask = encode_conversation(tokenizer, system_prompt, turns)
    while len(ids) > CONTEXT + 1 and len(turns) > 1:
        turns = turns[:-1]
        ids, mask = encode_conversation(tokenizer, system_prompt, turns)
    return (ids, mask) if len(ids) <= CONTEXT + 1 else None


def generate_part(job):
    """One part of a corpus: ids, mask and document lengths."""
    seed, token_count, tokenizer_file = job
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(tokenizer_file))
    rng = random.Random(seed)
    ids, masks, lengths = [], [], []
    while sum(lengths) < token_count:
        document = generate_document(rng, tokenizer)
        if document:
            ids.append(np.array(document[0], np.uint16))
            masks.append(np.array(document[1], np.uint8))
            lengths.append(len(document[0]))
    return np.concatenate(ids), np.concatenate(masks), lengths


def save_corpus(folder, name, parts):
    """Writes the three files of a corpus."""
    lengths = np.concatenate([part[2] for part in parts])
    np.concatenate([part[0] for part in parts]).tofile(folder / f"{name}.tok")
    np.concatenate([part[1] for part in parts]).tofile(folder / f"{name}.msk")
    np.concatenate([[0], lengths.cumsum()]).astype(np.int64).tofile(folder / f"{name}.off")
    print(f"{name}: {lengths.sum()} tokens, {len(lengths)} documents, mean {lengths.mean():.1f}, max {lengths.max()}")


def build_corpus(folder, million_tokens, name, seed, part_count=16):
    """Generates a training corpus and the validation corpus, which is the same whatever the seed."""
    tokenizer_file = find_tokenizer(folder)
    part_tokens = million_tokens * 1e6 / part_count
    with Pool(2) as pool:
        validation = pool.map(generate_part, [(VALIDATION_SEED, 60000, tokenizer_file)])
        save_corpus(folder, "validation", validation)
        jobs = [(seed + index, part_tokens, tokenizer_file) for index in range(part_count)]
        save_corpus(folder, name, pool.map(generate_part, jobs, 1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["tokenizer", "corpus"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--million-tokens", type=float, default=14)
    parser.add_argument("--name", default="train")
    parser.add_argument("--seed", type=int, default=20250)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    start = time.time()
    if arguments.what == "tokenizer":
        train_tokenizer(arguments.folder)
    else:
        build_corpus(arguments.folder, arguments.million_tokens, arguments.name, arguments.seed)
    print(f"took {time.time() - start:.0f} s")


if __name__ == "__main__":
    main()
