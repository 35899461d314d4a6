using FedPrune.Model.Randomness;

namespace FedPrune.Model.Training;

/// <summary>The order in which a device sees its samples: shuffled anew in each epoch, the same for the same seed.</summary>
public sealed class Batches
{
    private readonly RandomStream _random;
    private readonly int[] _order;
    private readonly int _size;

    public Batches(TrainingJob job)
    {
        _random = RandomStream.For(job.Seed, Purpose.Batches, job.Round, job.Device);
        (_order, _size) = (job.Samples.ToArray(), job.Settings.BatchSize);
        for (int epoch = 0; epoch < job.FirstEpoch; epoch++)
            _random.Shuffle(_order);
    }

    /// <summary>The batches of one epoch: image indices, each at most a batch long.</summary>
    public IEnumerable<ReadOnlyMemory<int>> Epoch()
    {
        _random.Shuffle(_order);
        for (int start = 0; start < _order.Length; start += _size)
            yield return _order.AsMemory(start, Math.Min(_size, _order.Length - start));
    }
}
