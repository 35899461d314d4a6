using FedPrune.Host.Runs;

namespace FedPrune.Host.Studies;

/// <summary>What a run spends, cumulated over its rounds.</summary>
/// <param name="Name">In a phrase.</param>
/// <param name="Unit">Of the scaled number.</param>
/// <param name="Of">Rounds to numbers in that unit.</param>
internal sealed record Cost(string Name, string Unit, Func<RoundRecord, double> Of)
{
    public static Cost Bytes { get; } = new("bytes up and down", "MB", round => (round.BytesUp + round.BytesDown) / 1e6);

    public static Cost Flops { get; } = new("training FLOPs", "GFLOP", round => round.Flops / 1e9);

    public static Cost Time { get; } = new("time on the simulated devices", "s", round => round.VirtualSeconds);

    /// <summary>What a whole run spent.</summary>
    public double Total(FinishedRun run) => Of(run.Rounds[^1]);
}
