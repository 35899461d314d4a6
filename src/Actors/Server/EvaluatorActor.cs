using System.Collections.Immutable;
using Akka.Actor;
using FedPrune.Actors.Rounds;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Contribution;

namespace FedPrune.Actors.Server;

/// <summary>Scores what the devices contributed and turns it into aggregation weights.</summary>
public sealed class EvaluatorActor(Experiment experiment) : UntypedActor
{
    /// <summary>Weigh a round's updates; answered by <see cref="Weighed"/>.</summary>
    public sealed record Weigh(int Round, ImmutableArray<Update> Updates, Reputations Before)
    {
        /// <summary>How many rounds old each update is; empty where none is.</summary>
        public ImmutableArray<int> Staleness { get; init; } = [];
    }

    public sealed record Weighed(int Round, Weighing Weighing);

    public static Props Props(Experiment experiment) =>
        Akka.Actor.Props.Create(() => new EvaluatorActor(experiment)).WithDispatcher(Dispatchers.Server);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Weigh weigh:
                var weighing = Weighing.Of(experiment.Algorithm, weigh.Updates, weigh.Before, weigh.Round, experiment.Rounds);
                Sender.Tell(new Weighed(
                    weigh.Round, Staleness.Discounted(weighing, weigh.Staleness, experiment.Policy.StalenessExponent)));
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
