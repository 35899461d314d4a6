using System.Globalization;
using FedPrune.Actors;
using FedPrune.TestKit;

namespace FedPrune.Bench;

/// <summary>Random faults over small federations in virtual time, by the thousand; the first seed that breaks a promise ends it.</summary>
internal static class FaultsSoak
{
    private const int Said = 500;

    public static async Task RunAsync(string[] arguments)
    {
        var options = new Options(arguments, "--schedules", "--seed");
        var first = options.Text("--seed", "");
        var (from, count) = first.Length == 0
            ? (1ul, options.Count("--schedules", 10_000))
            : (Seed(first), options.Count("--schedules", 1));
        var outcomes = new Dictionary<DeviceOutcome, long>();
        for (int schedule = 0; schedule < count; schedule++)
        {
            foreach (var outcome in await CheckAsync(from + (ulong)schedule))
                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            if ((schedule + 1) % Said == 0 && !options.Json)
                Output.Line($"{schedule + 1} of {count} schedules");
        }
        if (options.Json)
            Output.Json(new { Schedules = count, Holds = true, Devices = outcomes.ToDictionary(o => o.Key.ToString(), o => o.Value) });
        else
            Output.Line($"{count} schedules, {outcomes.Values.Sum()} devices asked ({string.Join(", ", outcomes.OrderBy(o => o.Key).Select(o => $"{o.Value} {o.Key}".ToLowerInvariant()))}): every promise holds");
    }

    private static ulong Seed(string text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
        ? seed
        : throw new UsageException($"--seed is a whole number from 0, not {text}");

    private static async Task<IEnumerable<DeviceOutcome>> CheckAsync(ulong seed)
    {
        try
        {
            return await FaultSoak.CheckAsync(seed);
        }
        catch (SimulationException e)
        {
            throw new SoakFailedException($"{e.Message}\nreplay: ./fedprune soak faults --seed {seed}");
        }
    }
}

/// <summary>A soak has found what must not be.</summary>
internal sealed class SoakFailedException(string message) : Exception(message);
