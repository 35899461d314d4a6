using Akka.Actor;
using Akka.Event;

namespace Akka.Remote;

/// <summary>Carries messages between systems.</summary>
public abstract class RemoteTransport
{
    protected RemoteTransport(ExtendedActorSystem system, RemoteActorRefProvider provider)
    {
        System = system;
        Provider = provider;
    }

    public ExtendedActorSystem System { get; private set; }

    public RemoteActorRefProvider Provider { get; private set; }

    /// <summary>The addresses at which others reach this system.</summary>
    public abstract ISet<Address> Addresses { get; }

    public abstract Address DefaultAddress { get; }

    public ILoggingAdapter Log { get; protected set; }

    protected bool UseUntrustedMode => Provider.RemoteSettings.UntrustedMode;

    public abstract void Start();

    /// <summary>Sends what still waits, as far as it gets in <c>flush-wait-on-shutdown</c>, and closes all associations.</summary>
    public abstract Task Shutdown();

    public abstract void Send(object message, IActorRef sender, RemoteActorRef recipient);

    public abstract Address LocalAddressForRemote(Address remote);

    /// <summary>Ends talking to this incarnation of an address; without a uid the address is only gated.</summary>
    public abstract void Quarantine(Address address, int? uid);
}
