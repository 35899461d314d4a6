using System.Collections.Concurrent;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.Remote.Transport.DotNetty;
using Akka.Serialization;

namespace Akka.Remote.Tcp;

/// <summary>Remoting over TCP: listens, keeps an association for each other system and knows which incarnations are quarantined.</summary>
internal sealed class Remoting : RemoteTransport
{
    // More greet at a time only in an attack or after a long stop; they try again.
    private const int MostGreeting = 1024;

    private static readonly TimeSpan LongestFarewell = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<Address, OutboundAssociation> _outbound = new();
    private readonly ConcurrentDictionary<Address, InboundConnection> _inbound = new();
    private readonly ConcurrentDictionary<Address, SystemMessageReceipts> _receipts = new();
    private readonly ConcurrentDictionary<(Address Address, int Uid), long> _quarantined = new();
    private readonly CancellationTokenSource _stopping = new();
    private Listener _listener;
    private Timer _ticks;
    private Address _address;
    private HashSet<Address> _addresses = [];

    public Remoting(ExtendedActorSystem system, RemoteActorRefProvider provider)
        : base(system, provider)
    {
        Settings = provider.RemoteSettings;
        Tcp = TcpSettings.Read(system.Settings.Config);
        Log = Logging.GetLogger(system, "Akka.Remote.Remoting");
        Refusals = new RefusalLog(Log);
        Events = new EventPublisher(system, Log, Settings.LifecycleLogLevel());
        Uid = AddressUidExtension.Uid(system);
    }

    public RemoteSettings Settings { get; }

    public TcpSettings Tcp { get; }

    public EventPublisher Events { get; }

    public int Uid { get; }

    public Encryption Encryption { get; private set; }

    public Connector Connector { get; private set; }

    public GreetingRoom Greeting { get; } = new(MostGreeting);

    public RefusalLog Refusals { get; }

    /// <summary>What references in messages are written with.</summary>
    public Information Information { get; private set; }

    public CancellationToken Stopping => _stopping.Token;

    public override ISet<Address> Addresses => _addresses;

    public override Address DefaultAddress => _address;

    public override Address LocalAddressForRemote(Address remote) => _address;

    public override void Start()
    {
        Log.Info("Starting remoting");
        var setup = System.Settings.Setup.Get<DotNettySslSetup>();
        Encryption = new Encryption(Encryption.Settings(Tcp.Ssl, setup.HasValue ? setup.Value : null), Log);
        try
        {
            _listener = new Listener(this, Sockets.ResolveAsync(Tcp).GetAwaiter().GetResult());
        }
        catch (SocketException e)
        {
            throw new RemoteTransportException($"Cannot listen on {Tcp.Hostname}:{Tcp.Port}: {e.Message}", e);
        }

        _address = new Address(Tcp.Scheme, System.Name, Tcp.PublicHostname, Tcp.PublicPort ?? _listener.Port);
        _addresses = [_address];
        Information = new Information(_address, System);
        Connector = new Connector(this, Encryption, _stopping.Token);
        _listener.Start();
        _ticks = new Timer(_ => Tick(), null, Tcp.HeartbeatInterval, Tcp.HeartbeatInterval);
        Log.Info("Remoting started; listening on addresses : [{0}]", _address);
        Events.Publish(new RemotingListenEvent([_address]));
    }

    public override async Task Shutdown()
    {
        try
        {
            await Task.WhenAll(_outbound.Values.Select(association => association.CloseAsync())).WaitAsync(Settings.FlushWait).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Log.Warning("Shutdown finished, but flushing might not have been successful and some messages might have been dropped. Increase akka.remote.flush-wait-on-shutdown to a larger value to avoid this.");
        }

        await _ticks.DisposeAsync().ConfigureAwait(false);
        _listener.Dispose();
        await Task.WhenAny(
            Task.WhenAll(_inbound.Values.Select(connection => connection.CloseAsync(GoodbyeReason.Shutdown))),
            Task.Delay(LongestFarewell)).ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
        Events.Publish(new RemotingShutdownEvent());
    }

    public override void Send(object message, IActorRef sender, RemoteActorRef recipient)
    {
        var association = recipient.Association ??= AssociationWith(recipient.Path.Address);
        association.Send(new Outgoing(message, sender, recipient));
    }

    public override void Quarantine(Address address, int? uid)
    {
        if (uid is { } known && _quarantined.TryAdd((address, known), Environment.TickCount64))
        {
            Events.Publish(new QuarantinedEvent(address, known));
            if (_inbound.TryGetValue(address, out var connection) && _receipts.TryGetValue(address, out var receipts) && receipts.Uid == known) _ = connection.CloseAsync(GoodbyeReason.Quarantined);
        }

        AssociationWith(address).Quarantine(uid);
    }

    public void DeadLetter(Outgoing outgoing) =>
        System.DeadLetters.Tell(new DeadLetter(outgoing.Message, outgoing.Sender ?? System.DeadLetters, outgoing.Recipient), ActorRefs.NoSender);

    /// <summary>Why a system that has greeted is not let in; null if it is.</summary>
    public GoodbyeReason? Refusal(Handshake.Greeting greeting)
    {
        if (!_addresses.Contains(greeting.To)) return GoodbyeReason.WrongAddress;
        return _quarantined.ContainsKey((greeting.From, greeting.Uid)) ? GoodbyeReason.Quarantined : null;
    }

    /// <summary>A system has been let in; an older connection of its is of no use any more.</summary>
    public SystemMessageReceipts Arrived(Handshake.Greeting greeting, InboundConnection connection)
    {
        InboundConnection older = null;
        _inbound.AddOrUpdate(greeting.From, connection, (_, before) =>
        {
            older = before;
            return connection;
        });
        older?.Dispose();
        AssociationWith(greeting.From).PeerArrived(greeting.Uid);
        return _receipts.AddOrUpdate(
            greeting.From,
            static (_, uid) => new SystemMessageReceipts(uid),
            static (_, known, uid) => known.Uid == uid ? known : new SystemMessageReceipts(uid),
            greeting.Uid);
    }

    public void InboundEnded(Address from, InboundConnection connection) => _inbound.TryRemove(KeyValuePair.Create(from, connection));

    private OutboundAssociation AssociationWith(Address address) => _outbound.GetOrAdd(address, static (remote, remoting) => new OutboundAssociation(remoting, remote), this);

    private void Tick()
    {
        Refusals.Flush();
        foreach (var association in _outbound.Values) association.Tick();
        foreach (var connection in _inbound.Values) connection.Tick();
        if (Settings.QuarantineDuration is not { } duration) return;
        foreach (var (incarnation, since) in _quarantined)
        {
            if (Environment.TickCount64 - since > duration.TotalMilliseconds) _quarantined.TryRemove(incarnation, out _);
        }
    }
}
