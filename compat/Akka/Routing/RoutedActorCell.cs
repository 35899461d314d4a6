using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.Routing;

/// <summary>The reference to a router.</summary>
internal sealed class RoutedActorRef : LocalActorRef
{
    public RoutedActorRef(
        ActorSystemImpl system,
        Props routerProps,
        DeploymentPlan plan,
        Props routeeProps,
        IInternalActorRef supervisor,
        ActorPath path)
        : base(system, routerProps, plan.Dispatcher, plan.MailboxType, supervisor, path) =>
        ((RoutedActorCell)Cell).CreateRoutees(routeeProps);

    protected override ActorCell NewActorCell(
        ActorSystemImpl system, IInternalActorRef self, Props props, MessageDispatcher dispatcher, IInternalActorRef supervisor) =>
        new RoutedActorCell(system, self, props, dispatcher, supervisor);
}

/// <summary>
/// The cell of a router. A message is routed on its sender's thread, past the router's mailbox; only management
/// messages go through it. The routees are an immutable array that the router's own thread replaces.
/// </summary>
internal sealed class RoutedActorCell(
    ActorSystemImpl system, IInternalActorRef self, Props routerProps, MessageDispatcher dispatcher, IInternalActorRef supervisor)
    : ActorCell(system, self, routerProps, dispatcher, supervisor)
{
    // Messages that are on their way to a routee when it is taken out are to arrive before what stops it.
    private static readonly TimeSpan BeforeRemovedRouteeStops = TimeSpan.FromMilliseconds(100);

    private readonly Resizer _resizer = (routerProps.RouterConfig as Pool)?.Resizer;
    private Props _routeeProps;
    private volatile Router _router;
    private long _messages = -1;
    private int _resizing;

    public RouterConfig Config { get; } = routerProps.RouterConfig;

    public Router Router => _router;

    /// <summary>Before the router's own life begins: who has its reference may tell it something at once.</summary>
    public void CreateRoutees(Props routeeProps)
    {
        _routeeProps = routeeProps;
        _router = Config.CreateRouter(System);

        // A routee that fails at once must not start the router before its routees are there.
        Mailbox.SetAsScheduled();
        try
        {
            AddFirstRoutees();
        }
        catch
        {
            foreach (var routee in GetChildren()) routee.Stop();
            throw;
        }

        Mailbox.SetAsIdle();
    }

    public override void SendMessage(Envelope message)
    {
        if (Config.IsManagementMessage(message.Message))
        {
            base.SendMessage(message);
            return;
        }

        if (_resizer is not null) ResizeIfTime();
        var router = _router;
        if (router.IsEmpty) SystemImpl.DeadLetters.Tell(message.Message, message.Sender);
        else router.Route(message.Message, message.Sender);
    }

    public void AddRoutees(IReadOnlyCollection<Routee> routees)
    {
        WatchAll(routees);
        _router = _router.WithRoutees([.. _router.Routees, .. routees]);
    }

    public void RemoveRoutees(IReadOnlyCollection<Routee> routees, bool stopChild)
    {
        var left = _router.Routees.ToList();
        foreach (var routee in routees)
        {
            left.Remove(routee);
            if (routee is not ActorRefRoutee { Actor: var actor }) continue;
            Unwatch(actor);
            if (stopChild && GetSingleChild(actor.Path.Name).Equals(actor))
            {
                System.Scheduler.ScheduleTellOnce(BeforeRemovedRouteeStops, actor, PoisonPill.Instance, Self);
            }
        }

        _router = _router.WithRoutees([.. left]);
    }

    /// <summary>Makes the pool larger by so many routees, or smaller if negative.</summary>
    public void ChangeSize(int change)
    {
        if (change > 0) AddRoutees(NewRoutees(change));
        else if (change < 0) RemoveRoutees([.. _router.Routees.TakeLast(-change)], stopChild: true);
    }

    public void Resize()
    {
        try
        {
            ChangeSize(_resizer.Resize(_router.Routees));
        }
        finally
        {
            Volatile.Write(ref _resizing, 0);
        }
    }

    protected override ActorBase CreateNewActorInstance()
    {
        var actor = Config.CreateRouterActor();
        (actor as IInitializableActor)?.Init();
        return actor;
    }

    private void AddFirstRoutees()
    {
        switch (Config)
        {
            case Pool pool:
                AddRoutees(NewRoutees(pool.GetNrOfInstances(System)));
                if (_resizer?.IsTimeForResize(Interlocked.Increment(ref _messages)) == true) Resize();
                break;
            case Group group:
                AddRoutees([.. group.GetPaths(System).Select(path => new ActorSelectionRoutee(ActorSelection(path)))]);
                break;
            default:
                WatchAll([.. _router.Routees]);
                break;
        }
    }

    private Routee[] NewRoutees(int count)
    {
        var props = Config is Pool { UsePoolDispatcher: true } && _routeeProps.Dispatcher is null or Dispatchers.DefaultDispatcherId
            ? _routeeProps.WithDispatcher($"akka.actor.deployment./{string.Join('/', Self.Path.Elements.Skip(1))}.pool-dispatcher")
            : _routeeProps;
        return [.. Enumerable.Range(0, count).Select(_ => new ActorRefRoutee(ActorOf(props)))];
    }

    private void WatchAll(IReadOnlyCollection<Routee> routees)
    {
        foreach (var routee in routees.OfType<ActorRefRoutee>()) Watch(routee.Actor);
    }

    private void ResizeIfTime()
    {
        if (!_resizer.IsTimeForResize(Interlocked.Increment(ref _messages)) || Interlocked.Exchange(ref _resizing, 1) != 0) return;
        base.SendMessage(new Envelope(new Resize(), Self));
    }
}
