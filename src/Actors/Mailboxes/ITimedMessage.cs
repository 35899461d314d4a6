namespace FedPrune.Actors.Mailboxes;

/// <summary>
/// A message that takes its time in a line: a transfer on a link, a job on a processor. Those of one line go one after
/// another, in the order in which they came. All times are virtual seconds since the start of the run.
/// </summary>
public interface ITimedMessage
{
    /// <summary>Which line of the receiver's it takes: a device's inbox has one, a round's has one for each device's uplink.</summary>
    int Line { get; }

    /// <summary>When it comes to the line.</summary>
    double EntersAt { get; }

    /// <summary>For how long it has the line to itself.</summary>
    double Seconds { get; }

    /// <summary>What passes after that until it is there, with the line free for others.</summary>
    double Latency { get; }

    /// <summary>What it takes of the line's room: bytes, or jobs.</summary>
    long Size { get; }

    /// <summary>Whether it has passed its line, or has none to pass.</summary>
    bool Passed { get; }

    /// <summary>The same message as its receiver sees it.</summary>
    /// <param name="waited">Seconds for which others had the line.</param>
    ITimedMessage After(double waited);
}

/// <summary>A transfer.</summary>
public interface IPayload : ITimedMessage;

/// <summary>Work for a device's processor.</summary>
public interface IComputation : ITimedMessage;

/// <summary>A mailbox had no room; told to the sender.</summary>
/// <param name="Message">What it refused.</param>
/// <param name="Reason">Why, in one line.</param>
public sealed record Refused(ITimedMessage Message, string Reason);

/// <summary>One direction of a device's connection.</summary>
/// <param name="BitsPerSecond">Shared by the transfers on it.</param>
/// <param name="LatencySeconds">Paid by each.</param>
public sealed record Link(double BitsPerSecond, double LatencySeconds)
{
    /// <summary>How long a transfer has the link to itself.</summary>
    public double SecondsOf(long bytes) => 8 * bytes / BitsPerSecond;
}
