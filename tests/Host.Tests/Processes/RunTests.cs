using System.Security.Cryptography;
using System.Text.Json;
using FedPrune.Host.Runs;
using FedPrune.Model.Randomness;

namespace FedPrune.Host.Tests.Processes;

public sealed class RunTests(UninterruptedRun whole) : IClassFixture<UninterruptedRun>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [TorchFact]
    public void Json_is_an_object_a_round_and_then_the_summary()
    {
        Assert.Equal(0, whole.Ended.ExitCode);
        Assert.Equal([$"run {whole.Path}"], whole.Ended.Errors);
        var lines = whole.Ended.Output.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([.. Enumerable.Repeat("round", 10), "summary"], lines.Select(line => line.GetProperty("type").GetString()));
        Assert.Equal(Enumerable.Range(1, 10), lines.SkipLast(1).Select(line => line.GetProperty("round").GetInt32()));
        Assert.All(lines.SkipLast(1), line => Assert.InRange(line.GetProperty("accuracy").GetDouble(), 0, 1));
    }

    [TorchFact]
    public void The_summary_is_that_of_the_last_round_and_of_the_model_that_was_written()
    {
        var summary = whole.Summary;
        var rounds = Rounds(whole.Path);
        Assert.Equal(rounds[^1].Accuracy, summary.FinalAccuracy);
        Assert.Equal(rounds.Max(r => r.Accuracy), summary.BestAccuracy);
        Assert.Equal((rounds[^1].BytesUp, rounds[^1].BytesDown), (summary.BytesUp, summary.BytesDown));
        Assert.True(summary.BytesUp + summary.BytesDown < summary.BytesDense / 2);
        Assert.True(summary is { TrainFlops: > 0, WallSeconds: > 0, VirtualSeconds: > 0, CpuSeconds: > 0, PeakRssMb: > 10 });
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(whole.Path, "model.safetensors")))), summary.ModelSha256);
        Assert.Equal(Json.Line(summary), File.ReadAllText(Path.Combine(whole.Path, "summary.json")).TrimEnd());
    }

    [TorchFact]
    public void The_folder_has_a_line_for_each_round_and_each_of_its_devices()
    {
        Assert.Equal(whole.Ended.Output.SkipLast(1), File.ReadAllLines(Path.Combine(whole.Path, "metrics.jsonl")));
        var devices = File.ReadAllLines(Path.Combine(whole.Path, "devices.jsonl")).Select(line => Json.Read<DeviceLine>(line)!).ToList();
        Assert.Equal(40, devices.Count);
        Assert.Equal(whole.Summary.BytesUp, devices.Sum(d => (long)d.BytesUp!));
        Assert.Equal(whole.Summary.BytesDown, devices.Sum(d => (long)d.BytesDown!));
        Assert.Equal(8, File.ReadAllLines(Path.Combine(whole.Path, "partition.jsonl")).Length);
    }

    [TorchFact]
    public async Task A_killed_run_resumes_to_the_model_of_one_that_was_not()
    {
        var run = _folder.In("killed");
        var killed = await HostProcess.RunAsync(_folder.Path, [.. HostProcess.ShortRun, "--json", "--out", run], killAt: 4);
        Assert.Equal(137, killed.ExitCode); // 128 + SIGKILL
        Assert.False(File.Exists(Path.Combine(run, "summary.json")));

        var resumed = await HostProcess.RunAsync(_folder.Path, ["--resume", run, "--json"]);
        Assert.Equal(0, resumed.ExitCode);
        Assert.Contains("resuming killed after round", resumed.ErrorText, StringComparison.Ordinal);
        Assert.True(resumed.Output.Count < 10);
        SameAsWhole(run, resumed);
    }

    [TorchFact]
    public async Task A_run_killed_at_random_instants_again_and_again_ends_in_the_same_bits()
    {
        const int Kills = 4;
        var run = _folder.In("hunted");
        var random = RandomStream.For(1, Purpose.Faults);
        Ended ended;
        int starts = 0;
        do
        {
            string[] arguments = File.Exists(Path.Combine(run, "config.conf")) ? ["--resume", run, "--json"] : [.. HostProcess.ShortRun, "--json", "--out", run];
            TimeSpan? life = starts++ < Kills ? whole.Duration * random.NextDouble() : null;
            ended = await HostProcess.RunAsync(_folder.Path, arguments, killAfter: life);
        }
        while (ended.ExitCode == 137);
        Assert.Equal(0, ended.ExitCode);
        SameAsWhole(run, ended);
    }

    [TorchFact]
    public async Task A_damaged_checkpoint_is_named_and_the_one_before_taken()
    {
        var run = _folder.In("damaged");
        CopyFolder(whole.Path, run);
        var newest = Directory.EnumerateFiles(Path.Combine(run, "checkpoints")).Order().Last();
        var bytes = await File.ReadAllBytesAsync(newest);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(newest, bytes);

        var resumed = await HostProcess.RunAsync(_folder.Path, ["--resume", run, "--json"]);
        Assert.Equal(0, resumed.ExitCode);
        Assert.Contains("checkpoint round-000010.ckpt is damaged", resumed.Errors[0], StringComparison.Ordinal);
        Assert.Contains("falling back to the one before", resumed.Errors[0], StringComparison.Ordinal);
        Assert.Contains("resuming damaged after round 9 of 10", resumed.Errors[1], StringComparison.Ordinal);
        SameAsWhole(run, resumed);
    }

    [TorchFact]
    public async Task A_checkpoint_whose_round_was_not_written_down_is_passed_over()
    {
        var run = _folder.In("unlogged");
        CopyFolder(whole.Path, run);
        var metrics = Path.Combine(run, "metrics.jsonl");
        await File.WriteAllLinesAsync(metrics, (await File.ReadAllLinesAsync(metrics))[..8]);

        var resumed = await HostProcess.RunAsync(_folder.Path, ["--resume", run, "--json"]);
        Assert.Contains("resuming unlogged after round 8 of 10", resumed.ErrorText, StringComparison.Ordinal);
        SameAsWhole(run, resumed);
    }

    [TorchFact]
    public async Task One_compute_slot_gives_the_model_of_two_and_people_get_a_line_a_round()
    {
        var run = _folder.In("one");
        var ended = await HostProcess.RunAsync(_folder.Path, [.. HostProcess.ShortRun, .. HostProcess.Set("compute.slots=1"), "--out", run]);
        Assert.Equal((0, ""), (ended.ExitCode, ended.ErrorText));
        Assert.Equal(10, ended.Output.Count(line => line.StartsWith("round ", StringComparison.Ordinal)));
        Assert.Equal(whole.Summary.ModelSha256, Json.Read<RunSummary>(await File.ReadAllTextAsync(Path.Combine(run, "summary.json")))!.ModelSha256);
    }

    [TorchFact]
    public async Task The_configuration_that_a_run_wrote_repeats_it_and_another_seed_does_not()
    {
        var config = Path.Combine(whole.Path, "config.conf");
        var again = await HostProcess.RunAsync(_folder.Path, [config, "--json"]);
        Assert.Equal(whole.Summary.ModelSha256, Json.Read<RunSummary>(again.Output[^1])!.ModelSha256);
        Assert.StartsWith(_folder.In("runs"), Json.Read<RunSummary>(again.Output[^1])!.Run, StringComparison.Ordinal);

        var other = await HostProcess.RunAsync(_folder.Path, [config, "--seed", "2", "--set", "rounds=2", "--json"]);
        var summary = Json.Read<RunSummary>(other.Output[^1])!;
        Assert.Equal((2ul, 2), (summary.Seed, summary.Rounds));
        Assert.NotEqual(whole.Summary.ModelSha256, summary.ModelSha256);
    }

    public void Dispose() => _folder.Dispose();

    private void SameAsWhole(string run, Ended resumed)
    {
        var summary = Json.Read<RunSummary>(resumed.Output[^1])!;
        Assert.Equal(whole.Summary.ModelSha256, summary.ModelSha256);
        Assert.Equal(Timeless(whole.Path), Timeless(run));
        Assert.Equal(
            (whole.Summary.BytesUp, whole.Summary.BytesDown, whole.Summary.VirtualSeconds, whole.Summary.FinalAccuracy, 10),
            (summary.BytesUp, summary.BytesDown, summary.VirtualSeconds, summary.FinalAccuracy, summary.Rounds));
    }

    private static List<RoundRecord> Rounds(string run) =>
        [.. File.ReadAllLines(Path.Combine(run, "metrics.jsonl")).Select(line => Json.Read<RoundRecord>(line)!)];

    // What does not depend on the machine's mood.
    private static List<RoundRecord> Timeless(string run) => [.. Rounds(run).Select(r => r with { WallSeconds = 0, MemoryMb = 0 })];

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
