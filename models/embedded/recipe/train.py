"""Trains Ember for so many seconds; the learning rate follows the clock.

    OMP_NUM_THREADS=1 python3 train.py WORK_FOLDER --seconds 3600 --batch-tokens 2560

Single-threaded workers share the parameters: their gradients are averaged through a shared buffer, and each worker
updates its share of the matrices. That is steadier than one process with many threads where other jobs use the cores.
"""

import argparse
import multiprocessing
import os
import random
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from batches import Corpus, collate, make_batches
from optimizers import learning_rate_factor, step_muon

from model import CONFIG, Ember

SEED = 1234
BALANCE_LOSS_WEIGHT = 0.01
WARM_UP_STEPS = 40
LOG_EVERY_SECONDS = 20
SAVE_EVERY_SECONDS = 240


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="work folder with the corpus; receives the checkpoint")
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--corpus", default="train")
    parser.add_argument("--checkpoint", default="ember.pt")
    parser.add_argument("--start-from", type=Path, help="a checkpoint to go on from")
    parser.add_argument("--start-progress", type=float, default=0.0, help="where the learning-rate schedule starts")
    parser.add_argument("--batch-tokens", type=int, default=3584)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--matrix-rate", type=float, default=0.012)
    parser.add_argument("--other-rate", type=float, default=2e-3)
    return parser.parse_args()


class Shared:
    """What the workers share: the model, their gradients and their counts."""

    def __init__(self, arguments):
        torch.manual_seed(SEED)
        random.seed(SEED)
        self.arguments = arguments
        self.model = Ember()
        if arguments.start_from:
            self.model.load_state_dict(torch.load(arguments.start_from)["model"])
        self.model.share_memory()
        self.parameters = list(self.model.parameters())
        self.sizes = [parameter.numel() for parameter in self.parameters]
        self.offsets = [sum(self.sizes[:index]) for index in range(len(self.sizes))]
        workers = arguments.workers
        self.gradients = torch.zeros(workers, sum(self.sizes)).share_memory_()
        # Per worker: tokens, tokens that count, their mean loss, the mean balance loss.
        self.counts = torch.zeros(workers, 4, dtype=torch.float64).share_memory_()
        self.usage = torch.zeros(workers, CONFIG["layers"], CONFIG["experts"]).share_memory_()
        self.barrier = multiprocessing.Barrier(workers)
        self.stop = multiprocessing.Value("i", 0)
        self.start_time = time.time()

    def elapsed(self):
        return time.time() - self.start_time


def split_parameters(model):
    """Matrices, for Muon, and all the rest, for AdamW: vectors, embeddings and routers."""
    matrices, rest = [], []
    for name, parameter in model.named_parameters():
        is_matrix = parameter.dim() >= 2 and not name.endswith(("embedding", "output", "router"))
        (matrices if is_matrix else rest).append(parameter)
    return matrices, rest


def share_matrices(matrices, workers):
    """Gives each worker about as much to update; the first also runs AdamW and so gets fewer matrices."""
    loads = [1.2e6 if workers > 1 and rank == 0 else 0.0 for rank in range(workers)]
    shares = [[] for _ in range(workers)]
    for matrix in sorted(matrices, key=lambda matrix: -matrix.numel()):
        rank = loads.index(min(loads))
        shares[rank].append(matrix)
        loads[rank] += matrix.numel()
    return shares


