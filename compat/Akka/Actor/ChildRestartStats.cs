namespace Akka.Actor.Internal;

/// <summary>How often a child was restarted, and since when that is counted.</summary>
public class ChildRestartStats
{
    public ChildRestartStats(IInternalActorRef child, uint maxNrOfRetriesCount = 0, long restartTimeWindowStartTicks = 0)
    {
        Child = child;
        MaxNrOfRetriesCount = maxNrOfRetriesCount;
        RestartTimeWindowStartTicks = restartTimeWindowStartTicks;
    }

    public IInternalActorRef Child { get; }

    public long Uid => Child.Path.Uid;

    public uint MaxNrOfRetriesCount { get; private set; }

    public long RestartTimeWindowStartTicks { get; private set; }

    /// <summary>Counts one more failure. False if that is more than allowed within the time; negative retries and times mean no limit.</summary>
    public bool RequestRestartPermission(int maxNrOfRetries, int withinTimeMilliseconds)
    {
        if (maxNrOfRetries == 0) return false;
        var limited = maxNrOfRetries > 0;
        var windowed = withinTimeMilliseconds > 0;
        if (limited && !windowed) return ++MaxNrOfRetriesCount <= maxNrOfRetries;
        return !windowed || RetriesInWindowAllowed(limited ? maxNrOfRetries : 1, withinTimeMilliseconds);
    }

    private bool RetriesInWindowAllowed(int retries, int windowMilliseconds)
    {
        var now = DateTime.UtcNow.Ticks;
        if (RestartTimeWindowStartTicks == 0) RestartTimeWindowStartTicks = now;
        var inside = now - RestartTimeWindowStartTicks <= windowMilliseconds * TimeSpan.TicksPerMillisecond;
        if (inside)
        {
            MaxNrOfRetriesCount++;
            return MaxNrOfRetriesCount <= retries;
        }

        MaxNrOfRetriesCount = 1;
        RestartTimeWindowStartTicks = now;
        return true;
    }
}
