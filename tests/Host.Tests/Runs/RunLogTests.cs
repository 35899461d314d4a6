using System.Collections.Immutable;
using FedPrune.Actors;
using FedPrune.Actors.Server;
using FedPrune.Host.Runs;
using FedPrune.Model.Cost;
using FedPrune.Model.Training;

namespace FedPrune.Host.Tests.Runs;

public sealed class RunLogTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly RunFolder _folder;

    public RunLogTests() => _folder = RunFolder.Create(_temporary.In("run"), "quick-s1");

    [Fact]
    public void A_round_is_a_line_and_each_of_its_devices_another()
    {
        Log(from: 0, rounds: 2);
        Assert.Equal([1, 2], Rounds());
        Assert.Equal([(1, 3), (1, 5), (2, 3), (2, 5)], Devices());
        Assert.Equal(2, RunLog.WholeRounds(_folder));
    }

    [Fact]
    public void Rounds_after_the_checkpoint_are_forgotten_on_resume()
    {
        Log(from: 0, rounds: 4);
        Log(from: 2, rounds: 1, wall: 100);
        Assert.Equal([1, 2, 3], Rounds());
        Assert.Equal([(1, 3), (1, 5), (2, 3), (2, 5), (3, 3), (3, 5)], Devices());
    }

    [Fact]
    public void Real_time_goes_on_after_a_resume()
    {
        Log(from: 0, rounds: 2, wall: 10);
        using var log = new RunLog(_folder, roundsDone: 2);
        Assert.Equal(12, log.WallSeconds(TimeSpan.FromSeconds(2)));
        Assert.Equal(13, log.Add(Report(2), TimeSpan.FromSeconds(3)).WallSeconds);
        Assert.Equal([1, 2, 3], log.Rounds.Select(r => r.Round));
    }

    [Fact]
    public void Half_a_line_that_a_killed_run_left_is_dropped()
    {
        Log(from: 0, rounds: 2);
        foreach (var file in new[] { _folder.Metrics, _folder.Devices })
        {
            var text = File.ReadAllText(file);
            File.WriteAllText(file, text + text.Split('\n')[0][..20]);
        }
        Assert.Equal(2, RunLog.WholeRounds(_folder));
        Log(from: 2, rounds: 1);
        Assert.Equal([1, 2, 3], Rounds());
        Assert.Equal(6, Devices().Count);
    }

    [Fact]
    public void A_new_run_in_a_used_folder_starts_an_empty_log()
    {
        Log(from: 0, rounds: 3);
        Log(from: 0, rounds: 1);
        Assert.Equal([1], Rounds());
    }

    public void Dispose() => _temporary.Dispose();

    private void Log(int from, int rounds, double wall = 1)
    {
        using var log = new RunLog(_folder, from);
        for (int round = from; round < from + rounds; round++)
            log.Add(Report(round), TimeSpan.FromSeconds(wall));
    }

    private static RoundReport Report(int round)
    {
        ImmutableArray<DeviceRecord> devices =
        [
            new(3, DeviceOutcome.Counted, Samples: 10, Weight: 1, Cost: new DeviceCost(5, 6, 7, new DeviceTimes(1, 2, 3))),
            new(5, DeviceOutcome.Failed, "asleep"),
        ];
        return new RoundReport(round, new Evaluation(10, 5, 3), new Evaluation(10, 6, 2), RunTotals.Zero, true, 1, 0.5, 0, devices);
    }

    private List<int> Rounds() => [.. File.ReadAllLines(_folder.Metrics).Select(line => Json.Read<RoundRecord>(line)!.Round)];

    private List<(int, int)> Devices() =>
        [.. File.ReadAllLines(_folder.Devices).Select(line => Json.Read<DeviceLine>(line)!).Select(line => (line.Round, line.Device))];
}
