using System.Text.Json;
using FedPrune.Host.Runs;

namespace FedPrune.Host.Tests.Runs;

public sealed class RecordTests
{
    private static readonly RunSummary Summary = new()
    {
        Run = "/runs/a", Algorithm = "fedprune", Dataset = "synthetic", Network = "cnn14", Parameters = 9, Devices = 8, Rounds = 7,
        Interrupted = false, Seed = ulong.MaxValue, Engine = "torch", FinalAccuracy = 0.5, FinalAccuracyDense = 0.6, LastFiveAccuracy = 0.4,
        BestAccuracy = 0.7, BytesUp = long.MaxValue, BytesDown = 2, BytesDense = 3, TrainFlops = 4e12, TrainFlopsDense = 5e12,
        WallSeconds = 1.5, VirtualSeconds = 2.5, CpuSeconds = 3.5, PeakRssMb = 4.5, ModelSha256 = "ab",
    };

    [Fact]
    public void A_summary_has_the_fields_that_scripts_rely_on()
    {
        using var json = JsonDocument.Parse(Json.Line(Summary));
        string[] names = [.. json.RootElement.EnumerateObject().Select(p => p.Name)];
        string[] relied =
        [
            "type", "algorithm", "dataset", "network", "devices", "rounds", "seed", "engine", "final_accuracy", "final_accuracy_dense",
            "best_accuracy", "bytes_up", "bytes_down", "bytes_dense", "train_flops", "train_flops_dense", "wall_seconds",
            "virtual_seconds", "cpu_seconds", "peak_rss_mb", "model_sha256",
        ];
        Assert.Empty(relied.Except(names));
        Assert.Equal("summary", json.RootElement.GetProperty("type").GetString());
    }

    [Fact]
    public void A_summary_is_read_as_it_was_written()
    {
        var line = Json.Line(Summary);
        Assert.DoesNotContain('\n', line);
        Assert.Equal(Summary, Json.Read<RunSummary>(line));
    }

    [Fact]
    public void A_device_that_failed_says_why_and_nothing_that_is_unknown()
    {
        var line = Json.Line(new DeviceLine(1, 4, "failed", "asleep", 0, null, null, null, null, null, null, null, null, null, null, null, null));
        Assert.Equal("""{"round":1,"device":4,"outcome":"failed","reason":"asleep","samples":0}""", line);
    }
}
