using static TorchSharp.torch;

namespace FedPrune.Compat.Tests.Torch;

public sealed class ConcurrencyTests
{
    [TorchFact]
    public void Threads_that_train_side_by_side_get_the_losses_of_training_alone()
    {
        set_num_threads(1);
        float[] alone = Train();
        var side = new float[4][];
        Thread[] threads = [.. Enumerable.Range(0, side.Length).Select(i => new Thread(() => side[i] = Train()))];
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();

        Assert.All(side, losses => Assert.Equal(alone, losses));
    }

    [TorchFact]
    public void No_grad_holds_on_its_own_thread_only()
    {
        bool recorded = false;
        using (no_grad())
        {
            var thread = new Thread(() =>
            {
                using var scope = NewDisposeScope();
                recorded = (zeros([1], requires_grad: true) + 1).requires_grad;
            });
            thread.Start();
            thread.Join();
        }

        Assert.True(recorded);
    }

    private static float[] Train()
    {
        using var network = new SmallCnn();
        return [.. Enumerable.Range(0, 40).Select(step => network.Step(step, rate: 0.05f))];
    }
}
