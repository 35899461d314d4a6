using Akka.Actor;
using FedPrune.Actors.Cluster;
using FedPrune.Host.Configuration;

namespace FedPrune.Host.Nodes;

/// <summary>An edge node from its start to a signal: when its cluster puts it out, it joins again by itself.</summary>
/// <param name="configuration">The node's.</param>
/// <param name="say">Told what it is at, a line at a time.</param>
internal sealed class EdgeProcess(RunConfiguration configuration, Action<string> say)
{
    private static readonly TimeSpan BeforeJoiningAgain = TimeSpan.FromSeconds(1);

    /// <summary>Serves until it is told to stop; then it leaves the cluster.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var health = HealthEndpoint.Of(configuration.Settings, ClusterRole.Edge);
        await using var host = new EdgeHost(configuration, say, stop);
        var membership = Membership.Of(configuration, ClusterRole.Edge);
        while (!stop.IsCancellationRequested)
        {
            using var system = membership.Start();
            system.EventStream.Subscribe(system.ActorOf(Teller.Props(Tell), "teller"), typeof(NodeState));
            system.ActorOf(AgentActor.Props(host, membership.Identity), ClusterRole.Agent);
            say($"at {((ExtendedActorSystem)system).Provider.DefaultAddress}");
            await Task.WhenAny(system.WhenTerminated, Task.Delay(Timeout.Infinite, stop));
            if (system.WhenTerminated.IsCompleted)
            {
                say("put out of the cluster: joining again");
                await Task.WhenAny(Task.Delay(BeforeJoiningAgain, stop));
            }
            else
            {
                await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance); // leaves the cluster
            }
        }
        say("left the cluster");

        void Tell(NodeState state)
        {
            health?.Say(state.What, state.Ready);
            say(state.What);
        }
    }

    private sealed class Teller(Action<NodeState> tell) : UntypedActor
    {
        public static Props Props(Action<NodeState> tell) => Akka.Actor.Props.Create(() => new Teller(tell));

        protected override void OnReceive(object message)
        {
            if (message is NodeState state)
                tell(state);
            else
                Unhandled(message);
        }
    }
}