class Worker:
    """One of the processes that train; the one with rank 0 also logs, validates and saves."""

    def __init__(self, shared, rank):
        torch.set_num_threads(1)
        arguments = shared.arguments
        self.shared, self.rank, self.arguments = shared, rank, arguments
        self.corpus = Corpus(arguments.folder, arguments.corpus)
        matrices, self.rest = split_parameters(shared.model)
        self.matrices = share_matrices(matrices, arguments.workers)[rank]
        self.momenta = [torch.zeros_like(matrix) for matrix in self.matrices]
        embedding = shared.model.embedding
        others = [parameter for parameter in self.rest if parameter is not embedding]
        groups = [{"params": [embedding], "factor": 2.0}, {"params": others, "factor": 1.0}]
        self.adam = torch.optim.AdamW(groups, lr=1.0, betas=(0.9, 0.98), weight_decay=0.0, eps=1e-9)
        self.steps = self.tokens = self.counted_tokens = self.tokens_since_log = 0
        self.smoothed_loss = None
        self.last_log = self.last_save = time.time()

    def compute_gradients(self, documents):
        """Runs one batch forward and backward, and leaves gradients and counts in the shared buffers."""
        shared, model = self.shared, self.shared.model
        inputs, targets, selected, weights = collate(self.corpus, documents, CONFIG["context"])
        losses = F.cross_entropy(model(inputs, selected), targets, reduction="none")
        mixtures = model.mixtures()
        balance_loss = sum(mixture.balance_loss for mixture in mixtures)
        for parameter in shared.parameters:
            parameter.grad = None
        ((losses * weights).sum() / weights.sum() + BALANCE_LOSS_WEIGHT * balance_loss).backward()
        for parameter, offset, size in zip(shared.parameters, shared.offsets, shared.sizes):
            gradient = 0 if parameter.grad is None else parameter.grad.view(-1)
            shared.gradients[self.rank, offset : offset + size] = gradient
        counts = [inputs.numel(), len(targets), losses.detach().mean().item(), balance_loss.item() / len(mixtures)]
        shared.counts[self.rank] = torch.tensor(counts, dtype=torch.float64)
        for layer, mixture in enumerate(mixtures, CONFIG["dense_layers"]):
            shared.usage[self.rank, layer] += mixture.usage.float()

    def average_gradients(self):
        """Takes the mean over the workers, by tokens that count, of the gradients this worker needs."""
        shared = self.shared
        shares = (shared.counts[:, 1] / shared.counts[:, 1].sum()).float()
        positions = {id(parameter): index for index, parameter in enumerate(shared.parameters)}
        for parameter in self.matrices + (self.rest if self.rank == 0 else []):
            index = positions[id(parameter)]
            offset, size = shared.offsets[index], shared.sizes[index]
            gradient = (shared.gradients[:, offset : offset + size] * shares[:, None]).sum(0)
            parameter.grad = gradient.view(parameter.shape)

    def update(self):
        """One optimizer step; returns the learning-rate factor."""
        arguments = self.arguments
        passed = self.shared.elapsed() / arguments.seconds
        progress = min(1.0, arguments.start_progress + (1 - arguments.start_progress) * passed)
        factor = learning_rate_factor(progress) * min(1.0, (self.steps + 1) / WARM_UP_STEPS)
        if self.rank == 0:
            torch.nn.utils.clip_grad_norm_(self.rest, 1.0)
            for group in self.adam.param_groups:
                group["lr"] = arguments.other_rate * group["factor"] * factor
            self.adam.step()
        step_muon(self.matrices, self.momenta, arguments.matrix_rate * factor)
        return factor

    def count_step(self):
        counts = self.shared.counts
        self.steps += 1
        self.tokens += int(counts[:, 0].sum())
        self.tokens_since_log += int(counts[:, 0].sum())
        self.counted_tokens += int(counts[:, 1].sum())
        loss = float((counts[:, 2] * counts[:, 1]).sum() / counts[:, 1].sum())
        self.smoothed_loss = loss if self.smoothed_loss is None else 0.97 * self.smoothed_loss + 0.03 * loss

    def log(self, epoch, factor):
        speed = self.tokens_since_log / (time.time() - self.last_log)
        print(
            f"{self.shared.elapsed():6.0f} s  step {self.steps}  epoch {epoch}  {self.tokens / 1e6:.2f} M tokens "
            f" loss {self.smoothed_loss:.4f}  balance {self.shared.counts[0, 3]:.3f}  rate {factor:.3f} "
            f" {speed:.0f} tokens/s",
            flush=True,
        )
        self.last_log, self.tokens_since_log = time.time(), 0

    def validate(self, batch_limit):
        """Mean loss a token that counts, unweighted, over the validation corpus."""
        model, arguments = self.shared.model, self.arguments
        corpus = Corpus(arguments.folder, "validation")
        total = count = 0
        model.eval()
        with torch.no_grad():
            batches = make_batches(corpus, CONFIG["context"], arguments.batch_tokens, seed=5)
            for _, documents in zip(range(batch_limit), batches):
                inputs, targets, selected, _ = collate(corpus, documents, CONFIG["context"])
                total += F.cross_entropy(model(inputs, selected), targets, reduction="sum").item()
                count += len(targets)
        model.train()
        return total / count

    def save(self, done):
        """Validates, reports, and replaces the checkpoint."""
        loss = self.validate(60 if done else 12)
        usage = self.shared.usage.sum(0)
        usage = usage / usage.sum(1, keepdim=True).clamp(min=1)
        shares = [[round(share, 3) for share in row] for row in usage.tolist()]
        print(
            f"   {'final' if done else 'so far'}: validation {loss:.4f}, training {self.smoothed_loss:.4f}, steps"
            f" {self.steps}, tokens {self.tokens}, counted {self.counted_tokens}, expert usage {shares}",
            flush=True,
        )
        path = self.arguments.folder / self.arguments.checkpoint
        checkpoint = {"model": self.shared.model.state_dict(), "config": CONFIG, "validation_loss": loss}
        torch.save(checkpoint, f"{path}.part")
        os.replace(f"{path}.part", path)
        self.shared.usage.zero_()
        self.last_save = time.time()

    def run(self):
        shared, epoch, done = self.shared, 0, False
        while not done:
            batches = make_batches(self.corpus, CONFIG["context"], self.arguments.batch_tokens, seed=100 + epoch)
            for index, documents in enumerate(batches):
                if index % self.arguments.workers != self.rank:
                    continue
                self.compute_gradients(documents)
                if self.rank == 0 and shared.elapsed() >= self.arguments.seconds:
                    shared.stop.value = 1
                shared.barrier.wait()
                self.average_gradients()
                factor = self.update()
                shared.barrier.wait()
                self.count_step()
                done = bool(shared.stop.value)
                if self.rank == 0 and time.time() - self.last_log > LOG_EVERY_SECONDS:
                    self.log(epoch, factor)
                if self.rank == 0 and (done or time.time() - self.last_save > SAVE_EVERY_SECONDS):
                    self.save(done)
                if done:
                    break
            epoch += 1


def run_worker(shared, rank):
    Worker(shared, rank).run()


def main():
    arguments = read_arguments()
    shared = Shared(arguments)
    print("parameters in all, per token, per token without embedding:", shared.model.count_parameters(), flush=True)
    # Forked, so that the children share the memory of the model.
    fork = multiprocessing.get_context("fork")
    others = [fork.Process(target=run_worker, args=(shared, rank)) for rank in range(1, arguments.workers)]
    for process in others:
        process.start()
    run_worker(shared, 0)
    for process in others:
        process.join()


if __name__ == "__main__":
    main()
