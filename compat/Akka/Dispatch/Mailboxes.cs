using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch.MessageQueues;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.Util;

namespace Akka.Dispatch;

/// <summary>The mailbox types of an actor system, by their sections of the configuration and by what actors require.</summary>
public class Mailboxes
{
    public static readonly string DefaultMailboxId = "akka.actor.default-mailbox";

    public static readonly string NoMailboxRequirement = "";

    internal static readonly SystemMessage NoMessage = new NoMessage();

    private readonly ActorSystem _system;
    private readonly ConcurrentDictionary<string, MailboxType> _types = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Type, Type> _requirementOfActor = new();
    private readonly Dictionary<Type, string> _requirements = [];

    public Mailboxes(ActorSystem system)
    {
        _system = system;
        DeadLetterMailbox = new DeadLetterMailbox(system.DeadLetters);
        var requirements = system.Settings.Config.GetConfig("akka.actor.mailbox.requirements");
        foreach (var (name, id) in requirements.AsEnumerable())
        {
            var type = Type.GetType(name)
                ?? throw new ConfigurationException($"Mailbox Requirement mapping [{name}] is not an actual type");
            _requirements[type] = id.GetString();
        }
    }

    public DeadLetterMailbox DeadLetterMailbox { get; }

    public MailboxType Lookup(string id) => _types.GetOrAdd(id, Create);

    /// <summary>The mailbox that is configured for actors with this requirement.</summary>
    public MailboxType LookupByQueueType(Type queueType) =>
        _requirements.TryGetValue(queueType, out var id)
            ? Lookup(id)
            : throw new ConfigurationException($"Mailbox Mapping for [{queueType}] not configured");

    public bool HasRequiredType(Type actorType) => GetRequiredType(actorType) is not null;

    /// <summary>The semantics that an actor type asks for by <see cref="IRequiresMessageQueue{T}"/>, or null.</summary>
    public Type GetRequiredType(Type actorType) => _requirementOfActor.GetOrAdd(actorType, static type => ArgumentOf(type, typeof(IRequiresMessageQueue<>)));

    public bool ProducesMessageQueue(Type mailboxType) => ArgumentOf(mailboxType, typeof(IProducesMessageQueue<>)) is not null;

    /// <summary>By the props, else by the dispatcher, else by what the actor type requires, else the default.</summary>
    public MailboxType GetMailboxType(Props props, Config dispatcherConfig)
    {
        var required = GetRequiredType(props.Type);
        if (!string.IsNullOrEmpty(props.Mailbox)) return Verified(Lookup(props.Mailbox), required, props);
        if (dispatcherConfig is not null && dispatcherConfig.HasPath("mailbox-type")
            && !string.IsNullOrEmpty(dispatcherConfig.GetString("mailbox-type")))
        {
            return Verified(Lookup(dispatcherConfig.GetString("id")), required, props);
        }

        if (required is not null) return Verified(LookupByQueueType(required), required, props);
        var byDispatcher = dispatcherConfig?.GetString("mailbox-requirement");
        if (!string.IsNullOrEmpty(byDispatcher) && Type.GetType(byDispatcher) is { } semantics) return LookupByQueueType(semantics);
        return Lookup(DefaultMailboxId);
    }

    internal int StashCapacity(string dispatcher, string mailbox)
    {
        var config = _system.Settings.Config;
        foreach (var id in new[] { mailbox, dispatcher, DefaultMailboxId })
        {
            if (string.IsNullOrEmpty(id) || !config.HasPath($"{id}.stash-capacity")) continue;
            return config.GetInt($"{id}.stash-capacity");
        }

        return -1;
    }

    private static Type ArgumentOf(Type type, Type openInterface) =>
        Array.Find(type.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == openInterface)?.GetGenericArguments()[0];

    private static MailboxType Verified(MailboxType mailbox, Type required, Props props)
    {
        if (required is null) return mailbox;
        var produced = ArgumentOf(mailbox.GetType(), typeof(IProducesMessageQueue<>)) ?? typeof(IMessageQueue);
        if (required.IsAssignableFrom(produced)) return mailbox;
        throw new ArgumentException(
            $"Produced message queue type [{produced}] does not fulfill requirement for actor class [{props.Type}]. Must be a subclass of [{required}]");
    }

    private MailboxType Create(string id)
    {
        if (id == "unbounded") return new UnboundedMailbox();
        var config = _system.Settings.Config;
        if (!config.HasPath(id)) throw new ConfigurationException($"Mailbox Type [{id}] not configured");
        var section = ConfigurationFactory.ParseString($"id = \"{id}\"")
            .WithFallback(config.GetConfig(id))
            .WithFallback(config.GetConfig(DefaultMailboxId));
        var typeName = config.GetConfig(id).GetString("mailbox-type");
        if (string.IsNullOrEmpty(typeName))
        {
            throw new ConfigurationException($"The setting mailbox-type defined in [{id}] is empty");
        }

        var type = Type.GetType(typeName)
            ?? throw new ConfigurationException($"Found mailbox-type [{typeName}] in configuration for [{id}], but could not find that type in any loaded assemblies.");
        return Instantiate(type, section);
    }

    private MailboxType Instantiate(Type type, Config section)
    {
        try
        {
            return (MailboxType)Activator.CreateInstance(type, _system.Settings, section);
        }
        catch (Exception e)
        {
            throw new ArgumentException(
                $"Cannot instantiate MailboxType {Names.Qualified(type)}, defined in [{section.GetString("id")}]. Make sure it has a public constructor with [Akka.Actor.Settings, Akka.Configuration.Config] parameters",
                e);
        }
    }

    /// <summary>The queue behind the dead letter mailbox: what is put in comes out as <see cref="DeadLetter"/>.</summary>
    internal sealed class DeadLetterQueue(IActorRef deadLetters) : IMessageQueue
    {
        public bool HasMessages => false;

        public int Count => 0;

        public void Enqueue(IActorRef receiver, Envelope envelope)
        {
            if (envelope.Message is DeadLetter) return;
            deadLetters.Tell(new DeadLetter(envelope.Message, envelope.Sender ?? deadLetters, receiver), envelope.Sender);
        }

        public bool TryDequeue(out Envelope envelope)
        {
            envelope = default;
            return false;
        }

        public void CleanUp(IActorRef owner, IMessageQueue deadletters)
        {
        }
    }
}
