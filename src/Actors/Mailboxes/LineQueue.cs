using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch.MessageQueues;

namespace FedPrune.Actors.Mailboxes;

/// <summary>How a mailbox is declared: its room, and the clock it holds messages back by.</summary>
/// <param name="Capacity">Room of each line.</param>
/// <param name="SpeedUp">Virtual seconds in a real one; null in virtual time, where nothing waits.</param>
internal sealed record LineSettings(long Capacity, double? SpeedUp)
{
    /// <summary>Reads a mailbox's section.</summary>
    /// <exception cref="ConfigurationException">A value is not allowed.</exception>
    public static LineSettings Of(Config section, long capacity)
    {
        var clock = section.GetString("clock", "virtual");
        var speedUp = section.GetDouble("speed-up", 1);
        if (clock is not ("virtual" or "real") || speedUp is not (> 0 and < double.PositiveInfinity) || capacity < 1)
            throw new ConfigurationException($"mailbox with clock = {clock}, speed-up = {speedUp}, capacity = {capacity}: "
                + "allowed are virtual or real, a number above 0, and a capacity from 1");
        return new LineSettings(capacity, clock == "real" ? speedUp : null);
    }
}

/// <summary>
/// A message queue behind lines. A timed message passes its line before its receiver sees it; any other message overtakes
/// it. In virtual time it carries when it is there; in real time the scheduler holds it back until then. What does not fit
/// is refused, and its sender told.
/// </summary>
public abstract class LineQueue<T> : IMessageQueue
    where T : class, ITimedMessage
{
    private readonly Lock _lock = new();
    private readonly ActorSystem _system;
    private readonly LineSettings _settings;
    private Queue<Envelope>? _control, _timed; // made when needed: most devices wait most of the time
    private Line? _first;
    private int _firstKey;
    private Dictionary<int, Line>? _others;

    private protected LineQueue(ActorSystem system, LineSettings settings) => (_system, _settings) = (system, settings);

    /// <inheritdoc/>
    public bool HasMessages => Count > 0;

    /// <inheritdoc/>
    public int Count
    {
        get
        {
            lock (_lock)
                return (_control?.Count ?? 0) + (_timed?.Count ?? 0);
        }
    }

    /// <summary>What the room is of, for a refusal.</summary>
    private protected abstract string Unit { get; }

    /// <inheritdoc/>
    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        if (envelope.Message is not T timed)
            Put(ref _control, envelope);
        else if (timed.Passed)
            Put(ref _control, envelope); // it is there: nothing overtakes it any more
        else if (Enter(timed) is { } waited)
            Deliver(receiver, new Envelope(timed.After(waited), envelope.Sender), waited + timed.Latency + timed.Seconds);
        else
            (envelope.Sender ?? _system.DeadLetters).Tell(new Refused(timed, Reason(timed)), receiver);
    }

    /// <inheritdoc/>
    public bool TryDequeue(out Envelope envelope)
    {
        lock (_lock)
        {
            envelope = default;
            return (_control?.TryDequeue(out envelope) ?? false) || (_timed?.TryDequeue(out envelope) ?? false);
        }
    }

    /// <inheritdoc/>
    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (TryDequeue(out var envelope))
            deadletters.Enqueue(owner, envelope);
    }

    private void Put(ref Queue<Envelope>? queue, Envelope envelope)
    {
        lock (_lock)
            (queue ??= new Queue<Envelope>(1)).Enqueue(envelope);
    }

    private double? Enter(T timed)
    {
        lock (_lock)
            return LineOf(timed.Line).Enter(timed.EntersAt, timed.Seconds, timed.Size, _settings.Capacity);
    }

    private void Deliver(IActorRef receiver, Envelope envelope, double seconds)
    {
        if (_settings.SpeedUp is { } speedUp)
            _system.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(seconds / speedUp), receiver, envelope.Message, envelope.Sender);
        else
            Put(ref _timed, envelope);
    }

    private Line LineOf(int key)
    {
        if (_first is null)
            (_first, _firstKey) = (new Line(), key);
        if (_firstKey == key)
            return _first;
        _others ??= [];
        if (!_others.TryGetValue(key, out var line))
            _others.Add(key, line = new Line());
        return line;
    }

    private string Reason(T timed) => $"no room for {timed.Size} {Unit}: the mailbox takes {_settings.Capacity} at a time";
}
