using System.Collections.Immutable;
using Akka.Actor;
using FedPrune.Actors.Faults;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Checkpoints;
using FedPrune.Model.Pruning;

namespace FedPrune.Actors.Server;

/// <summary>
/// Owns the run: one round at a time it samples a cohort, prunes, has it trained, weighed, aggregated, tested and saved,
/// and publishes a <see cref="RoundReport"/>. It is the only writer of checkpoints.
/// </summary>
public sealed class ServerActor : UntypedActor
{
    /// <summary>Begin, or go on after a resume.</summary>
    public sealed record Start
    {
        public static Start Instance { get; } = new();
    }

    /// <summary>Stop after the round under way, its checkpoint included.</summary>
    public sealed record Finish
    {
        public static Finish Instance { get; } = new();
    }

    private const string SmallerSteps = "a smaller fedprune.training.learning-rate may help";

    private sealed record ChildFailed(Exception Reason);

    private sealed record Saved;

    private const long MuchMemory = 1 << 26;

    private readonly Experiment _experiment;
    private readonly IActorRef _edge;
    private readonly CheckpointStore? _checkpoints;
    private readonly IActorRef _evaluator;
    private readonly IActorRef _aggregator;
    private readonly IActorRef _tester;
    private readonly FaultSchedule _faults;
    private readonly Func<string, Props, Props> _decorate;

    private ServerState _state;
    private Topology _pruned;
    private Round? _round;
    private (IActorRef Actor, IActorRef Round) _summing = (ActorRefs.Nobody, ActorRefs.Nobody);
    private bool _finishing;
    private Task _writing = Task.CompletedTask;

    public ServerActor(
        Experiment experiment, ServerState state, IActorRef edge, Props tester, CheckpointStore? checkpoints, Func<string, Props, Props> decorate)
    {
        (_experiment, _state, _edge, _checkpoints, _decorate) = (experiment, state, edge, checkpoints, decorate);
        _faults = new FaultSchedule(experiment.Faults, experiment.Devices, experiment.Seed);
        _evaluator = Context.ActorOf(decorate("evaluator", EvaluatorActor.Props(experiment)), "evaluator");
        _aggregator = Context.ActorOf(decorate("aggregator", AggregatorActor.Props(experiment)), "aggregator");
        _tester = Context.ActorOf(decorate("tester", tester), "tester");
        _pruned = Pruned(state.Model);
    }

    /// <summary>A server that runs its parts as children.</summary>
    /// <param name="experiment">What to run.</param>
    /// <param name="state">Where to begin.</param>
    /// <param name="edge">Who trains: takes <see cref="Edge.EdgeNodeActor.TrainCohort"/>.</param>
    /// <param name="tester">Who evaluates: takes <see cref="TesterActor.Test"/>.</param>
    /// <param name="checkpoints">Where each round is saved; null to save none.</param>
    /// <param name="decorate">What becomes of the props of its children, by their names without numbers; null for nothing.</param>
    public static Props Props(
        Experiment experiment, ServerState state, IActorRef edge, Props tester, CheckpointStore? checkpoints,
        Func<string, Props, Props>? decorate = null)
    {
        var decorated = decorate ?? FederationOptions.Plain;
        return Akka.Actor.Props.Create(() => new ServerActor(experiment, state, edge, tester, checkpoints, decorated))
            .WithDispatcher(Dispatchers.Server);
    }

    protected override void OnReceive(object message)
    {
        if (message is Start)
            BeginRound();
        else
            Always(message);
    }

