"""Federated averaging in plain PyTorch: the reference that `FedPrune.Bench rounds` runs side by side.

Usage: rounds.py NETWORK FOLDER. The folder has raw little-endian arrays: `images` (n, 28, 28) float32, standardised, `labels`
(n) int64 and `weights`, the initial model's parameters one after the other, float32, and, of a sparse model, `mask`, ones and
zeros likewise, by which weights and gradients are multiplied in every step, as published code for sparse training does;
`settings` is JSON with the learning rate and the momentum. Each line from standard input is a round: a JSON list of clients, each with its number of `samples` and its
`batches`, lists of image indices. The answer to a line is the CPU seconds of the round and the norm of the model's change.
"""

import json
import os
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters


def block(inputs, outputs, kernel):
    return [nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2), nn.ReLU(), nn.MaxPool2d(2)]


def dense(*sizes):
    layers = [nn.Flatten()]
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return layers[:-1]


def convolved(inputs, outputs, kernel, stride):
    return [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False), nn.GroupNorm(32, outputs)]


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        stride = 1 if inputs == outputs else 2
        self.body = nn.Sequential(*convolved(inputs, outputs, 3, stride), nn.ReLU(), *convolved(outputs, outputs, 3, 1))
        self.shortcut = nn.Sequential(*convolved(inputs, outputs, 1, stride)) if stride > 1 else nn.Identity()

    def forward(self, x):
        return torch.relu(self.body(x) + self.shortcut(x))


def resnet18():
    layers, before = [*convolved(1, 64, 3, 1), nn.ReLU()], 64
    for channels in (64, 128, 256, 512):
        layers += [BasicBlock(before, channels), BasicBlock(channels, channels)]
        before = channels
    return [*layers, nn.AdaptiveAvgPool2d(1), *dense(512, 10)]


NETWORKS = {
    "mlp": lambda: dense(784, 1024, 1024, 10),
    "cnn14": lambda: [nn.AvgPool2d(2), *block(1, 8, 3), *block(8, 16, 3), *dense(144, 256, 10)],
    "lenet5": lambda: [
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), *dense(400, 120, 84, 10),
    ],
    "resnet18": resnet18,
    "cnn": lambda: [*block(1, 32, 5), *block(32, 64, 5), *dense(3136, 512, 10)],
}


class FedAvg:
    def __init__(self, network, folder):
        def array(name, kind):
            return torch.from_numpy(np.fromfile(os.path.join(folder, name), kind))

        with open(os.path.join(folder, "settings")) as file:
            self.settings = json.load(file)
        self.images = array("images", "<f4").view(-1, 1, 28, 28)
        self.labels = array("labels", "<i8")
        self.model = nn.Sequential(*NETWORKS[network]())
        self.loss = nn.CrossEntropyLoss()
        vector_to_parameters(array("weights", "<f4"), self.model.parameters())
        self.masks = None
        if os.path.exists(os.path.join(folder, "mask")):
            masks = array("mask", "<f4").split([p.numel() for p in self.model.parameters()])
            self.masks = [m.view_as(p) for m, p in zip(masks, self.model.parameters())]
            self.prune()
        self.weights = [p.detach().clone() for p in self.model.parameters()]

    def round(self, clients):
        total = sum(client["samples"] for client in clients)
        mean = [torch.zeros_like(w) for w in self.weights]
        for client in clients:
            self.train(client["batches"])
            with torch.no_grad():
                for sum_, p in zip(mean, self.model.parameters()):
                    sum_.add_(p, alpha=client["samples"] / total)
        self.weights = mean

    @torch.no_grad()
    def prune(self):
        for p, mask in zip(self.model.parameters(), self.masks):
            p.mul_(mask)

    def train(self, batches):
        with torch.no_grad():
            for p, w in zip(self.model.parameters(), self.weights):
                p.copy_(w)
        optimiser = torch.optim.SGD(self.model.parameters(), **self.settings)
        for batch in batches:
            optimiser.zero_grad(set_to_none=True)
            loss = self.loss(self.model(self.images[batch]), self.labels[batch])
            loss.backward()
            if self.masks:
                for p, mask in zip(self.model.parameters(), self.masks):
                    p.grad.mul_(mask)
            optimiser.step()
            if self.masks:
                self.prune()
            loss.item()  # a loop that reports its loss reads it


def main():
    torch.set_num_threads(1)
    fedavg = FedAvg(*sys.argv[1:])
    for line in iter(sys.stdin.readline, ""):
        clients = json.loads(line)
        for client in clients:
            client["batches"] = [torch.tensor(batch) for batch in client["batches"]]
        old = parameters_to_vector(fedavg.weights)
        before = time.process_time()
        fedavg.round(clients)
        seconds = time.process_time() - before
        change = (parameters_to_vector(fedavg.weights) - old).double().norm().item()
        print(seconds, change, flush=True)


if __name__ == "__main__":
    main()
