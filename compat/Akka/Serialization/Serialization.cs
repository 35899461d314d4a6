using System.Collections.Concurrent;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Util;

namespace Akka.Serialization;

/// <summary>The serializers of a system: by the name and the types that the configuration binds them to.</summary>
public class Serialization
{
    [ThreadStatic]
    private static Information _currentTransport;

    private readonly ConcurrentDictionary<int, Serializer> _byIdentifier = new();
    private readonly ConcurrentDictionary<string, Serializer> _byName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Type, Serializer> _bound = new();
    private readonly ConcurrentDictionary<Type, Serializer> _found = new();
    private readonly ConcurrentDictionary<string, Type> _named = new(StringComparer.Ordinal);
    private readonly Serializer _null;

    public Serialization(ExtendedActorSystem system)
    {
        System = system;
        _null = new NullSerializer(system);
        _byIdentifier[_null.Identifier] = _null;
        var actor = system.Settings.Config.GetConfig("akka.actor");
        foreach (var (name, value) in actor.GetConfig("serializers").AsEnumerable()) Load(name, value.GetString(), actor);
        foreach (var (typeName, value) in actor.GetConfig("serialization-bindings").AsEnumerable()) Bind(typeName, value.GetString());
    }

    public ExtendedActorSystem System { get; }

    public static T WithTransport<T>(ExtendedActorSystem system, Func<T> action) =>
        WithTransport(system, action, static run => run());

    public static T WithTransport<TState, T>(ExtendedActorSystem system, TState state, Func<TState, T> action)
    {
        var before = _currentTransport;
        _currentTransport ??= system.Provider.SerializationInformation;
        try
        {
            return action(state);
        }
        finally
        {
            _currentTransport = before;
        }
    }

    /// <summary>The path of a reference as others see it, with the address of the transport in force.</summary>
    public static string SerializedActorPath(IActorRef actorRef)
    {
        if (Equals(actorRef, ActorRefs.NoSender)) return string.Empty;
        var path = actorRef.Path;
        return _currentTransport is { Address: { } address } ? path.ToSerializationFormatWithAddress(address) : path.ToSerializationFormat();
    }

    public static string ManifestFor(Serializer s, object msg) => s switch
    {
        SerializerWithStringManifest named => named.Manifest(msg),
        { IncludeManifest: true } => Names.Qualified(msg.GetType()),
        _ => string.Empty,
    };

    public static Information GetCurrentTransportInformation() =>
        _currentTransport ?? throw new InvalidOperationException("CurrentTransportInformation is not set. Use Serialization.WithTransport<T>.");

    public void AddSerializer(string name, Serializer serializer)
    {
        _byIdentifier[serializer.Identifier] = serializer;
        _byName[name] = serializer;
    }

    public void AddSerializationMap(Type type, Serializer serializer)
    {
        _bound[type] = serializer;
        _found.Clear();
    }

    public byte[] Serialize(object o) => WithTransport(System, (this, o), static state => state.Item1.FindSerializerFor(state.o).ToBinary(state.o));

    public object Deserialize(byte[] bytes, int serializerId, Type type) =>
        WithTransport(System, (Serializer: ById(serializerId), bytes, type), static s => s.Serializer.FromBinary(s.bytes, s.type));

    public object Deserialize(byte[] bytes, int serializerId, string manifest)
    {
        var serializer = ById(serializerId);
        if (serializer is SerializerWithStringManifest named)
        {
            return WithTransport(System, (named, bytes, manifest), static s => s.named.FromBinary(s.bytes, s.manifest));
        }

        if (string.IsNullOrEmpty(manifest)) return WithTransport(System, (serializer, bytes), static s => s.serializer.FromBinary(s.bytes, null));
        var type = Named(manifest) ?? throw new SerializationException(
            $"Cannot find manifest class [{manifest}] for serializer with id [{serializerId}].");
        return WithTransport(System, (serializer, bytes, type), static s => s.serializer.FromBinary(s.bytes, s.type));
    }

    public IActorRef DeserializeActorRef(string path) => System.Provider.ResolveActorRef(path);

