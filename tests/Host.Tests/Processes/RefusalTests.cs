namespace FedPrune.Host.Tests.Processes;

/// <summary>Whatever a user gets wrong, or lacks, is one line on standard error and an exit code.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Mistakes { get; } = new()
    {
        { "--set fedprune.round=5", "the nearest is 'fedprune.rounds'" },
        { "--set data.set=synthetic --set rounds=none", "fedprune.rounds = none: allowed is a whole number from 1 to 1000000" },
        { "--resume nothing", "no run 'nothing'" },
        { "--resume nothing --seed 3", "--resume goes on with a run exactly as it was" },
        { "--seed three", "three" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_ends_with_2(string arguments, string complaint) =>
        await RefusesAsync(2, complaint, arguments.Split(' '));

    [Fact]
    public async Task Missing_data_end_with_3() =>
        await RefusesAsync(3, $"mnist is not in {_folder.Path}", HostProcess.Set("data.set=mnist", $"data.path={_folder.Path}"));

    [Fact]
    public async Task Truncated_data_end_with_3()
    {
        // An IDX header of 100 images of 28×28, and only ten of their pixels.
        byte[] images = [0, 0, 8, 3, 0, 0, 0, 100, 0, 0, 0, 28, 0, 0, 0, 28, .. new byte[10]];
        byte[] labels = [0, 0, 8, 1, 0, 0, 0, 100, .. new byte[100]];
        foreach (var part in new[] { "train", "t10k" })
        {
            await File.WriteAllBytesAsync(_folder.In($"{part}-images-idx3-ubyte"), images);
            await File.WriteAllBytesAsync(_folder.In($"{part}-labels-idx1-ubyte"), labels);
        }
        await RefusesAsync(3, "train-images-idx3-ubyte: truncated", HostProcess.Set("data.set=idx", $"data.path={_folder.Path}"));
    }

    [TorchFact]
    public async Task An_output_that_cannot_be_written_ends_with_3()
    {
        var below = Path.Combine(_folder.Write("file", ""), "run");
        await RefusesAsync(3, $"cannot write to {below}", [.. HostProcess.ShortRun, "--out", below]);
    }

    [TorchFact]
    public async Task An_output_that_holds_a_run_ends_with_2()
    {
        _folder.Write("config.conf", "");
        await RefusesAsync(2, "already holds a run", [.. HostProcess.ShortRun, "--out", _folder.Path]);
    }

    [TorchFact]
    public async Task A_run_whose_checkpoint_vanishes_below_it_ends_with_4()
    {
        var run = _folder.In("run");
        Directory.CreateDirectory(Path.Combine(run, "checkpoints", "round-000001.ckpt", "in the way"));
        var ended = await HostProcess.RunAsync(_folder.Path, [.. HostProcess.ShortRun, "--json", "--out", run]);
        Assert.Equal(4, ended.ExitCode);
        Assert.StartsWith("fedprune: the run failed: the checkpoint could not be written: ", ended.Errors[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.ErrorText, StringComparison.Ordinal);
    }

    [TorchFact]
    public async Task A_run_that_diverges_ends_with_4()
    {
        var ended = await HostProcess.RunAsync(
            _folder.Path,
            [.. HostProcess.ShortRun, "--json", .. HostProcess.Set("training.learning-rate=1e14", "training.batch-size=100", "algorithm=fedavg")]);
        Assert.Equal(4, ended.ExitCode);
        Assert.Contains("a smaller fedprune.training.learning-rate may help", ended.Errors[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.ErrorText, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task RefusesAsync(int code, string complaint, IEnumerable<string> arguments)
    {
        var ended = await HostProcess.RunAsync(_folder.Path, arguments);
        var line = Assert.Single(ended.Errors);
        Assert.StartsWith("fedprune: ", line, StringComparison.Ordinal);
        Assert.Contains(complaint, line, StringComparison.Ordinal);
        Assert.Equal(code, ended.ExitCode);
        Assert.Empty(ended.Output);
    }
}
