using Akka.Actor;
using Akka.Event;

namespace Akka.Cluster.Membership;

/// <summary><c>/system/cluster</c>: keeps the heartbeats apart from the membership; what it is told is for the membership.</summary>
internal sealed class ClusterSupervisor(Cluster cluster) : UntypedActor
{
    private IActorRef _core;

    protected override void PreStart()
    {
        Context.ActorOf(Props.Create(() => new HeartbeatReceiver(cluster)).WithDispatcher(cluster.Settings.UseDispatcher), "heartbeatReceiver");
        _core = Context.ActorOf(Props.Create(() => new CoreSupervisor(cluster)).WithDispatcher(cluster.Settings.UseDispatcher), "core");
        Context.Watch(_core);
    }

    protected override void PostStop() => cluster.Stopped();

    protected override void OnReceive(object message)
    {
        if (message is Terminated) Context.Stop(Self);
        else _core.Forward(message);
    }

    private sealed class CoreSupervisor(Cluster cluster) : UntypedActor
    {
        private IActorRef _daemon;

        protected override void PreStart()
        {
            _daemon = Context.ActorOf(Props.Create(() => new ClusterDaemon(cluster)).WithDispatcher(cluster.Settings.UseDispatcher), "daemon");
            Context.Watch(_daemon);
        }

        protected override void OnReceive(object message)
        {
            if (message is Terminated) Context.Stop(Self);
            else _daemon.Forward(message);
        }

        // A node that lost its view of the cluster must not go on with an empty one.
        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
        {
            cluster.Log.Error(failure, "Cluster node [{0}] crashed, it leaves the cluster", cluster.SelfAddress);
            return Directive.Stop;
        });
    }
}
