namespace Akka.Dispatch;

/// <summary>The few that wait in a lane: only the lane's thread adds, any thread takes, the oldest first.</summary>
internal sealed class LaneQueue
{
    private const int Size = 8;

    private readonly Slot[] _slots = new Slot[Size];
    private long _added;
    private long _taken;

    public int Count => (int)(Volatile.Read(ref _added) - Volatile.Read(ref _taken));

    /// <summary>False when it is full.</summary>
    public bool TryAdd(IRunnable run)
    {
        var added = _added;
        if (added - Volatile.Read(ref _taken) == Size) return false;
        _slots[(int)added & (Size - 1)].Run = run;
        Volatile.Write(ref _added, added + 1);
        return true;
    }

    public bool TryTake(out IRunnable run)
    {
        while (true)
        {
            var taken = Volatile.Read(ref _taken);
            if (taken == Volatile.Read(ref _added))
            {
                run = null;
                return false;
            }

            // The slot is overwritten only when it has been taken, and then the exchange fails.
            run = Volatile.Read(ref _slots[(int)taken & (Size - 1)].Run);
            if (Interlocked.CompareExchange(ref _taken, taken + 1, taken) == taken) return true;
        }
    }

    /// <summary>Lets go of what was taken. For the lane's thread, when nothing waits.</summary>
    public void Forget() => Array.Clear(_slots);

    // An array of references would check the type of each that is stored.
    private struct Slot
    {
        public IRunnable Run;
    }
}
