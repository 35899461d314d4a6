using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace Akka.Remote;

/// <summary>A reference to an actor of another system.</summary>
public interface IRemoteRef : IActorRefScope;

/// <inheritdoc cref="IRemoteRef"/>
public class RemoteActorRef : InternalActorRefBase, IRemoteRef
{
    private readonly RemoteTransport _remote;

    public RemoteActorRef(RemoteTransport remote, Address localAddressToUse, ActorPath path, IInternalActorRef parent, Props props, Deploy deploy)
    {
        _remote = remote;
        LocalAddressToUse = localAddressToUse;
        Path = path;
        Parent = parent;
    }

    public Address LocalAddressToUse { get; }

    public override IInternalActorRef Parent { get; }

    public override IActorRefProvider Provider => _remote.Provider;

    public override bool IsTerminated => false;

    public override bool IsLocal => false;

    public override ActorPath Path { get; }

    /// <summary>The path as it goes over the wire, and what carries there: kept so that a message costs no look-up.</summary>
    internal byte[] PathBytes { get => field ??= System.Text.Encoding.UTF8.GetBytes(Path.ToSerializationFormat()); }

    internal Tcp.OutboundAssociation Association { get; set; }

    public override IActorRef GetChild(IReadOnlyList<string> name)
    {
        IInternalActorRef parent = this;
        var path = Path;
        foreach (var element in name)
        {
            if (element.Length == 0) continue;
            path = element == ".." ? path.Parent ?? path : path / element;
            parent = path.Depth == 0 ? ActorRefs.Nobody : parent;
        }

        return new RemoteActorRef(_remote, LocalAddressToUse, path, parent, Props.None, Deploy.None);
    }

    public override void Start()
    {
    }

    public override void Stop() => SendSystemMessage(new Terminate());

    public override void Restart(Exception cause) => SendSystemMessage(new Recreate(cause));

    public override void Suspend() => SendSystemMessage(new Suspend());

    public override void Resume(Exception causedByFailure = null) => SendSystemMessage(new Resume(causedByFailure));

    /// <summary>Watching a remote actor goes through the remote watcher, which also knows when its system dies.</summary>
    public override void SendSystemMessage(ISystemMessage message)
    {
        var watcher = _remote.Provider.RemoteWatcher;
        switch (message)
        {
            case Watch watch when IsWatchIntercepted(watch.Watchee, watch.Watcher):
                watcher.Tell(new RemoteWatcher.WatchRemote(watch.Watchee, watch.Watcher), ActorRefs.NoSender);
                break;
            case Unwatch unwatch when IsWatchIntercepted(unwatch.Watchee, unwatch.Watcher):
                watcher.Tell(new RemoteWatcher.UnwatchRemote(unwatch.Watchee, unwatch.Watcher), ActorRefs.NoSender);
                break;
            default:
                _remote.Send(message, ActorRefs.NoSender, this);
                break;
        }
    }

    /// <summary>Whether a watch goes by the remote watcher: every one but its own.</summary>
    public bool IsWatchIntercepted(IActorRef watchee, IActorRef watcher) =>
        !watcher.Equals(_remote.Provider.RemoteWatcher) && watchee.Equals(this);

    protected override void TellInternal(object message, IActorRef sender) => _remote.Send(message, sender, this);
}
