using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;

namespace FedPrune.Actors.Tests;

/// <summary>A test on the test kit, with the dispatchers that the program declares.</summary>
public abstract class ActorTest() : Akka.TestKit.Xunit2.TestKit(Configuration)
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The <c>akka</c> section of <c>hocon/reference.conf</c>, silent.</summary>
    internal static Config Configuration { get; } = ConfigurationFactory
        .ParseString("""
            akka {
              loglevel = OFF
              stdout-loglevel = OFF
              test { single-expect-default = 20s, expect-no-message-default = 40ms }
            }
            """)
        .WithFallback(ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "reference.conf"))));

    /// <summary>A probe that hears of every event of these types from now on.</summary>
    protected TestProbe Subscribed(params ReadOnlySpan<Type> events)
    {
        var probe = CreateTestProbe();
        foreach (var type in events)
            Sys.EventStream.Subscribe(probe.Ref, type);
        return probe;
    }

    /// <summary>Starts an actor below a probe that stops it when it throws.</summary>
    protected static IActorRef Stoppable(TestProbe parent, Props props) =>
        parent.ChildActorOf(props, "child", new OneForOneStrategy(_ => Directive.Stop));
}
