using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using FedPrune.Actors;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Pruning;
using FedPrune.Model.Training;

namespace FedPrune.Bench;

/// <summary>Federated averaging in PyTorch that does, batch by batch, what the actors have done.</summary>
internal sealed class FedAvgPeer : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fedprune-bench-");
    private readonly int[] _rows; // image in the training set → row in the peer's images
    private readonly Peer _peer;

    public FedAvgPeer(Experiment experiment, FederatedData data)
    {
        int[] images = [.. Enumerable.Range(0, data.Partition.Devices).SelectMany(device => data.Partition.Samples(device).ToArray())];
        _rows = new int[data.Images.Train.Count];
        foreach (var (row, image) in images.Index())
            _rows[image] = row;
        var pixels = new float[images.Length * data.Images.Train.Shape.Pixels];
        data.Images.Standardisation.Fill(data.Images.Train, images, pixels);
        Write<float>("images", pixels);
        Write<long>("labels", Array.ConvertAll(images, image => (long)data.Labels.Span[image]));
        var initial = GlobalModel.Initial(experiment.Algorithm, experiment.Network.Layout, experiment.Seed).Weights.Span;
        Write("weights", initial);
        var topology = RoundPlan.PrunedTopology(experiment.Algorithm, experiment.Network.Layout, initial, experiment.Seed);
        if (!topology.IsDense)
            Write<float>("mask", Mask(topology));
        File.WriteAllText(
            Path.Combine(_folder.FullName, "settings"),
            JsonSerializer.Serialize(new { lr = experiment.Training.LearningRate, momentum = experiment.Training.Momentum }));
        _peer = new Peer("rounds.py", experiment.Network.Name, _folder.FullName);
    }

    /// <summary>Does a round.</summary>
    /// <param name="jobs">What its clients train on.</param>
    /// <returns>The CPU seconds it took, and the norm of the model's change.</returns>
    public (double CpuSeconds, double Change) Round(IEnumerable<TrainingJob> jobs)
    {
        var answer = _peer.Ask(JsonSerializer.Serialize(jobs.Select(job => new { samples = job.Samples.Length, batches = Batches(job) })));
        double[] numbers = [.. answer.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        return (numbers[0], numbers[1]);
    }

    public void Dispose()
    {
        _peer.Dispose();
        _folder.Delete(recursive: true);
    }

    private static float[] Mask(Topology topology)
    {
        float[] mask = new float[topology.Layout.Count], ones = new float[topology.Count];
        Array.Fill(ones, 1);
        topology.Expand(ones, mask);
        return mask;
    }

    private List<int[]> Batches(TrainingJob job)
    {
        var batches = new Batches(job);
        return [.. Enumerable.Range(0, job.Settings.Epochs)
            .SelectMany(_ => batches.Epoch().Select(batch => Array.ConvertAll(batch.ToArray(), image => _rows[image])))];
    }

    private void Write<T>(string name, ReadOnlySpan<T> numbers)
        where T : unmanaged =>
        File.WriteAllBytes(Path.Combine(_folder.FullName, name), MemoryMarshal.AsBytes(numbers));
}
