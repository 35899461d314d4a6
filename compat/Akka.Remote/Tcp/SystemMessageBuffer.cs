namespace Akka.Remote.Tcp;

/// <summary>The system messages that one incarnation has not acknowledged, in order, and from which on they are to be sent.</summary>
internal sealed class SystemMessageBuffer
{
    private readonly LinkedList<Numbered> _messages = new();
    private LinkedListNode<Numbered> _next;
    private long _lastNumber;
    private long _oldestSince;

    public bool IsEmpty => _messages.Count == 0;

    public int Count => _messages.Count;

    public void Add(in Outgoing outgoing)
    {
        if (IsEmpty) _oldestSince = Environment.TickCount64;
        var node = _messages.AddLast(new Numbered(++_lastNumber, outgoing));
        _next ??= node;
    }

    /// <summary>The next that has not been sent over this connection.</summary>
    public bool TryNext(out Numbered numbered)
    {
        numbered = _next?.Value ?? default;
        if (_next is null) return false;
        _next = _next.Next;
        return true;
    }

    public void SendAgain() => _next = _messages.First;

    public void Acknowledge(long number)
    {
        while (_messages.First is { } first && first.Value.Number <= number) Remove(first);
        _oldestSince = Environment.TickCount64;
    }

    /// <summary>It cannot be sent: those after it take its number's place, as nothing may be missing in between.</summary>
    public void Forget(long number)
    {
        for (var node = _messages.Last; node is not null; node = node.Previous)
        {
            if (node.Value.Number == number)
            {
                Remove(node);
                _lastNumber--;
                return;
            }

            node.Value = node.Value with { Number = node.Value.Number - 1 };
        }
    }

    /// <summary>Gives up all, and counts anew: for another incarnation.</summary>
    public void Clear(Action<Outgoing> drop)
    {
        foreach (var numbered in _messages) drop(numbered.Outgoing);
        _messages.Clear();
        _next = null;
        _lastNumber = 0;
    }

    public void DropOlderThan(TimeSpan age, bool neverConnected, Action<Outgoing> drop)
    {
        if (neverConnected && !IsEmpty && Environment.TickCount64 - _oldestSince > age.TotalMilliseconds) Clear(drop);
    }

    private void Remove(LinkedListNode<Numbered> node)
    {
        if (ReferenceEquals(node, _next)) _next = node.Next;
        _messages.Remove(node);
    }
}

/// <summary>Says once, and again after it has been mended, that too much waits for a system.</summary>
internal sealed class BufferWarning(int limit)
{
    private bool _said;

    public void Check(int waiting, Akka.Actor.Address remote, Event.ILoggingAdapter log)
    {
        if (limit <= 0 || (waiting > limit) == _said) return;
        _said = !_said;
        if (_said) Event.LoggingExtensions.Warning(log, "[{0}] buffered messages in EndpointWriter for [{1}]. You should probably implement flow control to avoid flooding the remote connection.", waiting, remote);
    }
}
