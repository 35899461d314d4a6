using Akka.Actor;

namespace Akka.Pattern;

/// <summary>How to start a child again after a delay that doubles each time.</summary>
public static class Backoff
{
    /// <summary>For a child that is to be started again when it fails.</summary>
    [Obsolete("Use the overloaded one which accepts maxNrOfRetries instead.")]
    public static BackoffOptions OnFailure(Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor) =>
        OnFailure(childProps, childName, minBackoff, maxBackoff, randomFactor, maxNrOfRetries: -1);

    /// <inheritdoc cref="OnFailure(Props, string, TimeSpan, TimeSpan, double)"/>
    public static BackoffOptions OnFailure(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries) =>
        new BackoffPlan(RestartsOnFailure: true, childProps, childName, minBackoff, maxBackoff, randomFactor).WithMaxNrOfRetries(maxNrOfRetries);

    /// <summary>For a child that is to be started again when it stops.</summary>
    [Obsolete("Use the overloaded one which accepts maxNrOfRetries instead.")]
    public static BackoffOptions OnStop(Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor) =>
        OnStop(childProps, childName, minBackoff, maxBackoff, randomFactor, maxNrOfRetries: -1);

    /// <inheritdoc cref="OnStop(Props, string, TimeSpan, TimeSpan, double)"/>
    public static BackoffOptions OnStop(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries) =>
        new BackoffPlan(RestartsOnFailure: false, childProps, childName, minBackoff, maxBackoff, randomFactor).WithMaxNrOfRetries(maxNrOfRetries);
}

/// <summary>The options of a back-off supervisor. Immutable: each method gives new ones.</summary>
public abstract class BackoffOptions
{
    internal abstract Props Props { get; }

    /// <summary>The delay is the smallest again when the child has not failed for so long.</summary>
    public abstract BackoffOptions WithAutoReset(TimeSpan resetBackoff);

    /// <summary>The delay is the smallest again when the child says so, by <see cref="BackoffSupervisor.Reset"/>.</summary>
    public abstract BackoffOptions WithManualReset();

    public abstract BackoffOptions WithSupervisorStrategy(OneForOneStrategy supervisorStrategy);

    /// <summary>Every failure stops the child.</summary>
    public abstract BackoffOptions WithDefaultStoppingStrategy();

    /// <summary>What is told to who sends something while there is no child; without it such messages are dead letters.</summary>
    public abstract BackoffOptions WithReplyWhileStopped(object replyWhileStopped);

    /// <summary>How often the child is started again before the supervisor stops; negative for ever.</summary>
    public abstract BackoffOptions WithMaxNrOfRetries(int maxNrOfRetries);

    /// <summary>After a message for which this holds, the supervisor stops when the child does.</summary>
    public abstract BackoffOptions WithFinalStopMessage(Func<object, bool> isFinalStopMessage);
}

/// <summary>When the delay is the smallest again.</summary>
public interface IBackoffReset;

internal sealed record ManualReset : IBackoffReset;

internal sealed record AutoReset(TimeSpan ResetBackoff) : IBackoffReset;

internal sealed class BackoffPlan(
    bool RestartsOnFailure, Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor) : BackoffOptions
{
    private IBackoffReset _reset;
    private OneForOneStrategy _strategy = new(SupervisorStrategy.DefaultDecider);
    private object _replyWhileStopped;
    private Func<object, bool> _finalStopMessage;

    internal override Props Props
    {
        get
        {
            var delay = new BackoffDelay(minBackoff, maxBackoff, randomFactor);
            var reset = _reset ?? new AutoReset(minBackoff);
            if (reset is AutoReset auto && (auto.ResetBackoff < minBackoff || auto.ResetBackoff > maxBackoff))
            {
                throw new ArgumentException($"WithAutoReset: {auto.ResetBackoff} is not between the smallest delay {minBackoff} and the largest {maxBackoff}");
            }

            var (strategy, reply, final) = (_strategy, _replyWhileStopped, _finalStopMessage);
            return RestartsOnFailure
                ? Props.Create(() => new BackoffOnRestartSupervisor(childProps, childName, delay, reset, strategy, reply, final))
                : Props.Create(() => new BackoffSupervisor(
                    childProps, childName, minBackoff, maxBackoff, reset, randomFactor, strategy, reply, final));
        }
    }

    public override BackoffOptions WithAutoReset(TimeSpan resetBackoff) => With(plan => plan._reset = new AutoReset(resetBackoff));

    public override BackoffOptions WithManualReset() => With(static plan => plan._reset = new ManualReset());

    public override BackoffOptions WithSupervisorStrategy(OneForOneStrategy supervisorStrategy) =>
        With(plan => plan._strategy = supervisorStrategy);

    public override BackoffOptions WithDefaultStoppingStrategy() =>
        With(static plan => plan._strategy = new OneForOneStrategy(plan._strategy.MaxNumberOfRetries, null, SupervisorStrategy.StoppingStrategy.Decider));

    public override BackoffOptions WithReplyWhileStopped(object replyWhileStopped) => With(plan => plan._replyWhileStopped = replyWhileStopped);

    public override BackoffOptions WithMaxNrOfRetries(int maxNrOfRetries) =>
        With(plan => plan._strategy = plan._strategy.WithMaxNrOfRetries(maxNrOfRetries));

    public override BackoffOptions WithFinalStopMessage(Func<object, bool> isFinalStopMessage) =>
        With(plan => plan._finalStopMessage = isFinalStopMessage);

    private BackoffPlan With(Action<BackoffPlan> change)
    {
        var copy = (BackoffPlan)MemberwiseClone();
        change(copy);
        return copy;
    }
}

/// <summary>The delay before the n-th restart: the smallest, doubled n times, at most the largest, and some chance on top.</summary>
internal sealed class BackoffDelay
{
    private const int RestartsBeyondDoubling = 30;

    private readonly TimeSpan _min;
    private readonly TimeSpan _max;
    private readonly double _randomFactor;

    public BackoffDelay(TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor)
    {
        if (minBackoff <= TimeSpan.Zero) throw new ArgumentException($"MinBackoff must be greater than 0, not {minBackoff}", nameof(minBackoff));
        if (maxBackoff < minBackoff) throw new ArgumentException($"MaxBackoff must be >= MinBackoff {minBackoff}, not {maxBackoff}", nameof(maxBackoff));
        if (randomFactor is < 0 or > 1)
        {
            throw new ArgumentException(FormattableString.Invariant($"RandomFactor must be between 0.0 and 1.0, not {randomFactor}"), nameof(randomFactor));
        }

        (_min, _max, _randomFactor) = (minBackoff, maxBackoff, randomFactor);
    }

    public TimeSpan Before(int restart)
    {
        if (restart >= RestartsBeyondDoubling) return _max;
        var doubled = Math.Min(_max.TotalMilliseconds, _min.TotalMilliseconds * Math.Pow(2, restart));
        return TimeSpan.FromMilliseconds(doubled * (1 + (Random.Shared.NextDouble() * _randomFactor)));
    }
}
