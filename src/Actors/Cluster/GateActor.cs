using System.Buffers.Binary;
using System.Security.Cryptography;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using FedPrune.Actors.Server;

namespace FedPrune.Actors.Cluster;

/// <summary>
/// Where edge nodes come to the server: lets in who proves to belong, with a <see cref="RemoteNodeActor"/> for each, and lets go
/// of who leaves the cluster or cannot be reached.
/// </summary>
public sealed class GateActor : UntypedActor
{
    private readonly Experiment _experiment;
    private readonly ClusterTerms _terms;
    private readonly IActorRef _fleet;
    private readonly Handshake _handshake;
    private readonly Dictionary<string, (UInt128 Session, IActorRef Node)> _nodes = new(StringComparer.Ordinal); // by address
    private readonly HashSet<string> _members = new(StringComparer.Ordinal); // edge nodes that are up and reachable
    private readonly HashSet<UniqueAddress> _unreachable = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);

    public GateActor(Experiment experiment, ClusterTerms terms, IActorRef fleet)
    {
        (_experiment, _terms, _fleet) = (experiment, terms, fleet);
        _handshake = new Handshake(terms.Identity);
    }

    /// <summary>A gate.</summary>
    /// <param name="experiment">What is run.</param>
    /// <param name="terms">What edge nodes are told, and who they must be.</param>
    /// <param name="fleet">Whom nodes join.</param>
    public static Props Props(Experiment experiment, ClusterTerms terms, IActorRef fleet) =>
        Akka.Actor.Props.Create(() => new GateActor(experiment, terms, fleet));

    protected override void PreStart() => _cluster.Subscribe(
        Self, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));

    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        NodeMetrics.Unreachable.Add(-_unreachable.Count);
    }

    // A node's session that fails is over; the node will greet again.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Hello hello when SenderAddress() is { } address:
                Greet(address, hello);
                break;
            case Hello: // before the cluster's gossip has brought its sender, which will greet again
                break;
            case Proof proof when SenderAddress() is { } address:
                Judge(address, proof);
                break;
            case Alive alive when SenderAddress() is not { } address || _nodes.GetValueOrDefault(address).Session != alive.Session:
                Sender.Tell(new Dropped(alive.Session, "the server does not know this session"));
                break;
            case Alive:
                break;
            case Terminated terminated:
                foreach (var (address, _) in _nodes.Where(node => node.Value.Node.Equals(terminated.ActorRef)).ToList())
                    _nodes.Remove(address);
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
        Count(happened);
        switch (happened)
        {
            case ClusterEvent.MemberUp up when up.Member.HasRole(ClusterRole.Server):
                RequireAlone(up.Member);
                break;
            case ClusterEvent.MemberUp up when up.Member.HasRole(ClusterRole.Edge):
                _members.Add(up.Member.Address.ToString());
                break;
            case ClusterEvent.ReachableMember reachable when reachable.Member is { Status: MemberStatus.Up } member && member.HasRole(ClusterRole.Edge):
                _members.Add(member.Address.ToString());
                break;
            case ClusterEvent.UnreachableMember unreachable:
                LetGo(unreachable.Member.Address, "it cannot be reached");
                break;
            case ClusterEvent.MemberUp or ClusterEvent.MemberJoined or ClusterEvent.MemberWeaklyUp:
                break;
            case ClusterEvent.IMemberEvent leaving: // left, exited, downed, removed
                LetGo(leaving.Member.Address, "it leaves");
                break;
            default: // reachability of others
                break;
        }
    }

    private void Count(ClusterEvent.IClusterDomainEvent happened)
    {
        if (happened is ClusterEvent.UnreachableMember lost && _unreachable.Add(lost.Member.UniqueAddress))
            NodeMetrics.Unreachable.Add(1);
        var back = happened switch
        {
            ClusterEvent.ReachableMember found => found.Member,
            ClusterEvent.MemberRemoved removed => removed.Member,
            _ => null,
        };
        if (back is not null && _unreachable.Remove(back.UniqueAddress))
            NodeMetrics.Unreachable.Add(-1);
    }

    // Of two servers the one that came later gives way: there is one writer.
    private void RequireAlone(Member server)
    {
        var self = _cluster.SelfMember;
        if (server.UniqueAddress.Equals(self.UniqueAddress) || self.IsOlderThan(server))
            return;
        Context.System.EventStream.Publish(new RunFailed($"the cluster has a server already, {server.Address}"));
    }

    private void Greet(string address, Hello hello)
    {
        if (hello.Version != Hello.Spoken)
            Refuse(address, $"it speaks version {hello.Version} of the nodes' protocol, the server {Hello.Spoken}");
        else if (hello.Slots is < 1 or > 1024)
            Refuse(address, $"{hello.Slots} slots are not from 1 to 1024");
        else
            Sender.Tell(_handshake.Greeted(address, hello));
    }

    private void Judge(string address, Proof proof)
    {
        var (hello, refusal) = _handshake.Proven(address, proof);
        if (hello is null)
        {
            Refuse(address, refusal!);
            return;
        }
        if (_nodes.TryGetValue(address, out var before))
            Context.Stop(before.Node); // it began anew
        var session = BinaryPrimitives.ReadUInt128LittleEndian(RandomNumberGenerator.GetBytes(16));
        var node = Context.ActorOf(RemoteNodeActor.Props(new RemoteNode(session, address, hello.Slots, Sender), _experiment, _terms, _fleet));
        _nodes[address] = (session, Context.Watch(node));
    }

    private void Refuse(string address, string reason)
    {
        _log.Warning("edge node {0} is not let in: {1}", address, reason);
        Context.System.EventStream.Publish(new NodeRefused(address, reason));
        Sender.Tell(new Denied(reason));
    }

    private void LetGo(Address address, string why)
    {
        var name = address.ToString();
        _members.Remove(name);
        _handshake.Forget(name);
        if (!_nodes.Remove(name, out var node))
            return;
        _log.Info("edge node {0} is gone: {1}", name, why);
        Context.Stop(node.Node);
    }

    // Only members with the role of an edge node are heard.
    private string? SenderAddress()
    {
        var address = Sender.Path.Address.ToString();
        return _members.Contains(address) ? address : null;
    }
}
