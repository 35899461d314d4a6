using System.Collections.Immutable;
using FedPrune.Actors;
using FedPrune.Actors.Faults;
using FedPrune.Actors.Rounds;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Networks;
using FedPrune.Model.Randomness;

namespace FedPrune.TestKit;

/// <summary>
/// Random small federations with random faults. Of each it is checked that every round ends, that every sampled device is
/// accounted for once, that weights sum to 1, that nothing is not finite, that nothing leaks, and that the same seed gives
/// the same bits with another number of compute slots and, now and then, through a killed server.
/// </summary>
public static class FaultSoak
{
    private const int MostRules = 4, KilledEvery = 8;

    /// <summary>The scenario of a seed, and its rounds.</summary>
    public static (Scenario Scenario, int Rounds) Draw(ulong seed)
    {
        var random = RandomStream.For(seed, Purpose.Faults, round: -2, device: -2);
        var (devices, rounds) = (3 + random.Next(8), 2 + random.Next(5));
        var scenario = Simulated.Federation(devices).Seeded(seed).Cohort(1 + random.Next(devices)).TrainedBy(() => new QuadraticEngine()) with
        {
            SamplesPerDevice = 6,
            Images = new() { Shape = new(1, 3, 3), Classes = 3, Test = 20, Shift = 1 },
            Model = new Network("tiny", new(1, 3, 3), [new Flatten(), new Linear(4), new ReLU(), new Linear(3)]),
            Algorithm = AlgorithmOf(random.Next(4)),
            Policy = PolicyOf(random, devices),
            Quorum = random.Next(3) * 0.3,
            DeadlineSeconds = random.Next(3) == 0 ? null : random.NextUniform(0.05, 0.4),
            Faults = new FaultPlan([.. Enumerable.Range(0, random.Next(MostRules + 1)).Select(_ => RuleOf(random, devices, rounds))]),
        };
        if (random.Next(6) == 0)
            scenario = scenario.OnNodes(2).LosingNode(random.Next(2), 1 + random.Next(rounds));
        return (scenario, rounds);
    }

    /// <summary>Runs the scenario of a seed.</summary>
    /// <returns>How its devices ended.</returns>
    /// <exception cref="SimulationException">Something does not hold; the message has the seed.</exception>
    public static async Task<ImmutableArray<DeviceOutcome>> CheckAsync(ulong seed)
    {
        var (scenario, rounds) = Draw(seed);
        try
        {
            var result = await (scenario with { Slots = 1 }).Run(rounds);
            result.Should(result.Reports.Length == rounds, $"{rounds} rounds were to end, {result.Reports.Length} did");
            result.Should(result.Final.Model.Weights.ToArray().All(float.IsFinite), "the model is not finite");
            var again = seed % KilledEvery == 0 && scenario.LostNodes.IsEmpty ? scenario.KillingTheServer(1 + (int)(seed / KilledEvery % (ulong)rounds)) : scenario;
            var other = await again.Run(rounds);
            result.Should(result.Fingerprint == other.Fingerprint, "the same seed gave another model");
            result.Should(Ends(result).SequenceEqual(Ends(other)), "the same seed gave devices another end");
            return [.. result.Devices.Select(device => device.Outcome)];
        }
        catch (Exception e) when (e is SimulationException or TimeoutException)
        {
            throw new SimulationException($"seed {seed} ({scenario.Faults}): {e.Message}");
        }
    }

    private static IEnumerable<(int, int, DeviceOutcome, string?, double?)> Ends(SimulationResult result) =>
        result.Reports.SelectMany(r => r.Devices.Concat(r.Stale).Select(d => (r.Round, d.Device, d.Outcome, d.Reason, d.Weight)));

    private static Func<int, FederatedAlgorithm> AlgorithmOf(int kind) => kind switch
    {
        0 => _ => AlgorithmCatalogue.FedAvg,
        1 => _ => AlgorithmCatalogue.Median,
        2 => _ => AlgorithmCatalogue.FedAvgM(0.5, 1),
        _ => rounds => AlgorithmCatalogue.FedPrune(0.5, rounds),
    };

    private static RoundPolicy PolicyOf(RandomStream random, int devices) => new()
    {
        Selection = random.Next(4) switch
        {
            0 => new SizeSelection(),
            1 => new PowerOfChoice(2),
            2 => new OortSelection(0.2),
            _ => new UniformSelection(),
        },
        OverSelection = random.Next(3) == 0 ? 1.5 : 1,
        KeepsLate = random.Next(2) == 0,
        MostStaleness = 1 + random.Next(4),
        Concurrency = random.Next(4) == 0 ? 1 + random.Next(devices) : 0,
    };

    private static FaultRule RuleOf(RandomStream random, int devices, int rounds)
    {
        var kinds = Enum.GetValues<FaultKind>().Where(kind => kind != FaultKind.DiskFull).ToArray();
        var from = random.Next(rounds);
        return new FaultRule(kinds[random.Next(kinds.Length)])
        {
            Devices = random.Next(2) == 0 ? [random.Next(devices)] : [],
            Share = random.NextUniform(0.1, 1),
            Chance = random.NextUniform(0.3, 1),
            From = from,
            Until = from + random.Next(rounds),
            Factor = random.NextUniform(1, 50),
            Seconds = random.NextUniform(0.01, 2),
            Times = 1 + random.Next(4),
        };
    }
}
