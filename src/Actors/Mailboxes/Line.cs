namespace FedPrune.Actors.Mailboxes;

/// <summary>Who is in a line and when it is free: first come, first served, with room for so much and no more.</summary>
internal sealed class Line
{
    private readonly Queue<(double Leaves, long Size)> _inside = [];
    private double _free;
    private long _held;

    /// <summary>Lets a message in, if there is room when it comes.</summary>
    /// <param name="at">When it comes.</param>
    /// <param name="seconds">How long it takes.</param>
    /// <param name="size">Its part of the room.</param>
    /// <param name="capacity">The room.</param>
    /// <returns>Seconds that it waits for those before it; null where it does not fit.</returns>
    public double? Enter(double at, double seconds, long size, long capacity)
    {
        while (_inside.TryPeek(out var first) && first.Leaves <= at)
            _held -= _inside.Dequeue().Size;
        if (_held + size > capacity)
            return null;
        var starts = Math.Max(at, _free);
        _free = starts + seconds;
        _inside.Enqueue((_free, size));
        _held += size;
        return starts - at;
    }
}
