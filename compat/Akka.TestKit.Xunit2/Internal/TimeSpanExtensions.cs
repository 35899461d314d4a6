namespace Akka.TestKit.Internal;

/// <summary>Kinds of durations.</summary>
public static class TimeSpanExtensions
{
    public static bool IsUndefined(this TimeSpan? timeSpan) => !timeSpan.HasValue;

    public static bool IsZero(this TimeSpan timeSpan) => timeSpan == TimeSpan.Zero;

    public static bool IsZero(this TimeSpan? timeSpan) => timeSpan == TimeSpan.Zero;

    public static bool IsPositiveFinite(this TimeSpan timeSpan) => timeSpan > TimeSpan.Zero;

    public static bool IsPositiveFinite(this TimeSpan? timeSpan) => timeSpan > TimeSpan.Zero;

    public static bool IsInfinite(this TimeSpan timeSpan) => timeSpan < TimeSpan.Zero;

    public static bool IsInfinite(this TimeSpan? timeSpan) => timeSpan < TimeSpan.Zero;

    public static bool IsInfiniteTimeout(this TimeSpan timeSpan) => timeSpan == Timeout.InfiniteTimeSpan;

    public static bool IsInfiniteTimeout(this TimeSpan? timeSpan) => timeSpan == Timeout.InfiniteTimeSpan;

    /// <summary>Refuses everything that is no length of time to wait.</summary>
    /// <exception cref="ArgumentException">The duration is zero, negative or infinite.</exception>
    public static void EnsureIsPositiveFinite(this TimeSpan timeSpan, string parameterName)
    {
        if (!timeSpan.IsPositiveFinite()) throw new ArgumentException($"The timespan must be greater than zero, but is {timeSpan}.", parameterName);
    }

    internal static void EnsureIsPositiveOrZero(this TimeSpan timeSpan, string parameterName)
    {
        if (timeSpan < TimeSpan.Zero) throw new ArgumentException($"The timespan must be zero or greater, but is {timeSpan}.", parameterName);
    }

    /// <summary>The shorter of the two, where infinite and undefined are longer than anything.</summary>
    public static TimeSpan Min(this TimeSpan a, TimeSpan? b) =>
        b is not { } other || other.IsInfinite() ? a : a.IsInfinite() || other < a ? other : a;
}
