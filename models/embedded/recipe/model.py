"""Ember: a tiny DeepSeekMoE (llama.cpp architecture `deepseek`) in PyTorch.

Parameters are kept in fp32; matrices are cast to `dtype` (bf16 in training) inside `forward`.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

CONFIG = {
    "vocabulary": 3072,
    "width": 256,
    "layers": 6,
    "heads": 4,
    "experts": 8,
    "experts_used": 2,
    "expert_width": 256,
    "dense_width": 512,
    "dense_layers": 1,
    "epsilon": 1e-6,
    "rope_base": 10000.0,
    "context": 1024,
}


class Permute(torch.autograd.Function):
    """Reorders rows; its backward pass is a gather too, where autograd would use a slow scatter."""

    @staticmethod
    def forward(ctx, rows, order, inverse):
        ctx.inverse = inverse
        return rows.index_select(0, order)

    @staticmethod
    def backward(ctx, gradient):
        return gradient.index_select(0, ctx.inverse), None, None


def rms_norm(x, weight, epsilon):
    """Divides each row by its root mean square."""
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + epsilon) * weight


def swiglu(x, gate_up, down):
    """The feed-forward block of one expert: gate and up are one fused matrix."""
    gate, up = (x @ gate_up.t()).chunk(2, -1)
    return (F.silu(gate) * up) @ down.t()


def random_matrix(*shape, scale=1.0):
    return nn.Parameter(torch.randn(*shape) * 0.02 * scale)


class MixtureOfExperts(nn.Module):
    """Routed experts chosen by a softmax gate, without renormalisation, and one shared expert for every token."""

    def __init__(self, config):
        super().__init__()
        width, experts, expert_width = config["width"], config["experts"], config["expert_width"]
        out_scale = 1 / math.sqrt(2 * config["layers"])
        self.config = config
        self.router = random_matrix(experts, width)
        self.gate_up = random_matrix(experts, 2 * expert_width, width)
        self.down = random_matrix(experts, width, expert_width, scale=out_scale)
        self.shared_gate_up = random_matrix(2 * expert_width, width)
        self.shared_down = random_matrix(width, expert_width, scale=out_scale)
        self.balance_loss = 0
        self.usage = None

    def forward(self, x, dtype):
        experts, used = self.config["experts"], self.config["experts_used"]
        count, width = x.shape
        probabilities = F.softmax(x @ self.router.t(), -1)
        weights, chosen = probabilities.topk(used, -1)
        order = chosen.reshape(-1).argsort()
        inverse = torch.empty_like(order)
        inverse[order] = torch.arange(count * used)
        self.usage = torch.bincount(chosen.reshape(-1), minlength=experts)
        self.balance_loss = experts * (self.usage.float() / (count * used) * probabilities.mean(0)).sum()

        cast = x.to(dtype)
        repeated = cast.unsqueeze(1).expand(count, used, width).reshape(count * used, width)
        sorted_rows = Permute.apply(repeated, order, inverse)
        gate_ups, downs = self.gate_up.to(dtype).unbind(0), self.down.to(dtype).unbind(0)
        row_groups = torch.split(sorted_rows, self.usage.tolist())
        outputs = [swiglu(rows, gate_ups[i], downs[i]) for i, rows in enumerate(row_groups) if len(rows)]
        routed = Permute.apply(torch.cat(outputs), inverse, order).view(count, used, width)
        routed = (routed * weights.to(dtype).unsqueeze(-1)).sum(1)
        return (routed + swiglu(cast, self.shared_gate_up.to(dtype), self.shared_down.to(dtype))).float()


class DenseFeedForward(nn.Module):
    """The feed-forward block of the first layer, which has no experts."""

    def __init__(self, config):
        super().__init__()
        self.gate_up = random_matrix(2 * config["dense_width"], config["width"])
        self.down = random_matrix(config["width"], config["dense_width"], scale=1 / math.sqrt(2 * config["layers"]))

    def forward(self, x, dtype):
        return swiglu(x.to(dtype), self.gate_up.to(dtype), self.down.to(dtype)).float()


def rotate(x, cosine, sine):
    """Rotary position embedding over interleaved pairs, as llama.cpp's LLAMA_ROPE_TYPE_NORM."""
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * cosine - odd * sine, even * sine + odd * cosine), -1).flatten(-2)


