using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;

namespace FedPrune.Bench;

/// <summary>An actor that does what the schedule says, and notes it in its diary.</summary>
internal abstract class Scheduled(EngineObserver.Diary diary) : UntypedActor
{
    protected override void OnReceive(object message) => diary.Inside(() =>
    {
        if (message is not Numbered numbered)
        {
            Other(message);
            return;
        }

        diary.Handle(numbered);
        switch (numbered.Deed)
        {
            case Deed.Note: break;
            case Deed.Spawn: Spawn(); break;
            case Deed.Stop: Context.Stop(Self); break;
            default: throw new ScheduledFailure(numbered.Deed);
        }
    });

    protected abstract void Spawn();

    protected virtual void Other(object message) => Unhandled(message);
}

/// <summary>A parent: the children that live are to be none when it has stopped.</summary>
internal sealed class Family(SchedulePlan plan, EngineObserver observer, IActorRef watcher, EngineObserver.Diary diary) : Scheduled(diary)
{
    private const int MostChildren = 40;

    private readonly ConcurrentDictionary<IActorRef, byte> _living = new();

    public Family(SchedulePlan plan, EngineObserver observer, IActorRef watcher)
        : this(plan, observer, watcher, new EngineObserver.Diary(observer, "family"))
    {
    }

    protected override SupervisorStrategy SupervisorStrategy() => plan.Strategy();

    protected override void PreRestart(Exception reason, object message)
    {
        if (plan.KeepsChildren) return;
        foreach (var child in Context.GetChildren()) Context.Stop(child);
    }

    protected override void PostStop()
    {
        if (Context.GetChildren().Any() || !_living.IsEmpty) observer.Breaks($"{Self} stopped before {_living.Count} of its children");
    }

    protected override void Spawn()
    {
        if (_living.Count >= MostChildren) return;
        var child = NewChild();
        observer.Watches(0, child, mayBeUnwatched: false, out var orders);
        foreach (var order in orders) watcher.Tell(order, ActorRefs.NoSender);
    }

    protected override void Other(object message)
    {
        if (message is Children) Sender.Tell(Enumerable.Range(0, plan.ChildrenOfEach).Select(_ => NewChild()).ToArray());
        else Unhandled(message);
    }

    private IActorRef NewChild()
    {
        var (living, diary) = (_living, new EngineObserver.Diary(observer, "child"));
        return Context.ActorOf(plan.Deployed(Props.Create(() => new Child(living, diary)), "child"));
    }

    /// <summary>Asks for the first children.</summary>
    public sealed class Children
    {
        public static readonly Children Instance = new();

        private Children()
        {
        }
    }
}

internal sealed class Child(ConcurrentDictionary<IActorRef, byte> living, EngineObserver.Diary diary) : Scheduled(diary)
{
    protected override void PreStart() => living.TryAdd(Self, 0);

    protected override void PostStop() => living.TryRemove(Self, out _);

    protected override void Spawn()
    {
        // only families do
    }
}

/// <summary>Watches as it is told to, and reports each end.</summary>
internal sealed class ScheduledWatcher(EngineObserver observer, int number) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Watch watch: Context.Watch(watch.Target); break;
            case Unwatch unwatch: Context.Unwatch(unwatch.Target); break;
            case Terminated terminated: observer.TellsOfDeath(number, terminated.ActorRef); break;
            default: Unhandled(message); break;
        }
    }

    internal sealed record Watch(IActorRef Target);

    internal sealed record Unwatch(IActorRef Target);
}

internal sealed class DeadLetterCounter(EngineObserver observer) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        if (message is DeadLetter { Message: Numbered }) observer.BuriesLetter();
    }
}
