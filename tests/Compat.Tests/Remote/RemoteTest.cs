using Akka.Actor;
using Akka.Configuration;
using FedPrune.Compat.Tests.Actors;

namespace FedPrune.Compat.Tests.Remote;

/// <summary>Two systems on loopback, each with a port of its own.</summary>
public abstract class RemoteTest : ActorTest
{
    private const string Base = """
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.log-dead-letters = off
        akka.actor.provider = remote
        akka.remote.dot-netty.tcp.hostname = 127.0.0.1
        akka.remote.dot-netty.tcp.port = 0
        """;

    private readonly List<ActorSystem> _others = [];
    private readonly string _hocon;

    protected RemoteTest(string hocon = "")
        : base(Base + Environment.NewLine + hocon)
    {
        _hocon = hocon;
        B = NewSystem("B");
    }

    protected ActorSystem A => System;

    protected ActorSystem B { get; }

    public override async Task DisposeAsync()
    {
        await Task.WhenAll(_others.Select(system => system.Terminate())).WaitAsync(Patience);
        await base.DisposeAsync();
    }

    protected static Address AddressOf(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress;

    /// <summary>The reference by which one system knows an actor of another.</summary>
    protected static async Task<IActorRef> ReferenceAsync(ActorSystem from, IActorRef actor, ActorSystem home) =>
        await from.ActorSelection(new RootActorPath(AddressOf(home)) / actor.Path.Elements).ResolveOne(Patience);

    /// <summary>One more system; what it sets itself goes before what the test's systems share.</summary>
    protected ActorSystem NewSystem(string name, string hocon = "")
    {
        var system = ActorSystem.Create(name, ConfigurationFactory.ParseString(string.Join(Environment.NewLine, Base, _hocon, hocon)));
        _others.Add(system);
        return system;
    }
}