    public Serializer FindSerializerFor(object obj, string defaultSerializerName = null) =>
        obj is null ? _null : FindSerializerForType(obj.GetType(), defaultSerializerName);

    /// <summary>The serializer bound to the type itself, else to the nearest of what it extends and implements.</summary>
    public Serializer FindSerializerForType(Type objectType, string defaultSerializerName = null)
    {
        if (_found.TryGetValue(objectType, out var known)) return known;
        var serializer = Search(objectType, defaultSerializerName) ?? throw new SerializationException(
            $"Serializer not found for type {objectType.Name}");
        return _found[objectType] = serializer;
    }

    internal static T WithTransport<T>(ExtendedActorSystem system, Address address, Func<T> action)
    {
        var before = _currentTransport;
        _currentTransport = new Information(address, system);
        try
        {
            return action();
        }
        finally
        {
            _currentTransport = before;
        }
    }

    /// <summary>Puts a transport in force on this thread and gives the one before it, which is to be put back.</summary>
    internal static Information SwapTransport(Information transport)
    {
        var before = _currentTransport;
        _currentTransport = transport;
        return before;
    }

    /// <summary>The type of a name; only those that exist are remembered.</summary>
    private Type Named(string manifest)
    {
        if (_named.TryGetValue(manifest, out var known)) return known;
        var type = Type.GetType(manifest);
        return type is null ? null : _named[manifest] = type;
    }

    private Serializer Search(Type type, string defaultName)
    {
        for (var each = type; each is not null && each != typeof(object); each = each.BaseType)
        {
            if (_bound.TryGetValue(each, out var exact)) return exact;
        }

        Type narrowest = null;
        foreach (var candidate in _bound.Keys)
        {
            if (candidate == typeof(object) || !candidate.IsAssignableFrom(type)) continue;
            if (narrowest is null || narrowest.IsAssignableFrom(candidate)) narrowest = candidate;
        }

        if (narrowest is not null) return _bound[narrowest];
        if (defaultName is not null) return _byName.GetValueOrDefault(defaultName);
        return _bound.GetValueOrDefault(typeof(object));
    }

    private Serializer ById(int id) => _byIdentifier.TryGetValue(id, out var serializer)
        ? serializer
        : throw new SerializationException(
            $"Cannot find serializer with id [{id}]. The most probable reason is that the configuration entry 'akka.actor.serializers' is not in sync between the two systems.");

    private void Load(string name, string typeName, Config actor)
    {
        var type = Type.GetType(typeName)
            ?? throw new ConfigurationException($"The type name '{typeName}' for serializer '{name}' did not resolve to an actual Type");
        var settings = actor.GetConfig($"serialization-settings.{name}");
        var serializer = settings is not null && type.GetConstructor([typeof(ExtendedActorSystem), typeof(Config)]) is not null
            ? Activator.CreateInstance(type, System, settings)
            : Activator.CreateInstance(type, System);
        AddSerializer(name, (Serializer)serializer);
    }

    private void Bind(string typeName, string serializerName)
    {
        var type = Type.GetType(typeName);
        if (type is null) return;
        if (!_byName.TryGetValue(serializerName, out var serializer))
        {
            throw new ConfigurationException($"Serialization binding to non existing serializer: '{serializerName}'");
        }

        AddSerializationMap(type, serializer);
    }
}

/// <summary>Serializes a message and reads it back, as <c>akka.actor.serialize-messages</c> asks for.</summary>
internal static class MessageVerification
{
    public static Envelope RoundTrip(Envelope envelope, ActorSystem system)
    {
        var message = WrappedMessage.Unwrap(envelope.Message);
        if (message is INoSerializationVerificationNeeded || envelope.Message is not { } original || original != message) return envelope;
        var serializer = system.Serialization.FindSerializerFor(message);
        var manifest = Serialization.ManifestFor(serializer, message);
        var copy = system.Serialization.Deserialize(system.Serialization.Serialize(message), serializer.Identifier, manifest);
        return new Envelope(copy, envelope.Sender);
    }
}
