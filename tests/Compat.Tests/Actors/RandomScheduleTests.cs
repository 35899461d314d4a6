using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;

namespace FedPrune.Compat.Tests.Actors;

/// <summary>Many threads tell, fail, watch and stop at random; an observer that only counts holds what must be true all the same.</summary>
public sealed class RandomScheduleTests : ActorTest
{
    private const int Threads = 4;
    private const int Families = 8;
    private const int ChildrenOfEach = 4;
    private const int StepsOfEach = 3000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_schedule_breaks_the_promises(int seed)
    {
        var observer = new Observer();
        var deadLetters = System.ActorOf(Props.Create(() => new DeadLetterCounter(observer)));
        System.EventStream.Subscribe(deadLetters, typeof(DeadLetter));
        await deadLetters.Ask<ActorIdentity>(new Identify(0), Patience);
        IActorRef[] families = [.. Enumerable.Range(0, Families).Select(f => System.ActorOf(Props.Create(() => new Family(observer)), $"f{f}"))];
        IActorRef[] targets = [.. families];
        foreach (var family in families) targets = [.. targets, .. await family.Ask<IActorRef[]>("children", Patience)];
        var watchers = targets.Select(t => System.ActorOf(Props.Create(() => new Watcher(observer, t)))).ToArray();
        foreach (var watcher in watchers) await watcher.Ask<ActorIdentity>(new Identify(0), Patience);

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(t => Task.Run(() => Storm(seed, t, targets, observer))));
        foreach (var family in families) System.Stop(family);
        await Eventually(() => observer.Died.Count == targets.Length);
        await Eventually(() => observer.Sent == observer.Handled + observer.Dead);
        await System.Terminate().WaitAsync(Patience);

        Assert.Empty(observer.Broken);
        Assert.All(targets, target => Assert.Equal(1, observer.Died[target]));
    }

    private static void Storm(int seed, int thread, IActorRef[] targets, Observer observer)
    {
        var random = new Random(HashCode.Combine(17, seed) ^ (thread * 7919));
        var next = new int[targets.Length];
        for (var step = 0; step < StepsOfEach; step++)
        {
            var at = random.Next(targets.Length);
            Interlocked.Increment(ref observer.Sent);
            var kind = random.Next(200) switch
            {
                < 2 => Kind.Fail,
                2 when at >= Families => Kind.Stop,
                _ => Kind.Note,
            };
            targets[at].Tell(new Numbered(thread, ++next[at], kind), ActorRefs.NoSender);
        }
    }

    private enum Kind
    {
        Note,
        Fail,
        Stop,
    }

    private sealed record Numbered(int Thread, int Number, Kind Kind);

    private sealed class Observer
    {
        public int Sent;
        public int Handled;
        public int Dead;

        public ConcurrentQueue<string> Broken { get; } = new();

        public ConcurrentDictionary<IActorRef, int> Died { get; } = new();
    }

    /// <summary>What outlives an incarnation: who is inside, and the last number of each thread.</summary>
    private sealed class Log(Observer observer, string name)
    {
        private readonly int[] _last = new int[Threads];
        private int _inside;

        public void Handle(Numbered message, Action<Kind> act)
        {
            if (Interlocked.Increment(ref _inside) != 1) observer.Broken.Enqueue($"{name}: two messages at once");
            if (message.Number <= _last[message.Thread]) observer.Broken.Enqueue($"{name}: {message} after {_last[message.Thread]}");
            _last[message.Thread] = message.Number;
            Interlocked.Decrement(ref _inside);
            Interlocked.Increment(ref observer.Handled);
            act(message.Kind);
        }
    }

    private sealed class Family(Observer observer) : UntypedActor
    {
        private readonly Log _log = new(observer, Context.Self.ToString()!);
        private int _living;

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

        protected override void PreRestart(Exception reason, object message)
        {
            // children live on: the watchers hold their references
        }

        protected override void PostRestart(Exception reason) => _living = Context.GetChildren().Count();

        protected override void PostStop()
        {
            if (Context.GetChildren().Any()) observer.Broken.Enqueue($"{Self}: stopped before its children");
        }

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "children":
                    Sender.Tell(Enumerable.Range(0, ChildrenOfEach).Select(_ => Context.ActorOf(Props.Create(() => new Child(new Log(observer, "child"))))).ToArray());
                    _living = ChildrenOfEach;
                    break;
                case Numbered numbered:
                    _log.Handle(numbered, kind =>
                    {
                        if (kind == Kind.Fail) throw new InvalidOperationException($"{_living} live");
                    });
                    break;
            }
        }
    }

    private sealed class Child(Log log) : UntypedActor
    {
        protected override void OnReceive(object message) => log.Handle((Numbered)message, kind =>
        {
            if (kind == Kind.Fail) throw new InvalidOperationException("fault");
            if (kind == Kind.Stop) Context.Stop(Self);
        });
    }

    private sealed class Watcher : UntypedActor
    {
        private readonly Observer _observer;

        public Watcher(Observer observer, IActorRef target)
        {
            _observer = observer;
            Context.Watch(target);
        }

        protected override void OnReceive(object message)
        {
            if (message is Terminated terminated) _observer.Died.AddOrUpdate(terminated.ActorRef, 1, static (_, times) => times + 1);
        }
    }

    private sealed class DeadLetterCounter(Observer observer) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is DeadLetter { Message: Numbered }) Interlocked.Increment(ref observer.Dead);
        }
    }
}
