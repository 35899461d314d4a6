using Akka.Actor;

namespace Akka.Routing;

/// <summary>The actor behind a router: manages the routees, routes nothing itself.</summary>
internal class RouterActor : UntypedActor
{
    private readonly IActorRef _controller;

    public RouterActor()
    {
        Routed = Context as RoutedActorCell
            ?? throw new ActorInitializationException($"Router actor can only be used in RoutedActorRef, not in {Context.GetType()}");
        if (Routed.Config.RoutingLogicController(Routed.Router.RoutingLogic) is { } controller)
        {
            _controller = Context.ActorOf(controller.WithDispatcher(Context.Props.Dispatcher), "routingLogicController");
        }
    }

    protected RoutedActorCell Routed { get; }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case GetRoutees:
                Sender.Tell(new Routees([.. Routed.Router.Routees]));
                break;
            case AddRoutee add:
                Routed.AddRoutees([add.Routee]);
                break;
            case RemoveRoutee remove:
                Remove(remove.Routee, stopChild: true);
                break;
            case Terminated terminated:
                Remove(Routee.FromActorRef(terminated.ActorRef), stopChild: false);
                break;
            default:
                _controller?.Forward(message);
                break;
        }
    }

    // The routees are the router's own: they live on, and are restarted with it.
    protected override void PreRestart(Exception cause, object message)
    {
    }

    private void Remove(Routee routee, bool stopChild)
    {
        Routed.RemoveRoutees([routee], stopChild);
        if (Routed.Router.IsEmpty && Routed.Config.StopRouterWhenAllRouteesRemoved) Context.Stop(Self);
    }
}

/// <summary>The actor behind a pool: also the routees' supervisor.</summary>
internal class RouterPoolActor(SupervisorStrategy strategy) : RouterActor
{
    protected override SupervisorStrategy SupervisorStrategy() => strategy;

    protected override void OnReceive(object message)
    {
        if (message is AdjustPoolSize adjust) Routed.ChangeSize(adjust.Change);
        else base.OnReceive(message);
    }
}

/// <summary>The actor behind a pool with a resizer.</summary>
internal sealed class ResizablePoolActor(SupervisorStrategy strategy) : RouterPoolActor(strategy)
{
    protected override void OnReceive(object message)
    {
        if (message is Resize) Routed.Resize();
        else base.OnReceive(message);
    }
}
