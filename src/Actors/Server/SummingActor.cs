using System.Collections.Immutable;
using Akka.Actor;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Contribution;
using FedPrune.Model.Pruning;

namespace FedPrune.Actors.Server;

/// <summary>
/// Weighs a round's updates, and sums them, where they stay on their nodes: has the nodes sum the direction and score against
/// it, where updates are scored, then sum the weighed updates. Answers its parent once. Where a node is lost meanwhile, the
/// round is closed anew and this actor is given up for another.
/// </summary>
/// <param name="experiment">What is run.</param>
/// <param name="order">What was asked of whom.</param>
/// <param name="results">The updates counted, in device order, their values being elsewhere.</param>
/// <param name="before">Reputations before the round.</param>
internal sealed class SummingActor(Experiment experiment, RoundOrder order, ImmutableArray<TrainResult> results, Reputations before) : UntypedActor
{
    /// <summary>What the updates are worth, and their weighted sum.</summary>
    public sealed record Summed(int Round, Weighing Weighing, FixedMean Mean);

    private readonly ImmutableArray<Update> _updates = [.. results.Select(result => result.Update)];
    private readonly Dictionary<IActorRef, int[]> _places =
        results.Index().GroupBy(r => r.Item.Withheld!.Node, r => r.Index).ToDictionary(node => node.Key, node => node.ToArray());

    private readonly HashSet<IActorRef> _awaited = [];
    private readonly double[] _scores = new double[experiment.Algorithm.ScoresUpdates ? results.Length : 0];
    private double[] _shares = [];
    private FixedVector? _direction;
    private FixedMean? _mean;
    private Weighing? _weighing;

    public static Props Props(Experiment experiment, RoundOrder order, ImmutableArray<TrainResult> results, Reputations before) =>
        Akka.Actor.Props.Create(() => new SummingActor(experiment, order, results, before)).WithDispatcher(Dispatchers.Server);

    protected override void PreStart()
    {
        if (!experiment.Algorithm.ScoresUpdates)
        {
            AskForMean();
            return;
        }
        _shares = DirectionScore.Shares(
            experiment.Algorithm.Contribution, [.. _updates.Select(u => u.Samples)], [.. _updates.Select(u => before.Of(u.Device))]);
        _direction = new FixedVector(Frame().Topology);
        Ask(_shares, (devices, weights) => new SumRequest.Direction(order.Round, devices, weights));
        Become(AwaitingDirections);
    }

    protected override void OnReceive(object message) => Unhandled(message);

    private void AwaitingDirections(object message)
    {
        if (message is not SumAnswer.Direction direction || !_awaited.Remove(Sender))
        {
            Unhandled(message);
            return;
        }
        _direction!.Add(direction.Part);
        if (_awaited.Count > 0)
            return;
        Ask(_shares, (devices, weights) => new SumRequest.Scores(order.Round, devices, weights, _direction));
        Become(AwaitingScores);
    }

    private void AwaitingScores(object message)
    {
        if (message is not SumAnswer.Scores scores || !_awaited.Remove(Sender))
        {
            Unhandled(message);
            return;
        }
        foreach (var (place, score) in _places[Sender].Zip(scores.Values))
            _scores[place] = score;
        if (_awaited.Count == 0)
            AskForMean();
    }

    private void AwaitingMeans(object message)
    {
        if (message is not SumAnswer.Mean mean || !_awaited.Remove(Sender))
        {
            Unhandled(message);
            return;
        }
        _mean!.Add(mean.Part);
        if (_awaited.Count > 0)
            return;
        Context.Parent.Tell(new Summed(order.Round, _weighing!, _mean));
        Context.Stop(Self);
    }

    private void AskForMean()
    {
        _weighing = Weighing.Of(experiment.Algorithm, _updates, _scores, before, order.Round, experiment.Rounds);
        var (topology, shared) = Frame();
        _mean = new FixedMean(topology, shared);
        Ask(_weighing.Weights, (devices, weights) => new SumRequest.Mean(order.Round, devices, weights));
        Become(AwaitingMeans);
    }

    private void Ask(IReadOnlyList<double> weights, Func<ImmutableArray<int>, ImmutableArray<double>, SumRequest> request)
    {
        foreach (var (node, places) in _places)
        {
            _awaited.Add(node);
            node.Tell(request([.. places.Select(place => _updates[place].Device)], [.. places.Select(place => weights[place])]));
        }
    }

    // The coordinates of the sums: one topology where that is all that anybody holds, else all.
    private (Topology Topology, bool Shared) Frame()
    {
        var assignments = order.Assignments.ToDictionary(a => a.Device);
        DevicePart[] parts = [.. _updates.Select(u => order.PartOf(assignments[u.Device]))];
        var first = parts[0].Topology;
        var shared = parts.All(part => part.Work.KeepsTopology && ReferenceEquals(part.Topology, first));
        return (shared ? first : Topology.Dense(first.Layout), shared);
    }
}
