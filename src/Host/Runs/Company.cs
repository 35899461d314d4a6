using System.Collections.Concurrent;
using FedPrune.Host.Configuration;
using FedPrune.Model.Data;

namespace FedPrune.Host.Runs;

/// <summary>What runs that share a process have in common.</summary>
/// <param name="Images">The images, held once.</param>
/// <param name="Slots">Compute slots of each run. A run's result does not depend on it.</param>
internal sealed record Company(SharedImages Images, int Slots);

/// <summary>Loads each set of images once, however many runs want it at the same time.</summary>
internal sealed class SharedImages
{
    private readonly ConcurrentDictionary<string, Lazy<Task<ImageData>>> _sets = new(StringComparer.Ordinal);

    /// <summary>The images that a configuration names.</summary>
    /// <exception cref="UserException">The data are missing or damaged.</exception>
    public Task<ImageData> OfAsync(RunConfiguration configuration, IProgress<DownloadProgress> progress) => _sets.GetOrAdd(
        Key(configuration),
        _ => new Lazy<Task<ImageData>>(() => DataLoading.ImagesAsync(configuration.Settings, progress, CancellationToken.None))).Value;

    private static string Key(RunConfiguration configuration)
    {
        // Synthetic images are drawn from the run's seed.
        var seeded = configuration.Settings.Text("data.set") == "synthetic";
        return string.Join('\n', ConfigKeys.Leaves(configuration.Config)
            .Where(leaf => leaf.Key.StartsWith("fedprune.data.", StringComparison.Ordinal)
                || leaf.Key.StartsWith("fedprune.evaluation.", StringComparison.Ordinal)
                || (seeded && leaf.Key == "fedprune.seed"))
            .Select(leaf => $"{leaf.Key}={leaf.Value}"));
    }
}
