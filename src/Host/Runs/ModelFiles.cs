using System.Security.Cryptography;
using FedPrune.Actors;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Checkpoints;
using FedPrune.Model.Networks;

namespace FedPrune.Host.Runs;

/// <summary>Exports a run's model in Python's safetensors format.</summary>
internal static class ModelFiles
{
    /// <summary>Writes the recovered large model as <c>model.safetensors</c> and, if it is pruned, the sparse one beside it.</summary>
    /// <returns>SHA-256 of <c>model.safetensors</c>, lower-case hexadecimal.</returns>
    public static string Write(RunFolder folder, Experiment experiment, GlobalModel model)
    {
        var layout = experiment.Network.Layout;
        var path = folder.In("model.safetensors");
        Write(path, layout, model.Weights, experiment.Network.Name);
        var pruned = RoundPlan.PrunedTopology(experiment.Algorithm, layout, model, experiment.Seed);
        if (!pruned.IsDense)
        {
            var sparse = new float[layout.Count];
            pruned.Expand(pruned.Gather(model.Weights.Span), sparse);
            Write(folder.In("model-sparse.safetensors"), layout, sparse, experiment.Network.Name);
        }
        using var written = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(written));
    }

    private static void Write(string path, ParameterLayout layout, ReadOnlyMemory<float> weights, string network)
    {
        NamedTensor[] tensors = [.. layout.Blocks.Select(b => new NamedTensor(b.Name, b.Shape, weights.Slice(b.Offset, b.Count)))];
        AtomicFile.Write(path, stream =>
            SafeTensors.Write(stream, tensors, new Dictionary<string, string>(StringComparer.Ordinal) { ["network"] = network }));
    }
}
