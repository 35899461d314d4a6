using FedPrune.Host.Configuration;
using FedPrune.Host.Display;
using FedPrune.Host.Runs;

namespace FedPrune.Host.Studies;

/// <summary>Runs by their content address: a finished one is never trained again, an interrupted one goes on.</summary>
/// <param name="root">The folder that holds them.</param>
internal sealed class RunCache(string root)
{
    /// <summary>Where they are kept if the user names no other place.</summary>
    public static string DefaultRoot { get; } = Path.Combine("runs", "cache");

    /// <summary>Where a run is, or would be.</summary>
    public string PathOf(RunKey key) => Path.Combine(root, key.Hash);

    /// <summary>A run that is over; null if there is none.</summary>
    public FinishedRun? Find(RunKey key) => FinishedRun.Read(PathOf(key));

    /// <summary>Trains a run, from its first round or from where it was interrupted.</summary>
    /// <returns>The run; null if it was stopped before its last round.</returns>
    /// <exception cref="UserException">It cannot be run, or another process is running it.</exception>
    public async Task<FinishedRun?> TrainAsync(
        RunKey key, RunConfiguration configuration, IRunDisplay display, Company company, CancellationToken stop)
    {
        using var claim = Claim(key);
        var runner = new Runner(configuration, display, company, stop: stop);
        if (File.Exists(Path.Combine(PathOf(key), "config.conf")))
            await runner.ResumeAsync(RunFolder.Open(PathOf(key)));
        else
            await runner.StartAsync(PathOf(key));
        if (Find(key) is not { } finished)
            return null;
        Directory.Delete(finished.Folder.In("checkpoints"), recursive: true); // a run that is over does not go on
        return finished;
    }

    // Two processes that wrote one run's files would spoil them.
    private FileStream Claim(RunKey key)
    {
        try
        {
            Directory.CreateDirectory(PathOf(key));
            return new FileStream(
                Path.Combine(PathOf(key), ".claimed"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserException.Environment($"cannot write to {PathOf(key)}; is another process on this run? {e.Message}", e);
        }
    }
}
