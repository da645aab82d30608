"""The optimizers: Muon for matrices, and the learning-rate schedule that fits itself to a time budget."""

import torch


def learning_rate_factor(progress):
    """Rises over the first 2 %, stays, and falls to zero from 30 % of the run on."""
    if progress < 0.02:
        return progress / 0.02
    return 1.0 if progress < 0.3 else max(0.0, 1 - (progress - 0.3) / 0.7)


def orthogonalise(matrices):
    """Newton-Schulz iteration over a batch of matrices, in bf16."""
    x = matrices.bfloat16()
    x = x / (x.float().flatten(1).norm(dim=1).view(-1, 1, 1).bfloat16() + 1e-7)
    is_tall = x.shape[1] > x.shape[2]
    if is_tall:
        x = x.transpose(1, 2)
    for _ in range(5):
        a = x @ x.transpose(1, 2)
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * (a @ a)) @ x
    return (x.transpose(1, 2) if is_tall else x).float()


def as_matrices(parameter):
    """A parameter as a batch of independent matrices: fused gate and up are two."""
    if parameter.dim() == 2 and parameter.shape[0] > parameter.shape[1]:
        return parameter.view(2, parameter.shape[0] // 2, parameter.shape[1])
    if parameter.dim() == 2:
        return parameter.unsqueeze(0)
    if parameter.shape[1] > parameter.shape[2]:
        return parameter.reshape(parameter.shape[0] * 2, parameter.shape[1] // 2, parameter.shape[2])
    return parameter


def step_muon(parameters, momenta, rate):
    """One Muon step; matrices of one shape are orthogonalised as one batch."""
    gradients = []
    for parameter, momentum in zip(parameters, momenta):
        momentum.lerp_(parameter.grad, 0.05)
        gradients.append(as_matrices(parameter.grad.lerp(momentum, 0.95)))
    by_shape = {}
    for index, gradient in enumerate(gradients):
        by_shape.setdefault(tuple(gradient.shape[1:]), []).append(index)
    for (rows, columns), indexes in by_shape.items():
        updates = orthogonalise(torch.cat([gradients[index] for index in indexes]))
        offset = 0
        for index in indexes:
            count = gradients[index].shape[0]
            update = updates[offset : offset + count].reshape(parameters[index].shape)
            offset += count
            scale = max(1.0, rows / columns) ** 0.5
            parameters[index].data.mul_(1 - rate * 0.02).add_(update, alpha=-rate * scale)
