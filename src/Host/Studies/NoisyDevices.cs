namespace FedPrune.Host.Studies;

/// <summary>How a run treated the devices whose labels are wrong.</summary>
internal static class NoisyDevices
{
    /// <summary>How well the last reputation of each device tells the clean from the noisy; null without scores or noise.</summary>
    public static double? Ranking(FinishedRun run)
    {
        var rates = run.NoiseRates();
        var last = new Dictionary<int, double>();
        foreach (var line in run.Devices())
        {
            if (line.Reputation is { } reputation)
                last[line.Device] = reputation;
        }
        return Statistics.AreaUnderCurve(
            [.. last.Where(r => rates[r.Key] == 0).Select(r => r.Value)], [.. last.Where(r => rates[r.Key] > 0).Select(r => r.Value)]);
    }

    /// <summary>Share of the aggregation weight that noisy devices had in the second half of the rounds; null without noise.</summary>
    public static double? Weight(FinishedRun run)
    {
        var rates = run.NoiseRates();
        if (rates.All(rate => rate == 0))
            return null;
        var late = run.Devices().Where(line => line.Round > run.Rounds.Count / 2 && line.Weight is not null).ToList();
        var all = late.Sum(line => line.Weight!.Value);
        return all > 0 ? late.Where(line => rates[line.Device] > 0).Sum(line => line.Weight!.Value) / all : null;
    }
}
