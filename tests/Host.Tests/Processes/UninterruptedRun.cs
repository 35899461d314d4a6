using System.Diagnostics;
using FedPrune.Host.Runs;

namespace FedPrune.Host.Tests.Processes;

/// <summary>One short run from its first round to its last, for the tests that compare others with it.</summary>
public sealed class UninterruptedRun : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    internal Ended Ended { get; private set; } = new(0, [], []);

    internal RunSummary Summary => Json.Read<RunSummary>(Ended.Output[^1])!;

    internal TimeSpan Duration { get; private set; }

    public string Path => _folder.In("run");

    public async Task InitializeAsync()
    {
        if (Libtorch.Defect() is not null)
            return;
        var clock = Stopwatch.StartNew();
        Ended = await HostProcess.RunAsync(_folder.Path, [.. HostProcess.ShortRun, "--json", "--out", Path]);
        Duration = clock.Elapsed;
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }
}
