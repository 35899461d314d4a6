using Akka.Event;

namespace Akka.Remote.Tcp;

/// <summary>
/// Says of a connection that was closed on its peer's account why, in one line. Of many alike it says the first at once and the
/// number of those that followed a while later: a flood of strangers is not to become a flood of lines.
/// </summary>
internal sealed class RefusalLog(ILoggingAdapter log)
{
    private const int MostKinds = 64; // told apart at a time; both parts are the peer's choice
    private static readonly (string Peer, string Reason) Others = ("other peers", "various reasons");

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Peer, string Reason), int> _repeated = [];

    /// <summary>A connection was closed.</summary>
    /// <param name="what">What it was at.</param>
    /// <param name="peer">Address and port of the other end, or the address that it gave.</param>
    /// <param name="reason">Why.</param>
    public void Say(string what, string peer, string reason)
    {
        if (IsFirst((Host(peer), reason))) log.Warning("Closed the inbound {0} from {1}: {2}", what, peer, reason);
    }

    /// <summary>Says what has been held back; called now and then.</summary>
    public void Flush()
    {
        foreach (var ((peer, reason), repeated) in Taken())
        {
            if (repeated > 0) log.Warning("Closed {0} more inbound connections from {1}: {2}", repeated, peer, reason);
        }
    }

    private bool IsFirst((string Peer, string Reason) kind)
    {
        lock (_lock)
        {
            if (_repeated.Count >= MostKinds && !_repeated.ContainsKey(kind)) kind = Others;
            if (_repeated.TryAdd(kind, 0)) return true;
            _repeated[kind]++;
            return false;
        }
    }

    private KeyValuePair<(string Peer, string Reason), int>[] Taken()
    {
        lock (_lock)
        {
            var taken = _repeated.ToArray();
            _repeated.Clear();
            return taken;
        }
    }

    // A peer's connections differ in their ports.
    private static string Host(string peer) => peer.LastIndexOf(':') is > 0 and var port ? peer[..port] : peer;
}
