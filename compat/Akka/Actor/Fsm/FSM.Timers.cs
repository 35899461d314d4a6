using Akka.Event;

namespace Akka.Actor;

/// <content>Named timers, and the limit of a stay.</content>
public abstract partial class FSM<TState, TData>
{
    private readonly Dictionary<string, NamedTimer> _timers = new(StringComparer.Ordinal);
    private ICancelable _stay;
    private long _generation;

    /// <summary>Has a message delivered after a delay, once or again and again; replaces the timer of this name.</summary>
    public void SetTimer(string name, object msg, TimeSpan timeout, bool repeat = false)
    {
        if (DebugEvent) _log.Debug("setting {0}timer '{1}/{2}: {3}'", repeat ? "repeating " : "", name, timeout, msg);
        Forget(name);
        var timer = new NamedTimer(this, name, msg, repeat);
        timer.Task = repeat
            ? Context.System.Scheduler.ScheduleTellRepeatedlyCancelable(timeout, timeout, Self, timer, Self)
            : Context.System.Scheduler.ScheduleTellOnceCancelable(timeout, Self, timer, Self);
        _timers[name] = timer;
    }

    /// <summary>Ends a timer: its message does not come any more, even if it is in the mailbox.</summary>
    public void CancelTimer(string name)
    {
        if (DebugEvent) _log.Debug("canceling timer {0}", name);
        Forget(name);
    }

    public bool IsTimerActive(string name) => _timers.ContainsKey(name);

    /// <summary>Limits every stay in a state from now on; null takes the limit away.</summary>
    public void SetStateTimeout(TState state, TimeSpan? timeout) => _stays[state] = timeout;

    private bool Accept(NamedTimer timer)
    {
        if (timer.Owner != this || !_timers.TryGetValue(timer.Name, out var current) || current != timer) return false;
        EndStay();
        if (!timer.Repeats) _timers.Remove(timer.Name);
        return true;
    }

    private void Forget(string name)
    {
        if (_timers.Remove(name, out var timer)) timer.Task.Cancel();
    }

    private void CancelTimers()
    {
        foreach (var timer in _timers.Values) timer.Task.Cancel();
        _timers.Clear();
    }

    private void BeginStay(TimeSpan? limit)
    {
        if (limit is not { } time || time == TimeSpan.MaxValue || time < TimeSpan.Zero) return;
        _stay?.Cancel();
        _stay = Context.System.Scheduler.ScheduleTellOnceCancelable(time, Self, new StayEnded(this, _generation), Self);
    }

    private void EndStay()
    {
        _stay?.Cancel();
        _stay = null;
        _generation++;
    }
}
