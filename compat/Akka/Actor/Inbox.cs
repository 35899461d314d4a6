using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor;

/// <summary>What an inbox can do.</summary>
public interface IInboxable : ICanWatch
{
    /// <summary>The reference behind the inbox.</summary>
    IActorRef Receiver { get; }

    object Receive();

    object Receive(TimeSpan timeout);

    Task<object> ReceiveAsync();

    Task<object> ReceiveAsync(TimeSpan timeout);

    object ReceiveWhere(Predicate<object> predicate);

    object ReceiveWhere(Predicate<object> predicate, TimeSpan timeout);

    void Send(IActorRef target, object message);
}

/// <summary>An actor to be used from outside of actors: sends, watches, and keeps what it receives until it is asked for.</summary>
public class Inbox : IInboxable, IDisposable
{
    private readonly ActorSystem _system;
    private readonly TimeSpan _defaultTimeout;
    private bool _disposed;

    internal Inbox(TimeSpan defaultTimeout, IActorRef receiver, ActorSystem system)
    {
        _defaultTimeout = defaultTimeout;
        Receiver = receiver;
        _system = system;
    }

    public IActorRef Receiver { get; }

    public static Inbox Create(ActorSystem system)
    {
        var config = system.Settings.Config.GetConfig("akka.actor.inbox")
            ?? throw new ConfigurationException("akka.actor.inbox is not configured");
        var size = config.GetInt("inbox-size");
        var receiver = ((ExtendedActorSystem)system).SystemActorOf(Props.Create(() => new InboxActor(size)));
        return new Inbox(config.GetTimeSpan("default-timeout"), receiver, system);
    }

    public IActorRef Watch(IActorRef subject)
    {
        Receiver.Tell(new InboxActor.Order(context => context.Watch(subject)));
        return subject;
    }

    public IActorRef WatchWith(IActorRef subject, object message)
    {
        Receiver.Tell(new InboxActor.Order(context => context.WatchWith(subject, message)));
        return subject;
    }

    public IActorRef Unwatch(IActorRef subject)
    {
        Receiver.Tell(new InboxActor.Order(context => context.Unwatch(subject)));
        return subject;
    }

    /// <summary>Tells in the name of the inbox.</summary>
    public void Send(IActorRef actorRef, object message) => actorRef.Tell(message, Receiver);

    /// <summary>The oldest message, waited for if there is none. Blocks the thread: not for use within actors.</summary>
    /// <exception cref="TimeoutException">None came in time.</exception>
    public object Receive() => Receive(_defaultTimeout);

    /// <inheritdoc cref="Receive()"/>
    public object Receive(TimeSpan timeout) => Awaited(ReceiveAsync(timeout));

    /// <summary>The oldest message for which the predicate holds.</summary>
    /// <exception cref="TimeoutException">None came in time.</exception>
    public object ReceiveWhere(Predicate<object> predicate) => ReceiveWhere(predicate, _defaultTimeout);

    /// <inheritdoc cref="ReceiveWhere(Predicate{object})"/>
    public object ReceiveWhere(Predicate<object> predicate, TimeSpan timeout) => Awaited(Query(predicate, timeout));

    public Task<object> ReceiveAsync() => ReceiveAsync(_defaultTimeout);

    public Task<object> ReceiveAsync(TimeSpan timeout) => Query(static _ => true, timeout);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (_disposed) return;
        _disposed = true;
        if (disposing) _system.Stop(Receiver);
    }

    private static object Awaited(Task<object> answer)
    {
        try
        {
            return answer.GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not TimeoutException)
        {
            throw new TimeoutException($"Inbox received a Status.Failure response message: {e.Message}", e);
        }
    }

    private Task<object> Query(Predicate<object> predicate, TimeSpan timeout) =>
        Receiver.Ask<object>(new InboxActor.Query(predicate, timeout), Timeout.InfiniteTimeSpan);
}

/// <summary>The actor behind an inbox: messages that nobody asked for yet, and those who ask for what has not come yet.</summary>
internal sealed class InboxActor(int capacity) : UntypedActor
{
    private readonly LinkedList<object> _messages = new();
    private readonly LinkedList<Client> _clients = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private bool _warned;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Query query: Answer(query); break;
            case Order order: order.Do(Context); break;
            case Expired expired: Expire(expired.Client); break;
            default: Keep(message); break;
        }
    }

    protected override void PostStop()
    {
        foreach (var client in _clients) client.TimeOut.Cancel();
    }

    private void Answer(Query query)
    {
        for (var node = _messages.First; node is not null; node = node.Next)
        {
            if (!query.Predicate(node.Value)) continue;
            _messages.Remove(node);
            Sender.Tell(node.Value);
            return;
        }

        var client = new Client(Sender, query.Predicate);
        client.TimeOut = Context.System.Scheduler.ScheduleTellOnceCancelable(query.Timeout, Self, new Expired(client), Self);
        _clients.AddLast(client);
    }

    private void Keep(object message)
    {
        for (var node = _clients.First; node is not null; node = node.Next)
        {
            if (!node.Value.Predicate(message)) continue;
            _clients.Remove(node);
            node.Value.TimeOut.Cancel();
            node.Value.Ref.Tell(message);
            return;
        }

        if (_messages.Count < capacity)
        {
            _messages.AddLast(message);
            return;
        }

        if (!_warned) _log.Warning("Dropping message: Inbox size has been exceeded, use akka.actor.inbox.inbox-size to increase maximum allowed inbox size. Current is {0}", capacity);
        _warned = true;
    }

    private void Expire(Client client)
    {
        if (_clients.Remove(client)) client.Ref.Tell(new Status.Failure(new TimeoutException("Deadline passed")));
    }

    internal sealed record Query(Predicate<object> Predicate, TimeSpan Timeout) : INoSerializationVerificationNeeded;

    internal sealed record Order(Action<IActorContext> Do) : INoSerializationVerificationNeeded;

    private sealed record Expired(Client Client) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    private sealed class Client(IActorRef reference, Predicate<object> predicate)
    {
        public IActorRef Ref { get; } = reference;

        public Predicate<object> Predicate { get; } = predicate;

        public ICancelable TimeOut { get; set; }
    }
}
