"""Reads a corpus and cuts it into batches."""

import random

import numpy as np
import torch


class Corpus:
    """Token ids, loss mask and document offsets, as build_corpus.py wrote them."""

    def __init__(self, folder, name):
        self.ids = np.fromfile(folder / f"{name}.tok", np.uint16)
        self.mask = np.fromfile(folder / f"{name}.msk", np.uint8)
        self.offsets = np.fromfile(folder / f"{name}.off", np.int64)

    def __len__(self):
        return len(self.offsets) - 1

    def length(self, document):
        """Tokens in a document."""
        return self.offsets[document + 1] - self.offsets[document]


def make_batches(corpus, context, batch_tokens, seed, pool_size=3072):
    """Yields lists of documents of like length, so many that a batch holds about `batch_tokens` with its padding."""
    rng = random.Random(seed)
    documents = list(range(len(corpus)))
    rng.shuffle(documents)
    for start in range(0, len(documents), pool_size):
        batches, batch = [], []
        for document in sorted(documents[start : start + pool_size], key=corpus.length):
            length = min(corpus.length(document), context + 1)
            if batch and length * (len(batch) + 1) > batch_tokens:
                batches.append(batch)
                batch = []
            batch.append(document)
        if batch:
            batches.append(batch)
        rng.shuffle(batches)
        yield from batches


def weigh_answers(mask):
    """Loss weights a token: short answers (facts, sums, recalls) weigh more than long ones."""
    weights = np.zeros(mask.shape, np.float32)
    for row, row_mask in zip(weights, mask):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], row_mask, [0]])))
        for start, stop in zip(edges[::2], edges[1::2]):
            row[start:stop] = min(2.5, max(0.5, (26 / (stop - start)) ** 0.5))
    return weights


def collate(corpus, documents, context):
    """Inputs, targets that count, their positions among the outputs, and their weights."""
    length = min(max(corpus.length(document) for document in documents), context + 1)
    ids = np.zeros((len(documents), length), np.int64)
    mask = np.zeros((len(documents), length), np.uint8)
    for row, document in enumerate(documents):
        start = corpus.offsets[document]
        stop = min(corpus.offsets[document + 1], start + length)
        ids[row, : stop - start] = corpus.ids[start:stop]
        mask[row, : stop - start] = corpus.mask[start:stop]
    selected = torch.from_numpy(np.nonzero(mask[:, 1:].reshape(-1))[0])
    targets = torch.from_numpy(ids[:, 1:].copy()).reshape(-1)[selected]
    weights = torch.from_numpy(weigh_answers(mask)[:, 1:].copy()).reshape(-1)[selected]
    return torch.from_numpy(ids[:, :-1].copy()), targets, selected, weights
