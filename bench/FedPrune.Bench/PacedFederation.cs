using System.Runtime;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Configuration;
using FedPrune.Actors;
using FedPrune.Actors.Edge;
using FedPrune.Actors.Server;
using FedPrune.Model.Sparse;
using FedPrune.Model.Training;

namespace FedPrune.Bench;

/// <summary>What one round did and cost this process.</summary>
/// <param name="Jobs">What was trained, in device order.</param>
/// <param name="Model">(P) weights of the model it made.</param>
/// <param name="CpuSeconds">CPU time of the whole process.</param>
/// <param name="TrainingSeconds">CPU time of this inside <see cref="ITrainingEngine.Train"/>.</param>
internal sealed record RoundCost(IReadOnlyList<TrainingJob> Jobs, ReadOnlyMemory<float> Model, double CpuSeconds, double TrainingSeconds)
{
    public int Steps => Jobs.Sum(job => job.Steps);
}

/// <summary>The actors of a federation, composed as <see cref="Federation"/> composes them, but round by round and untested.</summary>
internal sealed class PacedFederation : IAsyncDisposable
{
    public const int MostWarmUpRounds = 12;

    private const double Settled = 0.005;         // share of a round's CPU time
    private const double MostWarmUpSeconds = 20; // of CPU time: methods met late are still compiled anew after 10

    private readonly Channel<Pause> _pauses = Channel.CreateUnbounded<Pause>();
    private readonly TrainingLog _log = new();
    private readonly IActorRef _server;
    private Pause? _pause;

    public PacedFederation(Experiment experiment, FederatedData data, int slots, EngineKind engine = EngineKind.Torch)
    {
        var engines = new Engines(engine, experiment.Network, data.Images);
        System = ActorSystem.Create("bench", Configuration);
        System.ActorOf(InvariantObserver.Props(), "invariants");
        var edge = System.ActorOf(EdgeNodeActor.Props(experiment, data, slots, Engine), "edge");
        var tester = PacedTester.Props(_pauses.Writer);
        _server = System.ActorOf(ServerActor.Props(experiment, ServerState.Initial(experiment), edge, tester, checkpoints: null), "server");

        ITrainingEngine Engine() => new TimedEngine(engines.Create(), _log);
    }

    public ActorSystem System { get; }

    /// <summary>Does one round.</summary>
    public async Task<RoundCost> RoundAsync()
    {
        var before = CpuClock.ProcessSeconds();
        if (_pause is null)
            _server.Tell(ServerActor.Start.Instance);
        else
            _pause.Resume();
        _pause = await _pauses.Reader.ReadAsync();
        var (jobs, seconds) = _log.Take();
        return new RoundCost(jobs, _pause.Test.Dense, CpuClock.ProcessSeconds() - before, seconds);
    }

    /// <summary>Does rounds until one spends next to no time on compiling: a run of many rounds does so once.</summary>
    public async Task<IReadOnlyList<RoundCost>> WarmUpAsync()
    {
        var rounds = new List<RoundCost>();
        for (double compiling = 1, spent = 0; rounds.Count < MostWarmUpRounds && spent < MostWarmUpSeconds && compiling > Settled;)
        {
            var before = JitInfo.GetCompilationTime();
            rounds.Add(await RoundAsync());
            spent += rounds[^1].CpuSeconds;
            compiling = (JitInfo.GetCompilationTime() - before).TotalSeconds / rounds[^1].CpuSeconds;
        }
        return rounds;
    }

    public async ValueTask DisposeAsync() => await System.Terminate();

    private static Config Configuration => ConfigurationFactory.ParseString(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", "reference.conf")));
}
