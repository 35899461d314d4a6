using System.Collections.Concurrent;
using Akka.Configuration;

namespace Akka.Actor;

/// <summary>Something there is one of in an actor system.</summary>
public interface IExtension;

/// <summary>How to make an extension, and the key to find it by.</summary>
public interface IExtensionId
{
    Type ExtensionType { get; }

    object Apply(ActorSystem system);

    object Get(ActorSystem system);

    object CreateExtension(ExtendedActorSystem system);
}

public interface IExtensionId<out T> : IExtensionId
    where T : IExtension
{
    new T Apply(ActorSystem system);

    new T Get(ActorSystem system);

    new T CreateExtension(ExtendedActorSystem system);
}

public abstract class ExtensionIdProvider<T> : IExtensionId<T>
    where T : IExtension
{
    public Type ExtensionType => typeof(T);

    public T Apply(ActorSystem system) => (T)system.RegisterExtension(this);

    object IExtensionId.Apply(ActorSystem system) => Apply(system);

    public T Get(ActorSystem system) => (T)system.GetExtension(this);

    object IExtensionId.Get(ActorSystem system) => Get(system);

    object IExtensionId.CreateExtension(ExtendedActorSystem system) => CreateExtension(system);

    public abstract T CreateExtension(ExtendedActorSystem system);

    public override bool Equals(object obj) => obj is not null && GetType() == obj.GetType();

    public override int GetHashCode() => GetType().GetHashCode();
}

public static class ActorSystemWithExtensions
{
    public static T WithExtension<T>(this ActorSystem system, Type extensionId)
        where T : class, IExtension
    {
        if (system.HasExtension<T>()) return system.GetExtension<T>();
        return (T)system.RegisterExtension((IExtensionId)Activator.CreateInstance(extensionId));
    }

    public static T WithExtension<T, TI>(this ActorSystem system)
        where T : class, IExtension
        where TI : IExtensionId => system.WithExtension<T>(typeof(TI));
}

/// <summary>The extensions of a system. Each is made once, by the first who asks; others wait for that.</summary>
internal sealed class Extensions(ExtendedActorSystem system)
{
    private readonly ConcurrentDictionary<Type, Lazy<object>> _byType = new();

    public object Register(IExtensionId id)
    {
        if (id is null) return null;
        var entry = _byType.GetOrAdd(id.ExtensionType, static (_, made) => new Lazy<object>(() => made.id.CreateExtension(made.system)), (id, system));
        try
        {
            return entry.Value;
        }
        catch
        {
            _byType.TryRemove(id.ExtensionType, out _);
            throw;
        }
    }

    public object Get(Type type) => TryGet(type, out var extension) ? extension : null;

    public bool TryGet(Type type, out object extension)
    {
        var found = _byType.TryGetValue(type, out var entry);
        extension = found ? entry.Value : null;
        return found;
    }

    public void LoadConfigured(IEnumerable<string> typeNames)
    {
        foreach (var name in typeNames)
        {
            var type = Type.GetType(name) ?? throw new ConfigurationException($"Extension type [{name}] is not a valid type name");
            if (!typeof(IExtensionId).IsAssignableFrom(type))
            {
                throw new ConfigurationException($"Configured extension [{name}] does not implement IExtensionId");
            }

            Register((IExtensionId)Activator.CreateInstance(type));
        }
    }
}
