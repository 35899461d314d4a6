using Akka.Actor;
using FedPrune.Actors.Cluster;

namespace FedPrune.Cluster.Tests.InProcess;

/// <summary>A member of the cluster, with keys of its own, that lies in the handshake.</summary>
internal sealed class Rogue : UntypedActor, IWithTimers
{
    /// <summary>What it says instead of the truth.</summary>
    public enum Lie
    {
        /// <summary>That the certificate of another node is its own.</summary>
        StolenCertificate,

        /// <summary>Again what was right for an earlier challenge.</summary>
        OldProof,

        /// <summary>A message of a type of its own, and then the old proof.</summary>
        ForeignType,
    }

    /// <summary>Of a type that none of the nodes' messages has.</summary>
    public sealed record Foreign(string Text);

    private sealed record Tick;

    private readonly NodeIdentity _own;
    private readonly Hello _hello;
    private readonly Lie _lie;
    private readonly TaskCompletionSource<string> _denied;
    private readonly ActorSelection _gate;
    private Proof? _old;

    public Rogue(Address server, NodeIdentity own, ReadOnlyMemory<byte> shown, Lie lie, TaskCompletionSource<string> denied)
    {
        (_own, _lie, _denied) = (own, lie, denied);
        _hello = new Hello(Hello.Spoken, 1, NodeIdentity.Nonce(), shown);
        _gate = Context.ActorSelection(ClusterRole.PathOf(server, ClusterRole.Gate));
    }

    public ITimerScheduler Timers { get; set; } = null!; // set by Akka

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Tick), new Tick(), TimeSpan.FromMilliseconds(200));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tick:
                _gate.Tell(_hello); // not heard before the server has seen this member come up
                break;
            case Challenge challenge:
                Timers.Cancel(nameof(Tick));
                Answer(challenge);
                break;
            case Denied denied:
                _denied.TrySetResult(denied.Reason);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Answer(Challenge challenge)
    {
        if (_lie == Lie.ForeignType)
            _gate.Tell(new Foreign("read me"));
        if (_old is not null || _lie == Lie.StolenCertificate)
        {
            Sender.Tell(_old ?? Right(challenge));
            return;
        }
        _old = Right(challenge);
        _gate.Tell(_hello);
    }

    private Proof Right(Challenge challenge) => new(challenge.Nonce, _own.Sign("edge", _hello.Nonce, challenge.Nonce));
}
