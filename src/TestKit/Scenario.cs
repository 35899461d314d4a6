using System.Collections.Immutable;
using Akka.Actor;
using FedPrune.Actors.Devices;
using FedPrune.Actors.Faults;
using FedPrune.Actors.Rounds;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Cost;
using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Training;

namespace FedPrune.TestKit;

/// <summary>
/// A federated run and what befalls it, in virtual time. Each method gives a scenario with one thing changed; nothing
/// happens before <see cref="Run"/>. The same scenario gives the same bits.
/// </summary>
public sealed record Scenario
{
    /// <summary>Registered devices.</summary>
    public required int Devices { get; init; }

    /// <summary>Devices asked in a round; null for a third of them, at least one.</summary>
    public int? CohortSize { get; init; }

    public ulong Seed { get; init; } = 1;

    public PartitionScheme Partition { get; init; } = new Iid();

    public int SamplesPerDevice { get; init; } = 40;

    public SyntheticImages Images { get; init; } = new() { Shape = new ImageShape(1, 8, 8), Test = 500, Shift = 1 };

    /// <summary>By rounds, since some algorithms have schedules.</summary>
    public Func<int, FederatedAlgorithm> Algorithm { get; init; } = _ => AlgorithmCatalogue.FedAvg;

    public Network? Model { get; init; }

    public LocalTraining Training { get; init; } = new(Epochs: 2, BatchSize: 16, LearningRate: 0.1f);

    public DevicePopulation Population { get; init; } = new(new DeviceProfile(13e6, 6e6, 0.03, 1e8), BandwidthSpread: 0.3, ComputeSpread: 0.3);

    public RoundPolicy Policy { get; init; } = new();

    public FaultPlan Faults { get; init; } = FaultPlan.None;

    /// <summary>Share of the cohort without which a round does not count.</summary>
    public double Quorum { get; init; }

    /// <summary>Virtual seconds; null for none, NaN for twice what the median device needs while nothing goes wrong.</summary>
    public double? DeadlineSeconds { get; init; }

    public int NodeCount { get; init; } = 1;

    /// <summary>Models trained at the same time; of no influence on the result.</summary>
    public int Slots { get; init; } = 2;

    /// <summary>What trains; null for libtorch.</summary>
    public Func<ITrainingEngine>? Engine { get; init; }

    internal ImmutableArray<(int Node, int Round)> LostNodes { get; init; } = [];

    internal ImmutableArray<int> ServerKills { get; init; } = [];

    internal ImmutableDictionary<string, IActorRef> Probes { get; init; } = ImmutableDictionary<string, IActorRef>.Empty;

    internal bool MayFail { get; init; }

    public Scenario Seeded(ulong seed) => this with { Seed = seed };

    public Scenario Cohort(int devices) => this with { CohortSize = devices };

    public Scenario Partitioned(PartitionScheme scheme) => this with { Partition = scheme };

    /// <summary>With an algorithm of the catalogue or of one's own.</summary>
    public Scenario With(FederatedAlgorithm algorithm) => this with { Algorithm = _ => algorithm };

    /// <summary>With FedPrune at a pruning rate.</summary>
    public Scenario Pruned(double rate) => this with { Algorithm = rounds => AlgorithmCatalogue.FedPrune(rate, rounds) };

    public Scenario TrainedBy(Func<ITrainingEngine> createEngine) => this with { Engine = createEngine };

    /// <summary>On kinds of devices by their shares, e.g. <c>"phone-low: 0.7, raspberry-pi-4: 0.3"</c>.</summary>
    public Scenario OnDevices(string mix) => this with { Population = Population with { Mix = DevicePresets.Mix(mix) } };

    /// <summary>A share of the devices does everything in so many times the time, in rounds <paramref name="from"/> to <paramref name="until"/>, from 1.</summary>
    public Scenario Slowed(double share, double factor, int from = 1, int until = int.MaxValue) =>
        Suffering(new FaultRule(FaultKind.Slow) { Share = share, Factor = factor, From = from - 1, Until = until - 1 });

    /// <summary>A share of the devices lies in every round.</summary>
    public Scenario Attacked(FaultKind how, double share, double factor = 10) =>
        Suffering(new FaultRule(how) { Share = share, Factor = factor });

    public Scenario Suffering(FaultRule fault) => this with { Faults = Faults.With(fault) };

    /// <summary>Faults as text: see <see cref="FaultPlan.Parse"/>.</summary>
    public Scenario Suffering(string faults) => this with { Faults = new FaultPlan(Faults.Rules.AddRange(FaultPlan.Parse(faults).Rules)) };

    /// <summary>A fault on one device in one round, from 1.</summary>
    public Scenario Failing(FaultKind how, int device, int round) =>
        Suffering(new FaultRule(how) { Devices = [device], From = round - 1, Until = round - 1 });

    /// <summary>Rounds close at a deadline, and count with a share of the cohort.</summary>
    /// <param name="quorum">The share.</param>
    /// <param name="seconds">Virtual; null for twice what the median device needs while nothing goes wrong.</param>
    public Scenario WithDeadline(double quorum, double? seconds = null) => this with { Quorum = quorum, DeadlineSeconds = seconds ?? double.NaN };

    public Scenario OverSelecting(double factor) => this with { Policy = Policy with { OverSelection = factor } };

    public Scenario KeepingLate(double stalenessExponent = 0.5) =>
        this with { Policy = Policy with { KeepsLate = true, StalenessExponent = stalenessExponent } };

    public Scenario Selecting(SelectionRule rule) => this with { Policy = Policy with { Selection = rule } };

    /// <summary>Asynchronously: so many devices at work at a time, aggregated whenever a cohort of updates is there.</summary>
    public Scenario Asynchronous(int concurrency) => this with { Policy = Policy with { Concurrency = concurrency } };

    public Scenario OnNodes(int nodes) => this with { NodeCount = nodes };

    /// <summary>A node dies when it has been handed a round, from 1, with all of its devices.</summary>
    public Scenario LosingNode(int node, int inRound) => this with { LostNodes = LostNodes.Add((node, inRound - 1)) };

    /// <summary>The server and all else is killed while a round, from 1, is under way, and started again from its checkpoint.</summary>
    public Scenario KillingTheServer(int inRound) => this with { ServerKills = ServerKills.Add(inRound - 1) };

    /// <summary>
    /// A probe gets a copy of all that an actor receives and of all that it tells its parent. Names: <c>round</c>,
    /// <c>evaluator</c>, <c>aggregator</c>, <c>tester</c>, <c>node-0</c>, <c>device-17</c>.
    /// </summary>
    public Scenario Probing(string actor, IActorRef probe) => this with { Probes = Probes.SetItem(actor, probe) };

    /// <summary>A run that fails is what is wanted: it is told by <see cref="SimulationResult.Failure"/>, not thrown.</summary>
    public Scenario ExpectingFailure() => this with { MayFail = true };

    /// <summary>Runs it, and checks all that must hold of any run.</summary>
    /// <exception cref="SimulationException">An invariant does not hold, something leaked, or the run failed.</exception>
    public Task<SimulationResult> Run(int rounds) => new Simulation(this, rounds).RunAsync();
}
