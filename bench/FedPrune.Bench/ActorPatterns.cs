using Akka.Actor;

namespace FedPrune.Bench;

/// <summary>Ways actors exchange messages, each until so many have been.</summary>
internal static class ActorPatterns
{
    private const int Burst = 100, BurstsInFlight = 2;

    private static readonly object Message = new();

    /// <summary>One actor tells another, in bursts, as fast as that keeps up: the receiver confirms each burst.</summary>
    public static Task TellAsync(ActorSystem system, int count)
    {
        var done = NewSignal();
        var receiver = system.ActorOf(Props.Create(() => new Counting(count, Burst, done)));
        system.ActorOf(Props.Create(() => new Telling(receiver, count)));
        return done.Task;
    }

    /// <summary>One thread, which is no actor, tells an actor as fast as it can: both work at the same time.</summary>
    public static Task TellFromThreadAsync(ActorSystem system, int count)
    {
        var done = NewSignal();
        var receiver = system.ActorOf(Props.Create(() => new Counting(count, count, done)));
        for (var i = 0; i < count; i++) receiver.Tell(Message, ActorRefs.NoSender);
        return done.Task;
    }

    /// <summary>Pairs of actors send messages back and forth, so many of each pair under way at once.</summary>
    public static Task PingPongAsync(ActorSystem system, int roundTrips, int pairs, int inFlight)
    {
        var all = new Task[pairs];
        for (var i = 0; i < pairs; i++)
        {
            var done = NewSignal();
            var echo = system.ActorOf(Props.Create(() => new Echo()));
            var trips = roundTrips / pairs;
            system.ActorOf(Props.Create(() => new Pinger(echo, trips, inFlight, done)));
            all[i] = done.Task;
        }

        return Task.WhenAll(all);
    }

    /// <summary>One thread asks one actor, one question after the other.</summary>
    public static async Task AskAsync(ActorSystem system, int count)
    {
        var echo = system.ActorOf(Props.Create(() => new Echo()));
        for (var i = 0; i < count; i++) await echo.Ask<object>(Message);
    }

    /// <summary>So many actors that then wait; done when all have begun.</summary>
    public static async Task CreateAsync(ActorSystem system, int count)
    {
        var begun = new CountdownEvent(count);
        var props = Props.Create(() => new Idle(begun));
        for (var i = 0; i < count; i++) system.ActorOf(props);
        await Task.Run(begun.Wait);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Counting(int left, int confirmEach, TaskCompletionSource done) : UntypedActor
    {
        private int _left = left;

        protected override void OnReceive(object message)
        {
            if (--_left % confirmEach == 0) Sender.Tell(message, Self);
            if (_left > 0) return;
            done.SetResult();
            Context.Stop(Self);
        }
    }

    private sealed class Telling(IActorRef receiver, int left) : UntypedActor
    {
        private int _left = left;

        protected override void PreStart()
        {
            for (var i = 0; i < BurstsInFlight; i++) OnReceive(Message);
        }

        protected override void OnReceive(object message)
        {
            for (var i = 0; i < Burst && _left > 0; i++, _left--) receiver.Tell(Message, Self);
        }
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message, Self);
    }

    private sealed class Pinger(IActorRef echo, int roundTrips, int inFlight, TaskCompletionSource done) : UntypedActor
    {
        private int _left = roundTrips;

        protected override void PreStart()
        {
            for (var i = 0; i < inFlight; i++) echo.Tell(Message, Self);
        }

        protected override void OnReceive(object message)
        {
            if (--_left > 0)
            {
                echo.Tell(message, Self);
            }
            else if (_left == 0)
            {
                done.SetResult();
                echo.Tell(PoisonPill.Instance, Self);
                Context.Stop(Self);
            }
        }
    }

    private sealed class Idle(CountdownEvent begun) : UntypedActor
    {
        protected override void PreStart() => begun.Signal();

        protected override void OnReceive(object message) => Unhandled(message);
    }
}
