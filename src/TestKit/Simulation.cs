using Akka.Actor;
using Akka.Configuration;
using FedPrune.Actors;
using FedPrune.Actors.Server;
using FedPrune.Model.Checkpoints;
using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Training;

namespace FedPrune.TestKit;

/// <summary>One run of a scenario, from its data to its result.</summary>
internal sealed class Simulation
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // of real time: far more than any scenario takes

    private readonly Scenario _scenario;
    private readonly Experiment _experiment;
    private readonly FederatedData _data;
    private readonly EngineCount _engines;
    private readonly SortedDictionary<int, RoundReport> _reports = []; // a round that is done again replaces itself

    public Simulation(Scenario scenario, int rounds)
    {
        _scenario = scenario;
        var images = (scenario.Images with { Train = Math.Max(scenario.Images.Classes, scenario.Devices * scenario.SamplesPerDevice) }).Generate(scenario.Seed);
        var plan = new PartitionPlan { Scheme = scenario.Partition, Devices = scenario.Devices, MinimumSamples = Math.Min(5, scenario.SamplesPerDevice) };
        var partition = plan.Build(images.Train.Labels, images.Train.Classes, scenario.Seed);
        _data = new FederatedData(images, partition, images.Train.Labels.ToArray());
        var network = scenario.Model
            ?? new Network("small", images.Train.Shape, [new Flatten(), new Linear(32), new ReLU(), new Linear(images.Train.Classes)]);
        _experiment = WithDeadline(Experiment(scenario, network, rounds));
        _engines = new EngineCount(scenario.Engine ?? (() => new TorchEngine(network, images)));
    }

    public async Task<SimulationResult> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("fedprune-");
        try
        {
            return await RunAsync(new CheckpointStore(folder.FullName)).WaitAsync(Patience);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Experiment Experiment(Scenario scenario, Network network, int rounds)
    {
        var algorithm = scenario.Algorithm(rounds);
        return new Experiment
        {
            Algorithm = algorithm,
            Network = network,
            Training = algorithm.Applied(scenario.Training),
            Rounds = rounds,
            Devices = scenario.Devices,
            Cohort = scenario.CohortSize ?? Math.Max(1, scenario.Devices / 3),
            Seed = scenario.Seed,
            Population = scenario.Population,
            Policy = scenario.Policy,
            Faults = scenario.Faults,
            Quorum = scenario.Quorum,
        };
    }

    private Experiment WithDeadline(Experiment experiment)
    {
        if (_scenario.DeadlineSeconds is not { } seconds)
            return experiment;
        if (!double.IsNaN(seconds))
            return experiment with { Deadline = seconds };
        double[] times = [.. Forecast.FirstRound(experiment, _data).Order()];
        return experiment with { Deadline = 2 * times[times.Length / 2] };
    }

    private async Task<SimulationResult> RunAsync(CheckpointStore checkpoints)
    {
        var kills = new Queue<int>(_scenario.ServerKills.Order());
        var state = ServerState.Initial(_experiment);
        while (true)
        {
            int? kill = kills.TryDequeue(out var round) ? round : null;
            var end = await RunUntilAsync(kill, state, checkpoints);
            _engines.RequireNoneLeft();
            if (checkpoints.Latest().Snapshot is { } snapshot)
                state = ServerState.From(snapshot);
            if (end is null)
                continue;
            var failure = (end as RunFailed)?.Reason;
            if (failure is not null && !_scenario.MayFail)
                throw new SimulationException($"the run failed: {failure}");
            return new SimulationResult([.. _reports.Values], state, failure);
        }
    }

    // Runs to the end, or until all is killed while a round is under way: then null.
    private async Task<object?> RunUntilAsync(int? kill, ServerState state, CheckpointStore checkpoints)
    {
        using var system = ActorSystem.Create("simulation", Configuration());
        var options = new FederationOptions { Nodes = _scenario.NodeCount, Decorate = Decorated };
        var federation = Federation.Start(system, _experiment, _data, state, _scenario.Slots, _engines.Create, checkpoints, options);
        object? end = null;
        await foreach (var happened in federation.Events)
        {
            switch (happened)
            {
                case InvariantViolated violated:
                    throw new SimulationException($"an invariant does not hold: {violated.What}");
                case RoundReport report:
                    _reports[report.Round] = report;
                    break;
                default:
                    end = happened;
                    break;
            }
            if (kill is { } round && state.NextRound <= round && _reports.ContainsKey(round - 1))
                break;
        }
        if (end is RunFinished)
            await new LeakCheck(system, _reports.Values).RequireNoneAsync();
        await system.Terminate();
        return end;
    }

    private Props Decorated(string name, Props props)
    {
        foreach (var (node, round) in _scenario.LostNodes)
        {
            if (name == $"node-{node}")
                props = MortalNode.Props(props, round);
        }
        return _scenario.Probes.TryGetValue(name, out var probe) ? Tapped.Props(props, probe) : props;
    }

    /// <summary>The <c>akka</c> section of the program's own configuration, silent.</summary>
    internal static Config Configuration()
    {
        using var reader = new StreamReader(typeof(Simulation).Assembly.GetManifestResourceStream("FedPrune.TestKit.reference.conf")!);
        return ConfigurationFactory
            .ParseString("""
                akka {
                  loglevel = OFF
                  stdout-loglevel = OFF
                }
                """)
            .WithFallback(ConfigurationFactory.ParseString(reader.ReadToEnd()));
    }
}