class Block(nn.Module):
    """One transformer layer: attention, then a dense or a mixture-of-experts feed-forward block."""

    def __init__(self, config, index):
        super().__init__()
        width = config["width"]
        self.config = config
        self.attention_norm = nn.Parameter(torch.ones(width))
        self.feed_forward_norm = nn.Parameter(torch.ones(width))
        self.query_key_value = random_matrix(3, width, width, scale=1.5)
        self.attention_out = random_matrix(width, width, scale=1 / math.sqrt(2 * config["layers"]))
        is_dense = index < config["dense_layers"]
        self.feed_forward = DenseFeedForward(config) if is_dense else MixtureOfExperts(config)

    def forward(self, x, cosine, sine, mask, dtype):
        batch, length, width = x.shape
        heads = self.config["heads"]
        head_width = width // heads
        normed = rms_norm(x, self.attention_norm, self.config["epsilon"]).to(dtype)
        projected = normed.view(batch * length, width) @ self.query_key_value.to(dtype).view(3 * width, width).t()
        query, key, value = projected.view(batch, length, 3, heads, head_width).permute(2, 0, 3, 1, 4)
        query = rotate(query, cosine, sine) * (1.0 / math.sqrt(head_width))
        scores = (query @ rotate(key, cosine, sine).transpose(-1, -2) + mask).softmax(-1)
        mixed = (scores @ value).transpose(1, 2).reshape(batch * length, width)
        x = x + (mixed @ self.attention_out.to(dtype).t()).view(batch, length, width).float()
        normed = rms_norm(x, self.feed_forward_norm, self.config["epsilon"]).view(batch * length, width)
        return x + self.feed_forward(normed, dtype).view(batch, length, width)


class Ember(nn.Module):
    """The whole model; `forward` gives logits, of the selected rows only where `selected` names some."""

    def __init__(self, config=None):
        super().__init__()
        self.config = config or CONFIG
        self.embedding = random_matrix(self.config["vocabulary"], self.config["width"])
        self.blocks = nn.ModuleList(Block(self.config, index) for index in range(self.config["layers"]))
        self.final_norm = nn.Parameter(torch.ones(self.config["width"]))
        self.output = random_matrix(self.config["vocabulary"], self.config["width"])
        self._tables = {}

    def _position_tables(self, length, dtype):
        if (length, dtype) not in self._tables:
            head_width = self.config["width"] // self.config["heads"]
            frequencies = self.config["rope_base"] ** (-torch.arange(0, head_width, 2).float() / head_width)
            angles = torch.outer(torch.arange(length).float(), frequencies)
            mask = torch.full((length, length), float("-inf")).triu(1)
            self._tables[(length, dtype)] = (angles.cos().to(dtype), angles.sin().to(dtype), mask.to(dtype))
        return self._tables[(length, dtype)]

    def forward(self, ids, selected=None, dtype=torch.bfloat16):
        cosine, sine, mask = self._position_tables(ids.shape[1], dtype)
        x = F.embedding(ids, self.embedding)
        for block in self.blocks:
            x = block(x, cosine, sine, mask, dtype)
        x = rms_norm(x, self.final_norm, self.config["epsilon"]).view(-1, self.config["width"])
        if selected is not None:
            x = x.index_select(0, selected)
        return (x.to(dtype) @ self.output.to(dtype).t()).float()

    def mixtures(self):
        """The mixture-of-experts blocks, in order."""
        return [b.feed_forward for b in self.blocks if isinstance(b.feed_forward, MixtureOfExperts)]

    def count_parameters(self):
        """Parameters in all, used per token, and used per token without the embedding table, which is looked up."""
        config = self.config
        total = sum(parameter.numel() for parameter in self.parameters())
        idle_experts = (config["layers"] - config["dense_layers"]) * (config["experts"] - config["experts_used"])
        active = total - idle_experts * 3 * config["width"] * config["expert_width"]
        return total, active, active - config["vocabulary"] * config["width"]
