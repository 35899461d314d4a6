using System.Collections.Immutable;
using Akka.Actor;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;

namespace FedPrune.Actors.Server;

/// <summary>Sums weighed updates into the global model and recovers what pruning had set aside.</summary>
public sealed class AggregatorActor(Experiment experiment) : UntypedActor
{
    /// <summary>Make the next model; answered by <see cref="Aggregated"/>.</summary>
    public sealed record Aggregate(GlobalModel Model, RoundPlan Plan, ImmutableArray<Update> Updates, Weighing Weighing)
    {
        /// <summary>The updates' weighted sum, where nodes have taken it; null where the updates are there.</summary>
        public FixedMean? Sums { get; init; }
    }

    /// <summary>The model after a round.</summary>
    /// <param name="Round">t.</param>
    /// <param name="Model">The next model.</param>
    /// <param name="Finite">Whether all its numbers are finite; else it must not be used.</param>
    public sealed record Aggregated(int Round, GlobalModel Model, bool Finite);

    public static Props Props(Experiment experiment) =>
        Akka.Actor.Props.Create(() => new AggregatorActor(experiment)).WithDispatcher(Dispatchers.Server);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Aggregate order:
                var next = NextModel.After(experiment.Algorithm, order.Model, order.Plan, order.Updates, order.Weighing, order.Sums);
                Sender.Tell(new Aggregated(order.Plan.Round, next, Finiteness.OfAll(next.Weights.Span)));
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
