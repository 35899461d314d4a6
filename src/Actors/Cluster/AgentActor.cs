using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace FedPrune.Actors.Cluster;

/// <summary>
/// An edge node's side of the cluster: greets the server, whichever and whenever there is one, proves to belong, has the
/// experiment built, and serves a session with an <see cref="AgentSessionActor"/>. When the server is gone it waits for the next.
/// </summary>
public sealed class AgentActor(INodeHost host, NodeIdentity? identity) : UntypedActor, IWithTimers
{
    private sealed record Tick;

    private sealed record Prepared(UInt128 Session, NodeSetup Setup);

    private sealed record NotPrepared(UInt128 Session, string Reason);

    private const int GreetEvery = 3, GreetAfterDenial = 30; // ticks

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private UniqueAddress? _server;
    private Hello? _hello;       // greeted, and not answered yet
    private bool _proven;        // both sides have proved who they are
    private NodeAssignment? _assignment;
    private IActorRef _peer = ActorRefs.Nobody;
    private IActorRef? _session; // null while it is prepared
    private bool _declined;
    private int _untilGreeting;

    public ITimerScheduler Timers { get; set; } = null!; // set by Akka

    /// <summary>An agent.</summary>
    /// <param name="host">The process.</param>
    /// <param name="identity">Who it is; null in an open cluster.</param>
    public static Props Props(INodeHost host, NodeIdentity? identity) => Akka.Actor.Props.Create(() => new AgentActor(host, identity));

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(Tick), new Tick(), Pause);
        _cluster.Subscribe(
            Self, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));
        Say("waiting for a server", ready: false);
    }

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tick:
                Look();
                break;
            case Challenge challenge when FromServer() && _hello is { } hello:
                Answer(hello, challenge);
                break;
            case Denied denied when FromServer():
                Forget($"the server does not let this node in: {denied.Reason}");
                _untilGreeting = GreetAfterDenial;
                break;
            case NodeAssignment assignment when FromServer() && (_proven || assignment.Session == _assignment?.Session):
                Prepare(assignment);
                break;
            case Dropped dropped when dropped.Session == _assignment?.Session && !_declined:
                Forget($"the server has ended the session: {dropped.Reason}");
                break;
            case Prepared prepared when prepared.Session == _assignment?.Session:
                Begin(prepared.Setup);
                break;
            case NotPrepared failed when failed.Session == _assignment?.Session:
                Decline(failed.Reason);
                break;
            case Terminated terminated when terminated.ActorRef.Equals(_session):
                Forget("the session failed");
                break;
            case Terminated or Prepared or NotPrepared or Dropped: // of a session that is over
                break;
            case Offer or Chunk or Pull or Taken when _session is not null:
                _session.Forward(message);
                break;
            case ClusterEvent.IClusterDomainEvent happened:
                Follow(happened);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Follow(ClusterEvent.IClusterDomainEvent happened)
    {
        switch (happened)
        {
            case ClusterEvent.MemberUp up when up.Member.HasRole(ClusterRole.Server):
                Found(up.Member);
                break;
            case ClusterEvent.ReachableMember { Member.Status: MemberStatus.Up } reachable when reachable.Member.HasRole(ClusterRole.Server):
                Found(reachable.Member);
                break;
            case ClusterEvent.UnreachableMember unreachable when unreachable.Member.UniqueAddress.Equals(_server):
                Lose("the server cannot be reached");
                break;
            case ClusterEvent.MemberLeft or ClusterEvent.MemberExited or ClusterEvent.MemberDowned or ClusterEvent.MemberRemoved
                when ((ClusterEvent.IMemberEvent)happened).Member.UniqueAddress.Equals(_server):
                Lose("the server has left");
                break;
            default: // other members
                break;
        }
    }

    // One server at a time: another one is not for this node as long as it has one.
    private void Found(Member server)
    {
        if (_server is not null && !server.Address.Equals(_server.Address))
            return;
        if (server.UniqueAddress.Equals(_server))
            return;
        if (_server is not null)
            Forget("the server has begun anew");
        _server = server.UniqueAddress;
        _untilGreeting = 0;
        Look();
    }

    private void Lose(string why)
    {
        Forget(why);
        _server = null;
    }

    private void Look()
    {
        if (_server is not { } server || _declined)
            return;
        var gate = Context.ActorSelection(ClusterRole.PathOf(server.Address, ClusterRole.Gate));
        if (_assignment is { } assignment)
        {
            gate.Tell(new Alive(assignment.Session));
        }
        else if (_untilGreeting-- <= 0)
        {
            _hello ??= new Hello(Hello.Spoken, host.Slots, NodeIdentity.Nonce(), identity?.Certificate ?? default);
            _untilGreeting = GreetEvery;
            gate.Tell(_hello);
        }
    }

    private void Answer(Hello hello, Challenge challenge)
    {
        var (proof, refusal) = Handshake.Answer(identity, hello, challenge);
        if (proof is null)
        {
            Forget(refusal!);
            _untilGreeting = GreetAfterDenial;
            return;
        }
        _proven = true;
        Sender.Tell(proof);
    }

    private void Prepare(NodeAssignment assignment)
    {
        if (assignment.Session == _assignment?.Session)
        {
            if (_session is not null)
                Sender.Tell(new Ready(assignment.Session)); // the first one was lost
            return;
        }
        EndSession();
        (_assignment, _peer, _hello, _proven, _declined) = (assignment, Sender, null, false, false);
        Say("building the experiment", ready: false);
        var session = assignment.Session;
        _ = host.PrepareAsync(assignment.Configuration)
            .PipeTo(Self, success: setup => new Prepared(session, setup), failure: e => new NotPrepared(session, e.Message));
    }

    private void Begin(NodeSetup setup)
    {
        var assignment = _assignment!;
        if (assignment.Fingerprint.Mismatch(setup.Fingerprint) is { } mismatch)
        {
            Decline(mismatch);
            return;
        }
        _session = Context.Watch(Context.ActorOf(AgentSessionActor.Props(assignment.Session, _peer, setup)));
        _peer.Tell(new Ready(assignment.Session));
        Say($"taking part with {host.Slots} slots", ready: true);
    }

    private void Decline(string reason)
    {
        _declined = true; // until there is another server
        _peer.Tell(new Declined(_assignment!.Session, reason));
        _log.Warning("this node takes no part: {0}", reason);
        Say($"taking no part: {reason}", ready: false);
    }

    private void Forget(string why)
    {
        EndSession();
        (_assignment, _hello, _proven, _declined) = (null, null, false, false);
        _untilGreeting = 0;
        _log.Info("waiting for the server: {0}", why);
        Say($"waiting for the server: {why}", ready: false);
    }

    private void EndSession()
    {
        if (_session is null)
            return;
        Context.Unwatch(_session);
        Context.Stop(_session);
        _session = null;
    }

    private bool FromServer() => Sender.Path.Address.Equals(_server?.Address);

    private static void Say(string what, bool ready) => Context.System.EventStream.Publish(new NodeState(what, ready));
}
