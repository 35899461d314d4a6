using Akka.Actor;
using Akka.Event;

namespace FedPrune.Compat.Tests.Actors;

public sealed class DebugLoggingTests() : ActorTest("""
    akka.loglevel = DEBUG
    akka.loggers = ["FedPrune.Compat.Tests.Actors.DebugLoggingTests+Silent, Compat.Tests"]
    akka.actor.debug {
      receive = on
      autoreceive = on
      lifecycle = on
      event-stream = on
      unhandled = on
      router-misconfiguration = on
    }
    akka.actor.deployment."/misconfigured".router = round-robin-pool
    """)
{
    [Fact]
    public async Task The_life_of_an_actor_is_logged()
    {
        var (log, watcher) = (Logged<Debug>(), NewProbe());
        var actor = System.ActorOf(Props.Create(() => new Echo()), "living");
        await Awaited(log, "/user", "now supervising");
        await Awaited(log, "/user/living", "Started");
        watcher.Watch(actor);
        await Awaited(log, "/user/living", "now watched by");
        watcher.Unwatch(actor);
        await Awaited(log, "/user/living", "no longer watched by");
        actor.Tell(new InvalidOperationException());
        await Awaited(log, "/user/living", "Restarting");
        await Awaited(log, "/user/living", "Restarted");
        System.Stop(actor);
        await Awaited(log, "/user/living", "Stopped");
    }

    [Fact]
    public async Task What_a_logging_actor_receives_is_logged()
    {
        var log = Logged<Debug>();
        System.ActorOf(Props.Create(() => new Echo()), "logging").Tell("hello");
        await Awaited(log, "/user/logging", "received handled message hello from");
    }

    [Fact]
    public async Task What_an_actor_without_the_mark_receives_is_not_logged()
    {
        var log = Logged<Debug>();
        var actor = System.ActorOf(Act((m, context) => context.Sender.Tell(m)), "unmarked");
        await actor.Ask<string>("hello", Patience);
        System.EventStream.Publish(new Debug("end", GetType(), "end"));
        for (var logged = await log.Expect<Debug>(); logged.LogSource != "end"; logged = await log.Expect<Debug>())
        {
            Assert.DoesNotContain("message hello", logged.Message.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_received_automatically_is_logged()
    {
        var log = Logged<Debug>();
        System.ActorOf(Props.Create(() => new Echo()), "automatic").Tell(PoisonPill.Instance);
        await Awaited(log, "/user/automatic", "received AutoReceiveMessage");
    }

    [Fact]
    public async Task What_is_not_handled_is_logged()
    {
        var log = Logged<Debug>();
        System.ActorOf(Props.Create(() => new Echo()), "deaf").Tell(3.5);
        await Awaited(log, "/user/deaf", "Unhandled message from");
    }

    [Fact]
    public async Task Subscriptions_to_the_event_stream_are_logged()
    {
        var (log, subscriber) = (Logged<Debug>(), NewProbe());
        System.EventStream.Subscribe(subscriber.Ref, typeof(string));
        await Awaited(log, "EventStream", "subscribing");
        System.EventStream.Unsubscribe(subscriber.Ref, typeof(string));
        await Awaited(log, "EventStream", "unsubscribing");
    }

    [Fact]
    public async Task A_router_that_is_configured_but_not_asked_for_is_logged()
    {
        var log = Logged<Warning>();
        System.ActorOf(Props.Create(() => new Echo()), "misconfigured");
        Assert.Contains("should be a router", (await log.Expect<Warning>()).Message.ToString(), StringComparison.Ordinal);
    }

    private Probe Logged<T>()
    {
        var probe = NewProbe();
        System.EventStream.Subscribe(probe.Ref, typeof(T));
        return probe;
    }

    /// <summary>The next event whose source ends like this and that says this.</summary>
    private static async Task Awaited(Probe log, string source, string text)
    {
        while (true)
        {
            var logged = await log.Expect<Debug>();
            var said = logged.Message.ToString()!;
            if (logged.LogSource.EndsWith(source, StringComparison.Ordinal) && said.Contains(text, StringComparison.Ordinal)) return;
        }
    }

    public sealed class Silent : ReceiveActor
    {
        public Silent()
        {
            Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
            ReceiveAny(static _ => { });
        }
    }

    private sealed class Echo : ReceiveActor, ILogReceive
    {
        public Echo()
        {
            Receive<string>(text => Sender.Tell(text));
            Receive<Exception>(e => throw e);
        }
    }
}