    // A part of the server that fails ends the run: going on would mean going on from half a round.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(reason =>
    {
        Self.Tell(new ChildFailed(reason));
        return Directive.Stop;
    });

    protected override void PreRestart(Exception reason, object message)
    {
        Context.System.EventStream.Publish(new RunFailed(reason.Message));
        base.PreRestart(reason, message);
    }

    // A successor may write the same checkpoint as soon as this actor is gone.
    protected override void PostStop() => Task.WaitAny(_writing);

    private void Training(object message)
    {
        if (message is not RoundActor.Completed completed || completed.Round != _state.NextRound)
        {
            Always(message);
            return;
        }
        Close(completed);
    }

    private void Close(RoundActor.Completed completed)
    {
        _round = _round! with { Completed = completed };
        if (completed.Quorate && completed.Results.Any(result => result.Withheld is not null))
        {
            var props = SummingActor.Props(_experiment, _round.Order, completed.Results, _state.Model.Reputations);
            _summing = (Context.ActorOf(props), Sender);
            Become(Summing);
        }
        else if (completed.Quorate)
        {
            var updates = Updates();
            _evaluator.Tell(new EvaluatorActor.Weigh(completed.Round, [.. updates.Select(u => u.Update)], _state.Model.Reputations)
            {
                Staleness = [.. updates.Select(u => u.Staleness)],
            });
            Become(Evaluating);
        }
        else
        {
            Context.Stop(Sender);
            BeginTest(_state.Model);
        }
    }

    // The updates are on their nodes. When one of them is lost, the round closes again once its devices have answered elsewhere.
    private void Summing(object message)
    {
        switch (message)
        {
            case SummingActor.Summed summed when Sender.Equals(_summing.Actor):
                Context.Stop(_summing.Round);
                Aggregate(summed.Weighing, summed.Mean);
                break;
            case RoundActor.Completed completed when completed.Round == _state.NextRound:
                Context.Stop(_summing.Actor);
                Close(completed);
                break;
            default:
                Always(message);
                break;
        }
    }

    private void Evaluating(object message)
    {
        if (message is not EvaluatorActor.Weighed weighed)
        {
            Always(message);
            return;
        }
        Aggregate(weighed.Weighing, sums: null);
    }

    private void Aggregate(Weighing weighing, FixedMean? sums)
    {
        _round = _round! with { Weighing = weighing };
        _aggregator.Tell(
            new AggregatorActor.Aggregate(_state.Model, _round.Plan, [.. Updates().Select(u => u.Update)], weighing) { Sums = sums });
        Become(Aggregating);
    }

    private void Aggregating(object message)
    {
        switch (message)
        {
            case AggregatorActor.Aggregated { Finite: true } aggregated:
                BeginTest(aggregated.Model);
                break;
            case AggregatorActor.Aggregated aggregated:
                Fail($"round {aggregated.Round} made a model that is not finite; {SmallerSteps}");
                break;
            default:
                Always(message);
                break;
        }
    }

    private void Testing(object message)
    {
        switch (message)
        {
            case TesterActor.Tested tested when double.IsFinite(tested.Sparse.Loss) && double.IsFinite(tested.Dense.Loss):
                EndRound(tested);
                break;
            case TesterActor.Tested tested:
                Fail($"round {tested.Round} made a model whose test loss is not finite; {SmallerSteps}");
                break;
            default:
                Always(message);
                break;
        }
    }

    private void Saving(object message)
    {
        switch (message)
        {
            case Saved:
                BeginRound();
                break;
            case Status.Failure failure:
                Fail($"the checkpoint could not be written: {failure.Cause.Message}");
                break;
            default:
                Always(message);
                break;
        }
    }

    private void Ended(object message)
    {
        if (message is not Finish)
            Unhandled(message);
    }

    private void Always(object message)
    {
        switch (message)
        {
            case Finish:
                _finishing = true;
                break;
            case ChildFailed failed:
                Fail(failed.Reason.Message);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void BeginRound()
    {
        if (_finishing || _state.NextRound >= _experiment.Rounds)
        {
            Become(Ended);
            Context.System.EventStream.Publish(new RunFinished(_state.NextRound, _state.NextRound < _experiment.Rounds));
            return;
        }
        FreeSpentUpdates();
        var round = _state.NextRound;
        var plan = RoundPlan.For(_experiment.Algorithm, _state.Model, _pruned, _experiment.Seed, round);
        var order = Handout.Of(_experiment, _state, plan);
        _round = new Round(order);
        Context.System.EventStream.Publish(new RoundStarted(round, [.. order.Assignments.Select(a => a.Device)]));
        var terms = new RoundTerms(_experiment.Quorum)
        {
            Goal = _experiment.Policy.Goal(_experiment.Cohort),
            Pending = _state.Pending,
            NormBound = _experiment.NormBound,
            LargestChange = _experiment.LargestChange,
        };
        Context.ActorOf(_decorate("round", RoundActor.Props(order, terms, _edge)), $"round-{round}");
        Become(Training);
    }

    // The updates of the round before are garbage now, but so few and so large that the collector would let those of several
    // rounds pile up; to collect takes milliseconds, since little else is alive.
    private void FreeSpentUpdates()
    {
        if ((long)_experiment.Cohort * _pruned.Count * sizeof(float) > MuchMemory)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
    }

    private void BeginTest(GlobalModel next)
    {
        var pruned = _experiment.Algorithm.DynamicTopology || next.Kept is not null ? Pruned(next) : _pruned;
        _round = _round! with { Next = next, Pruned = pruned };
        _tester.Tell(new TesterActor.Test(_round.Plan.Round, next.Weights, Masked(next.Weights, pruned)));
        Become(Testing);
    }

    private void EndRound(TesterActor.Tested tested)
    {
        var round = _round!;
        var report = round.Report(_experiment, _state.Totals, tested);
        var masks = _state.Masks.SetItems(round.Order.Assignments.Select(a => KeyValuePair.Create(a.Device, a.Mask)));
        var memories = _state.Devices.SetItems(
            round.Completed!.Results.Concat(round.Completed.Kept).Where(r => !r.Memory.IsEmpty).Select(r => KeyValuePair.Create(r.Device, r.Memory)));
        _state = new ServerState(tested.Round + 1, round.Next!, report.Totals, masks)
        {
            Devices = memories,
            Pending = round.StillPending(_state.Pending, _experiment.Policy.MostStaleness),
            Seen = _experiment.Policy.Selection.NeedsExperience ? _state.Seen.SetItems(round.Experiences()) : _state.Seen,
        };
        (_pruned, _round) = (round.Pruned!, null);
        Context.System.EventStream.Publish(report);
        Save(tested.Round);
    }

    private void Save(int round)
    {
        var (state, checkpoints, faults) = (_state, _checkpoints, _faults);
        _writing = Task.Run(Write);
        _ = _writing.PipeTo(Self, success: () => new Saved());
        Become(Saving);

        void Write()
        {
            if (faults.DiskIsFull(round))
                throw new IOException("no space left on the device (a declared fault)");
            checkpoints?.Save(state.NextRound, state.ToSnapshot());
        }
    }

    private ImmutableArray<(Update Update, int Staleness)> Updates() => _round!.Updates(_experiment.Network.Layout);

    private void Fail(string reason)
    {
        Become(Ended);
        Context.System.EventStream.Publish(new RunFailed(reason));
    }

    private Topology Pruned(GlobalModel model) =>
        RoundPlan.PrunedTopology(_experiment.Algorithm, _experiment.Network.Layout, model, _experiment.Seed);

    // W⊙M; the same memory where nothing is pruned, so that it is tested once.
    private static ReadOnlyMemory<float> Masked(ReadOnlyMemory<float> weights, Topology topology)
    {
        if (topology.IsDense)
            return weights;
        var sparse = new float[weights.Length];
        topology.Expand(topology.Gather(weights.Span), sparse);
        return sparse;
    }
}
