"""Step time of the `cnn` network in PyTorch: the reference that `FedPrune.Bench torch-step` runs side by side.

Reads a number of steps a line from standard input, runs them on one thread and answers with the CPU milliseconds a step
and the last loss. Alone: `echo 50 | python3 step_time.py`.
"""

import sys
import time

import torch
import torch.nn.functional as F

BATCH = 32
RATE = 0.01
SHAPES = [(32, 1, 5, 5), (32,), (64, 32, 5, 5), (64,), (512, 3136), (512,), (10, 512), (10,)]


def values(shape, seed, scale):
    """The same numbers as Values in the C# program: exact in single precision."""
    i = torch.arange(torch.Size(shape).numel(), dtype=torch.int64)
    mixed = (i * 2654435761 + seed * 40503) & 0xFFFFFFFF
    return (((mixed >> 8).to(torch.float32) / 16777216 - 0.5) * scale).view(shape)


def step(p, x, labels):
    h = F.max_pool2d(F.relu(F.conv2d(x, p[0], p[1], padding=2)), 2)  # (B, 32, 14, 14)
    h = F.max_pool2d(F.relu(F.conv2d(h, p[2], p[3], padding=2)), 2)  # (B, 64, 7, 7)
    h = F.relu(F.linear(h.flatten(1), p[4], p[5]))
    loss = F.cross_entropy(F.linear(h, p[6], p[7]), labels)
    grads = torch.autograd.grad(loss, p)
    with torch.no_grad():
        for parameter, grad in zip(p, grads):
            parameter.sub_(grad, alpha=RATE)
    return loss


def main():
    torch.set_num_threads(1)
    p = [values(shape, seed, 0.1).requires_grad_() for seed, shape in enumerate(SHAPES)]
    x = values((BATCH, 1, 28, 28), 100, 1.0)
    labels = torch.arange(BATCH) % 10
    for line in iter(sys.stdin.readline, ""):
        steps = int(line)
        before = time.process_time()
        for _ in range(steps):
            loss = step(p, x, labels)
        print((time.process_time() - before) * 1000 / steps, loss.item(), flush=True)


if __name__ == "__main__":
    main()
