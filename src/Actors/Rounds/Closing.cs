using System.Collections.Immutable;

namespace FedPrune.Actors.Rounds;

/// <summary>When a round is over and who was in time: decided by virtual times alone, never by the order of messages.</summary>
/// <param name="Seconds">From the start of the round.</param>
/// <param name="InTime">Devices whose answers count, ascending.</param>
internal sealed record Closing(double Seconds, ImmutableSortedSet<int> InTime)
{
    /// <summary>Closes a round.</summary>
    /// <param name="asked">How many devices were asked.</param>
    /// <param name="goal">Answers that are enough; 0 for all.</param>
    /// <param name="deadline">Seconds; infinite for none.</param>
    /// <param name="fresh">Usable answers of the round and when they came.</param>
    /// <param name="pending">Answers to earlier rounds and when they come, in the same seconds.</param>
    public static Closing Of(
        int asked, int goal, double deadline, IReadOnlyList<(int Device, double Seconds)> fresh, IReadOnlyList<(int Device, double Seconds)> pending)
    {
        (int Device, double Seconds)[] arrivals =
            [.. fresh.Concat(pending).Where(a => a.Seconds <= deadline).OrderBy(a => a.Seconds).ThenBy(a => a.Device)];
        if (goal > 0 && arrivals.Length >= goal)
            return new Closing(Math.Max(0, arrivals[goal - 1].Seconds), [.. arrivals[..goal].Select(a => a.Device)]);
        var seconds = End(asked, goal, deadline, fresh, pending);
        return new Closing(seconds, [.. arrivals.Where(a => a.Seconds <= seconds).Select(a => a.Device)]);
    }

    // A round that misses nobody ends with its last answer; one that does can only end at its deadline.
    private static double End(
        int asked, int goal, double deadline, IReadOnlyList<(int Device, double Seconds)> fresh, IReadOnlyList<(int Device, double Seconds)> pending)
    {
        var awaited = goal > 0 ? fresh.Concat(pending) : fresh;
        var complete = asked > 0 && fresh.Count(a => a.Seconds <= deadline) == asked;
        if (goal == 0 && complete)
            return awaited.Max(a => a.Seconds);
        if (!double.IsPositiveInfinity(deadline))
            return deadline;
        return awaited.Select(a => a.Seconds).Append(asked == 0 && pending.Count == 0 ? RoundPolicy.IdleSeconds : 0).Max();
    }
}
