using System.Text.Json;

namespace FedPrune.Cluster.Tests;

/// <summary>Real processes on this machine whose edge nodes sum for themselves.</summary>
public sealed class PartialSumTests : IDisposable
{
    private static readonly string[] Settings = [.. Experiment.Settings, .. Experiment.Set("clock=virtual", "server.sums=fixed")];

    private readonly string _folder = Directory.CreateTempSubdirectory("fedprune-sums-").FullName;

    [Fact]
    public async Task Nodes_that_sum_give_the_model_of_one_process()
    {
        using var alone = NodeProcess.Start(_folder, ["run", "--json", .. Settings]);
        Assert.True(await alone.EndAsync() == 0, alone.All);
        using var over = NodeProcess.Start(_folder, ["run", "--cluster", "3", "--json", .. Settings]);
        Assert.True(await over.EndAsync() == 0, over.All);
        Assert.Equal(Experiment.Model(alone), Experiment.Model(over));
        Assert.Equal("fixed, by the edge nodes in 0 of 8 rounds", Sums(alone));
        Assert.Equal("fixed, by the edge nodes in 8 of 8 rounds", Sums(over));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string? Sums(NodeProcess run) => JsonDocument.Parse(run.Output.Last()).RootElement.GetProperty("sums").GetString();
}
