using FedPrune.Model.Randomness;

namespace FedPrune.Model.Training;

/// <summary>The order in which a device sees its samples: shuffled anew in each epoch, the same for the same seed.</summary>
public sealed class Batches(TrainingJob job)
{
    private readonly RandomStream _random = RandomStream.For(job.Seed, Purpose.Batches, job.Round, job.Device);
    private readonly int[] _order = job.Samples.ToArray();

    /// <summary>The batches of one epoch: image indices, each at most a batch long.</summary>
    public IEnumerable<ReadOnlyMemory<int>> Epoch()
    {
        _random.Shuffle(_order);
        for (int start = 0; start < _order.Length; start += job.Settings.BatchSize)
            yield return _order.AsMemory(start, Math.Min(job.Settings.BatchSize, _order.Length - start));
    }
}
