namespace Akka.Remote.Tcp;

/// <summary>
/// Bounds how many connections may be greeting at a time. When one too many comes, the one that has had the most time goes: who
/// says nothing keeps nobody out.
/// </summary>
internal sealed class GreetingRoom(int most)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<InboundConnection> _greeting = new(); // in the order they came

    /// <summary>Takes a place, to be given back when the greeting is over.</summary>
    public IDisposable Enter(InboundConnection connection)
    {
        var (place, oldest) = Add(connection);
        oldest?.GiveWay();
        return new Place(this, place);
    }

    private (LinkedListNode<InboundConnection> Place, InboundConnection Oldest) Add(InboundConnection connection)
    {
        lock (_lock)
        {
            var place = _greeting.AddLast(connection);
            if (_greeting.Count <= most) return (place, null);
            var oldest = _greeting.First.Value;
            _greeting.RemoveFirst();
            return (place, oldest);
        }
    }

    private void Leave(LinkedListNode<InboundConnection> place)
    {
        lock (_lock)
        {
            if (place.List is not null) _greeting.Remove(place);
        }
    }

    private sealed class Place(GreetingRoom room, LinkedListNode<InboundConnection> place) : IDisposable
    {
        public void Dispose() => room.Leave(place);
    }
}
