using Akka.Actor;
using FedPrune.Actors.Server;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Contribution;

namespace FedPrune.Actors.Cluster;

/// <summary>
/// Keeps the updates of a node's devices for as long as their round goes on, and tells the server what it needs of them: sums
/// and scores. A request for a round that is over is not answered; nobody waits for it.
/// </summary>
/// <param name="rule">The score, where updates are scored.</param>
internal sealed class PartialSumsActor(ContributionRule rule) : UntypedActor
{
    /// <summary>An update to keep; a later one of the same device takes its place.</summary>
    public sealed record Keep(int Round, Update Update);

    /// <summary>A request of the server's; answered by <see cref="Done"/>.</summary>
    public sealed record Work(int Number, SumRequest Request);

    /// <summary>What was requested.</summary>
    public sealed record Done(int Number, SumRequest Request, SumAnswer Answer);

    private readonly Dictionary<int, Update> _updates = []; // by device
    private int _round = -1;

    public static Props Props(ContributionRule rule) =>
        Akka.Actor.Props.Create(() => new PartialSumsActor(rule)).WithDispatcher(Dispatchers.Server);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Keep keep:
                if (keep.Round != _round)
                    _updates.Clear();
                _round = keep.Round;
                _updates[keep.Update.Device] = keep.Update;
                break;
            case Work work when work.Request.Round == _round:
                Sender.Tell(new Done(work.Number, work.Request, Answer(work.Request)));
                break;
            case Work:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private SumAnswer Answer(SumRequest request)
    {
        Update[] updates = [.. request.Devices.Select(device => _updates[device])];
        switch (request)
        {
            case SumRequest.Mean:
                return new SumAnswer.Mean(FixedMean.Of(updates, request.Weights.AsSpan()));
            case SumRequest.Direction:
                return new SumAnswer.Direction(DirectionScore.Direction(rule, updates, request.Weights));
            case SumRequest.Scores scores:
                return new SumAnswer.Scores([.. DirectionScore.Of(scores.Total, rule, updates, request.Weights)]);
            default:
                throw new NotSupportedException($"no sum for {request.GetType().Name}");
        }
    }
}
