using System.Collections.Immutable;
using Akka.Actor;
using FedPrune.Actors.Server;

namespace FedPrune.Actors;

/// <summary>A round has begun with this cohort; published for observers.</summary>
public sealed record RoundStarted(int Round, ImmutableArray<int> Cohort);

/// <summary>What must never happen has happened; published by the observer.</summary>
public sealed record InvariantViolated(string What);

/// <summary>
/// Watches the event stream and can do nothing else. It holds: rounds only grow; each sampled device ends in exactly one
/// outcome; weights are not negative and sum to 1; nothing that is not finite is in the global model's results.
/// </summary>
public sealed class InvariantObserver : UntypedActor
{
    private const double Tolerance = 1e-9; // rounding of a sum of a few thousand shares

    private int _round = -1;
    private ImmutableArray<int> _cohort = [];

    public static Props Props() => Akka.Actor.Props.Create(() => new InvariantObserver());

    /// <summary>What whoever starts an observer has to subscribe it to.</summary>
    public static ImmutableArray<Type> Observed { get; } = [typeof(RoundStarted), typeof(RoundReport)];

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RoundStarted started:
                Check(started.Round > _round, $"round {started.Round} began after round {_round}");
                (_round, _cohort) = (started.Round, started.Cohort);
                break;
            case RoundReport report:
                Check(report);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Check(RoundReport report)
    {
        var round = $"round {report.Round}";
        Check(report.Round == _round, $"{round} closed while round {_round} was open");
        Check(report.Devices.Select(d => d.Device).SequenceEqual(_cohort.Order()), $"{round} did not account for each sampled device exactly once");
        Check(double.IsFinite(report.Sparse.Loss) && double.IsFinite(report.Dense.Loss), $"{round} left a model that is not finite");
        if (!report.Quorate)
            return;
        double[] weights = [.. report.Devices.Concat(report.Stale).Where(d => d.Outcome == DeviceOutcome.Counted).Select(d => d.Weight ?? double.NaN)];
        Check(weights.All(w => w >= 0), $"{round} has a weight that is negative or missing");
        Check(Math.Abs(weights.Sum() - 1) <= Tolerance, $"{round} has weights that sum to {weights.Sum():R}");
    }

    private void Check(bool holds, string otherwise)
    {
        if (!holds)
            Context.System.EventStream.Publish(new InvariantViolated(otherwise));
    }
}
