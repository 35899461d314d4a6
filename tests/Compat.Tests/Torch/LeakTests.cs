using TorchSharp;

namespace FedPrune.Compat.Tests.Torch;

/// <summary>Tests that measure the whole process, so nothing else may run beside them.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;

[Collection(nameof(AloneInTheProcess))]
public sealed class LeakTests
{
    [TorchFact]
    public void Memory_stays_flat_over_two_thousand_training_steps()
    {
        torch.set_num_threads(1);
        using var network = new SmallCnn();
        Train(network, steps: 1_000); // allocators and the JIT have settled by then
        long before = Resident();
        Train(network, steps: 2_000);

        // One forgotten activation of 18 kB a step would be 36 MB.
        Assert.InRange(Resident() - before, long.MinValue, 12_000_000);
    }

    private static void Train(SmallCnn network, int steps)
    {
        for (int step = 0; step < steps; step++) network.Step(step % 50, rate: 0.01f);
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return Environment.WorkingSet - GC.GetGCMemoryInfo().TotalCommittedBytes; // tensors live outside the managed heap
    }
}
