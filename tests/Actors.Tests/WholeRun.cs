using Akka.Actor;
using FedPrune.Actors.Server;
using FedPrune.Model.Checkpoints;
using FedPrune.Model.Training;

namespace FedPrune.Actors.Tests;

/// <summary>A run from its start, or a checkpoint, to its end, on an actor system of its own.</summary>
internal sealed class WholeRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private WholeRun(IReadOnlyList<object> events) => Events = events;

    /// <summary>What was published, in order.</summary>
    public IReadOnlyList<object> Events { get; }

    public IReadOnlyList<RoundReport> Reports => [.. Events.OfType<RoundReport>()];

    public IEnumerable<DeviceRecord> Devices => Reports.SelectMany(report => report.Devices);

    public object End => Events[^1];

    public static Task<WholeRun> Of(
        Experiment experiment, FakeEngines? engines = null, int slots = 1, ServerState? from = null, CheckpointStore? checkpoints = null) =>
        Of(experiment, Tiny.Data, (engines ?? new FakeEngines()).Create, slots, from, checkpoints);

    public static async Task<WholeRun> Of(
        Experiment experiment, FederatedData data, Func<ITrainingEngine> createEngine, int slots = 1, ServerState? from = null,
        CheckpointStore? checkpoints = null, Action<Federation>? started = null)
    {
        using var system = ActorSystem.Create("run", ActorTest.Configuration);
        var federation = Federation.Start(
            system, experiment, data, from ?? ServerState.Initial(experiment), slots, createEngine, checkpoints);
        started?.Invoke(federation);
        var run = await FollowAsync(federation).WaitAsync(Patience);
        await system.Terminate().WaitAsync(Patience);
        return run;
    }

    /// <summary>Weights, velocities and reputations of a store's newest checkpoint, as bits.</summary>
    public static long[] Bits(CheckpointStore checkpoints)
    {
        var model = ServerState.From(checkpoints.Latest().Snapshot!).Model;
        return
        [
            .. model.Weights.ToArray().Concat(model.Velocity.ToArray()).Select(number => (long)BitConverter.SingleToInt32Bits(number)),
            .. model.Reputations.Known.Values.Select(BitConverter.DoubleToInt64Bits),
        ];
    }

    private static async Task<WholeRun> FollowAsync(Federation federation)
    {
        var events = new List<object>();
        await foreach (var happened in federation.Events)
            events.Add(happened);
        return new WholeRun(events);
    }
}
