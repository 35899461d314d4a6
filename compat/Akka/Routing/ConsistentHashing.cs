using Akka.Actor;
using Akka.Event;

namespace Akka.Routing;

/// <summary>A message that says itself by which key it is routed.</summary>
public interface IConsistentHashable
{
    object ConsistentHashKey { get; }
}

/// <summary>A message with the key by which it is routed.</summary>
public sealed class ConsistentHashableEnvelope(object message, object hashKey) : RouterEnvelope(message), IConsistentHashable, IWrappedMessage
{
    public object HashKey { get; } = hashKey;

    public object ConsistentHashKey => HashKey;
}

/// <summary>The key of a message; null if it has none.</summary>
public delegate object ConsistentHashMapping(object msg);

/// <summary>Messages of one key to one routee, as long as it is there.</summary>
public sealed class ConsistentHashingRoutingLogic : RoutingLogic
{
    private static readonly ConsistentHashMapping NoMapping = static _ => null;

    private readonly ActorSystem _system;
    private readonly int _virtualNodesFactor;
    private readonly ConsistentHashMapping _mapping;
    private readonly Lazy<ILoggingAdapter> _log;
    private Ring _ring;

    public ConsistentHashingRoutingLogic(ActorSystem system)
        : this(system, 0, NoMapping)
    {
    }

    public ConsistentHashingRoutingLogic(ActorSystem system, int virtualNodesFactor, ConsistentHashMapping hashMapping)
    {
        _system = system;
        _virtualNodesFactor = virtualNodesFactor == 0 ? system.Settings.DefaultVirtualNodesFactor : virtualNodesFactor;
        _mapping = hashMapping ?? NoMapping;
        _log = new Lazy<ILoggingAdapter>(() => Logging.GetLogger(system, this));
    }

    public override Routee Select(object message, Routee[] routees)
    {
        if (message is null || routees.Length == 0) return Routee.NoRoutee;
        var key = _mapping(message) ?? (message as IConsistentHashable)?.ConsistentHashKey;
        if (key is not null) return RingOf(routees).NodeFor(Bytes(key)).Routee;
        _log.Value.Warning(
            "Message [{0}] must be handled by hashMapping, or implement [{1}] or be wrapped in [{2}]",
            message.GetType().Name,
            nameof(IConsistentHashable),
            nameof(ConsistentHashableEnvelope));
        return Routee.NoRoutee;
    }

    public ConsistentHashingRoutingLogic WithHashMapping(ConsistentHashMapping mapping) => new(_system, _virtualNodesFactor, mapping);

    private byte[] Bytes(object key) => key switch
    {
        byte[] bytes => bytes,
        string text => System.Text.Encoding.UTF8.GetBytes(text),
        _ => _system.Serialization.FindSerializerFor(key).ToBinary(key),
    };

    // A router's routees are one array until they change; two threads that both see the change make the same ring.
    private ConsistentHash<Placed> RingOf(Routee[] routees)
    {
        var current = Volatile.Read(ref _ring);
        if (current is not null && ReferenceEquals(current.Routees, routees)) return current.Places;
        var places = ConsistentHash.Create(routees.Select(routee => new Placed(routee)), _virtualNodesFactor);
        Volatile.Write(ref _ring, new Ring(routees, places));
        return places;
    }

    private sealed record Ring(Routee[] Routees, ConsistentHash<Placed> Places);

    /// <summary>A routee whose text is its path.</summary>
    private sealed record Placed(Routee Routee)
    {
        public override string ToString() => Routee switch
        {
            ActorRefRoutee routee => routee.Actor.Path.ToStringWithoutAddress(),
            ActorSelectionRoutee routee => routee.Selection.ToString(),
            _ => Routee.ToString(),
        };
    }
}
