using System.Globalization;
using TorchSharp;

namespace FedPrune.Compat.Tests.Torch;

public sealed class PyTorchAgreementTests
{
    private const int Steps = 50;

    // The same network, weights, batches and steps as SmallCnn's, written for PyTorch.
    private const string Program = """
        import torch
        import torch.nn.functional as F

        torch.set_num_threads(1)

        def values(count, seed, scale=1.0):
            i = torch.arange(count, dtype=torch.int64)
            mixed = (i * 2654435761 + seed * 40503) & 0xFFFFFFFF
            return ((mixed >> 8).to(torch.float32) / 16777216 - 0.5) * scale

        shapes = [(4, 1, 5, 5), (4,), (8, 4, 3, 3), (8,), (8,), (8,), (16, 72), (16,), (10, 16), (10,)]
        counts = [torch.Size(shape).numel() for shape in shapes]
        flat = values(sum(counts), 1, 0.5)
        p = [part.view(shape).clone().requires_grad_() for part, shape in zip(flat.split(counts), shapes)]

        for step in range(50):
            x = values(8 * 144, 100 + step).view(8, 1, 12, 12)
            labels = ((values(8, 1000 + step) + 0.5) * 10).to(torch.int64)
            h = F.max_pool2d(F.relu(F.conv2d(x, p[0], p[1], padding=2)), 2)
            h = F.relu(F.group_norm(F.conv2d(h, p[2], p[3], padding=1), 2, p[4], p[5]))
            h = F.avg_pool2d(h, 2).flatten(1)
            loss = F.cross_entropy(F.linear(F.relu(F.linear(h, p[6], p[7])), p[8], p[9]), labels)
            print(repr(loss.item()))
            with torch.no_grad():
                for parameter, grad in zip(p, torch.autograd.grad(loss, p)):
                    parameter -= 0.1 * grad
        """;

    [PyTorchFact]
    public void Fifty_steps_of_sgd_give_the_losses_that_pytorch_gives()
    {
        torch.set_num_threads(1);
        using var network = new SmallCnn();
        double[] ours = [.. Enumerable.Range(0, Steps).Select(step => (double)network.Step(step, rate: 0.1f))];

        string[] lines = PyTorchFactAttribute.Python(Program).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Steps, lines.Length);
        for (int step = 0; step < Steps; step++)
        {
            Assert.Equal(double.Parse(lines[step], CultureInfo.InvariantCulture), ours[step], 1e-5);
        }

        Assert.NotEqual(ours[0], ours[^1], 1e-3);
    }
}
